import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from state.files.last_poll import NOTE_EVERY, PULSE_FILE, Pulse, PulseNote, beat, read_pulse, write_pulse
from tests.factories import NOON
from tests.state.rows import HOUR


def test_a_pulse_is_read_as_it_was_written(tmp_path: Path) -> None:
    pulse = Pulse(at=NOON, outcome="ICE answered; nothing new.", polls=3, good=2, failed=1, last_good=NOON)
    write_pulse(tmp_path / "state", pulse)
    assert read_pulse(tmp_path / "state") == pulse
    assert stat.S_IMODE((tmp_path / "state" / "last-poll.json").stat().st_mode) == 0o600


def test_polls_are_counted_and_the_last_good_one_is_remembered() -> None:
    first = beat(None, at=NOON, outcome="nothing new", good=True)
    second = beat(first, at=NOON + HOUR, outcome="ICE answered 503", good=False)
    assert (second.polls, second.good, second.failed, second.last_good) == (2, 1, 1, NOON)


def test_before_any_good_poll_there_is_no_last_good_one() -> None:
    assert beat(None, at=NOON, outcome="ICE answered 503", good=False).last_good is None


def test_where_no_poll_was_noted_there_is_none(tmp_path: Path) -> None:
    assert read_pulse(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"at": "noon"}'])
def test_a_garbled_note_counts_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "last-poll.json").write_bytes(content)
    assert read_pulse(tmp_path) is None


def test_a_note_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "last-poll.json").mkdir()
    write_pulse(tmp_path, beat(None, at=NOON, outcome="nothing new", good=True))
    assert read_pulse(tmp_path) is None


QUARTER = timedelta(minutes=15)


def polled(note: PulseNote, times: int, *, after: int = 0, outcome: str = "nothing new", good: bool = True) -> None:
    for n in range(after, after + times):
        note.beat(at=NOON + n * QUARTER, outcome=outcome, good=good)


def test_a_poll_that_ends_as_the_one_before_it_writes_nothing_and_its_time_is_known(tmp_path: Path) -> None:
    note = PulseNote(tmp_path)
    polled(note, 1)
    before = (tmp_path / PULSE_FILE).read_bytes(), (tmp_path / PULSE_FILE).stat().st_ino
    polled(note, 3, after=1)
    assert ((tmp_path / PULSE_FILE).read_bytes(), (tmp_path / PULSE_FILE).stat().st_ino) == before
    pulse = read_pulse(tmp_path)
    assert pulse is not None
    assert (pulse.at, pulse.last_good) == (NOON + 3 * QUARTER, NOON + 3 * QUARTER)


def test_after_an_hour_of_the_same_the_note_is_written_anew_with_every_poll_counted(tmp_path: Path) -> None:
    polled(PulseNote(tmp_path), 5)
    at = NOON + NOTE_EVERY
    assert read_pulse(tmp_path) == Pulse(at=at, outcome="nothing new", polls=5, good=5, failed=0, last_good=at)


def test_another_outcome_is_written_at_once(tmp_path: Path) -> None:
    note = PulseNote(tmp_path)
    polled(note, 3)
    note.beat(at=NOON + 3 * QUARTER, outcome="ICE answered 503", good=False)
    assert read_pulse(tmp_path) == Pulse(
        at=NOON + 3 * QUARTER, outcome="ICE answered 503", polls=4, good=3, failed=1, last_good=NOON + 2 * QUARTER
    )


def test_failing_on_moves_the_last_poll_and_not_the_last_good_one(tmp_path: Path) -> None:
    note = PulseNote(tmp_path)
    note.beat(at=NOON - QUARTER, outcome="nothing new", good=True)
    polled(note, 3, outcome="ICE answered 503", good=False)
    pulse = read_pulse(tmp_path)
    assert pulse is not None
    assert (pulse.at, pulse.last_good) == (NOON + 2 * QUARTER, NOON - QUARTER)


def test_a_process_that_ends_leaves_every_poll_counted(tmp_path: Path) -> None:
    note = PulseNote(tmp_path)
    polled(note, 3)
    note.settle()
    PulseNote(tmp_path).beat(at=NOON + 3 * QUARTER, outcome="nothing new", good=True)
    pulse = read_pulse(tmp_path)
    assert pulse is not None
    assert (pulse.at, pulse.polls, pulse.good) == (NOON + 3 * QUARTER, 4, 4)


def test_the_time_that_a_copy_was_given_is_no_poll(tmp_path: Path) -> None:
    polled(PulseNote(tmp_path), 1)
    copied = (NOON + timedelta(days=3)).timestamp()
    os.utime(tmp_path / PULSE_FILE, (copied, copied))
    pulse = read_pulse(tmp_path)
    assert pulse is not None
    assert pulse.at == NOON


def test_a_note_that_somebody_took_away_is_written_again(tmp_path: Path) -> None:
    note = PulseNote(tmp_path)
    polled(note, 1)
    (tmp_path / PULSE_FILE).unlink()
    note.beat(at=NOON + QUARTER, outcome="nothing new", good=True)
    pulse = read_pulse(tmp_path)
    assert pulse is not None
    assert pulse.polls == 2
