import stat
from pathlib import Path

import pytest

from state.pulse import Pulse, beat, read_pulse, write_pulse
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
