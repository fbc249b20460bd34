import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from state.files.last_poll import (
    LAST_POLL_FILE,
    NOTE_EVERY,
    LastPoll,
    LastPollFile,
    counted_on,
    read_last_poll,
    write_last_poll,
)
from tests.factories import NOON
from tests.state.rows import HOUR


def test_a_pulse_is_read_as_it_was_written(tmp_path: Path) -> None:
    last_poll = LastPoll(at=NOON, outcome="ICE answered; nothing new.", polls=3, good=2, failed=1, last_good=NOON)
    write_last_poll(tmp_path / "state", last_poll)
    assert read_last_poll(tmp_path / "state") == last_poll
    assert stat.S_IMODE((tmp_path / "state" / "last-poll.json").stat().st_mode) == 0o600


def test_polls_are_counted_and_the_last_good_one_is_remembered() -> None:
    first = counted_on(None, at=NOON, outcome="nothing new", good=True)
    second = counted_on(first, at=NOON + HOUR, outcome="ICE answered 503", good=False)
    assert (second.polls, second.good, second.failed, second.last_good) == (2, 1, 1, NOON)


def test_before_any_good_poll_there_is_no_last_good_one() -> None:
    assert counted_on(None, at=NOON, outcome="ICE answered 503", good=False).last_good is None


def test_where_no_poll_was_noted_there_is_none(tmp_path: Path) -> None:
    assert read_last_poll(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"at": "noon"}'])
def test_a_garbled_note_counts_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "last-poll.json").write_bytes(content)
    assert read_last_poll(tmp_path) is None


def test_a_note_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "last-poll.json").mkdir()
    write_last_poll(tmp_path, counted_on(None, at=NOON, outcome="nothing new", good=True))
    assert read_last_poll(tmp_path) is None


QUARTER = timedelta(minutes=15)


def polled(note: LastPollFile, times: int, *, after: int = 0, outcome: str = "nothing new", good: bool = True) -> None:
    for n in range(after, after + times):
        note.note(at=NOON + n * QUARTER, outcome=outcome, good=good)


def test_a_poll_that_ends_as_the_one_before_it_writes_nothing_and_its_time_is_known(tmp_path: Path) -> None:
    note = LastPollFile(tmp_path)
    polled(note, 1)
    before = (tmp_path / LAST_POLL_FILE).read_bytes(), (tmp_path / LAST_POLL_FILE).stat().st_ino
    polled(note, 3, after=1)
    assert ((tmp_path / LAST_POLL_FILE).read_bytes(), (tmp_path / LAST_POLL_FILE).stat().st_ino) == before
    last_poll = read_last_poll(tmp_path)
    assert last_poll is not None
    assert (last_poll.at, last_poll.last_good) == (NOON + 3 * QUARTER, NOON + 3 * QUARTER)


def test_after_an_hour_of_the_same_the_note_is_written_anew_with_every_poll_counted(tmp_path: Path) -> None:
    polled(LastPollFile(tmp_path), 5)
    at = NOON + NOTE_EVERY
    assert read_last_poll(tmp_path) == LastPoll(
        at=at,
        outcome="nothing new",
        polls=5,
        good=5,
        failed=0,
        last_good=at,
        recent=".....",
        looking_since=NOON,
        day=NOON.date(),
    )


def test_another_outcome_is_written_at_once(tmp_path: Path) -> None:
    note = LastPollFile(tmp_path)
    polled(note, 3)
    note.note(at=NOON + 3 * QUARTER, outcome="ICE answered 503", good=False)
    assert read_last_poll(tmp_path) == LastPoll(
        at=NOON + 3 * QUARTER,
        outcome="ICE answered 503",
        polls=4,
        good=3,
        failed=1,
        last_good=NOON + 2 * QUARTER,
        recent="...x",
        looking_since=NOON,
        day=NOON.date(),
    )


def test_failing_on_moves_the_last_poll_and_not_the_last_good_one(tmp_path: Path) -> None:
    note = LastPollFile(tmp_path)
    note.note(at=NOON - QUARTER, outcome="nothing new", good=True)
    polled(note, 3, outcome="ICE answered 503", good=False)
    last_poll = read_last_poll(tmp_path)
    assert last_poll is not None
    assert (last_poll.at, last_poll.last_good) == (NOON + 2 * QUARTER, NOON - QUARTER)


def test_a_process_that_ends_leaves_every_poll_counted(tmp_path: Path) -> None:
    note = LastPollFile(tmp_path)
    polled(note, 3)
    note.flush()
    LastPollFile(tmp_path).note(at=NOON + 3 * QUARTER, outcome="nothing new", good=True)
    last_poll = read_last_poll(tmp_path)
    assert last_poll is not None
    assert (last_poll.at, last_poll.polls, last_poll.good) == (NOON + 3 * QUARTER, 4, 4)


def test_the_time_that_a_copy_was_given_is_no_poll(tmp_path: Path) -> None:
    polled(LastPollFile(tmp_path), 1)
    copied = (NOON + timedelta(days=3)).timestamp()
    os.utime(tmp_path / LAST_POLL_FILE, (copied, copied))
    last_poll = read_last_poll(tmp_path)
    assert last_poll is not None
    assert last_poll.at == NOON


def test_a_note_that_somebody_took_away_is_written_again(tmp_path: Path) -> None:
    note = LastPollFile(tmp_path)
    polled(note, 1)
    (tmp_path / LAST_POLL_FILE).unlink()
    note.note(at=NOON + QUARTER, outcome="nothing new", good=True)
    last_poll = read_last_poll(tmp_path)
    assert last_poll is not None
    assert last_poll.polls == 2


def test_bytes_are_counted_by_the_day_and_those_of_the_day_before_remembered() -> None:
    first = counted_on(None, at=NOON, outcome="", good=True, received=100)
    second = counted_on(first, at=NOON + HOUR, outcome="", good=False, received=11)
    assert (second.received, second.received_before) == (111, None)
    morrow = counted_on(second, at=NOON + 24 * HOUR, outcome="", good=True, received=5)
    assert (morrow.received, morrow.received_before) == (5, 111)
    later = counted_on(morrow, at=NOON + 96 * HOUR, outcome="", good=True, received=7)
    assert (later.received, later.received_before) == (7, None)
