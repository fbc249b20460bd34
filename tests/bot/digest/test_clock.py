"""Digests while the clock is set: each event in one of them, and none silent, whatever the clock did."""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, Row, lists, sheriff

HOUR = timedelta(hours=1)
CONFIG = """
[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
alerts = false
digest = "{cadence}"
"""
NAMES = ("Adair", "Barton", "Camden", "Dent", "Gentry", "Howard", "Iron", "Knox", "Lewis", "Macon", "Osage", "Perry")


class Clock:
    """A newsroom whose clock is off by `off`, while ICE's server tells the true time."""

    def __init__(self, room: Newsroom) -> None:
        self.room, self.off, self.signed = room, timedelta(0), list[Row]()
        self.true = room.at
        answer = room.ice.answer

        def dated(request: httpx.Request) -> httpx.Response:
            said = answer(request)
            said.headers["Date"] = format_datetime(self.true, usegmt=True)
            return said

        room.ice.answer = dated  # type: ignore[method-assign]
        room.ice.post(lists(*EVERYBODY))
        self.later(timedelta(0))

    def later(self, by: timedelta, *, off: timedelta | None = None, signs: bool = False) -> None:
        """Time passes, the clock may be set, an agency may sign; then the bot asks for digests, polls and delivers."""
        self.true += by
        self.off = self.off if off is None else off
        self.room.at = self.true + self.off
        if signs:
            self.signed.append(sheriff(NAMES[len(self.signed)]))
            self.room.ice.post(lists(*EVERYBODY, *self.signed))
        with self.room.app() as app:
            app.digest()
            app.check()
            app.digest()
            app.deliver()

    def digests(self) -> list[str]:
        return [text for text in self.room.news() if "How we know" in text]

    def told(self) -> list[int]:
        """In how many digests each agency is that signed."""
        names = [str(row[1]) for row in self.signed]
        return [sum(name in digest for digest in self.digests()) for name in names]


def room(folder: Path, cadence: str) -> Clock:
    return Clock(Newsroom(folder, CONFIG.format(cadence=cadence)))


SET = st.none() | st.sampled_from(
    [
        timedelta(0),
        HOUR,
        5 * HOUR,
        6 * HOUR,
        7 * HOUR,
        13 * HOUR,
        3 * DAY,
        400 * DAY,
        -HOUR,
        -5 * HOUR,
        -2 * DAY,
        -40 * DAY,
    ]
)
STEPS = st.lists(st.tuples(st.integers(1, 40), SET, st.booleans()), min_size=4, max_size=len(NAMES))


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(steps=STEPS, cadence=st.sampled_from(["daily", "weekly"]))
def test_each_event_is_in_exactly_one_digest_whatever_the_clock_does(
    steps: Sequence[tuple[int, timedelta | None, bool]], cadence: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        clock = room(Path(name), cadence)
        for hours, off, signs in steps:
            clock.later(hours * HOUR, off=off, signs=signs)
        clock.later(HOUR, off=timedelta(0))
        before = len(clock.digests())
        for _ in range(4 if cadence == "daily" else 16):
            clock.later(DAY)
        assert clock.told() == [1] * len(clock.signed)
        assert len(clock.digests()) > before


@pytest.mark.parametrize("ahead", [HOUR, 6 * HOUR, 12 * HOUR])
def test_a_week_that_was_told_early_is_told_once_and_the_next_tells_what_came_until_then(
    tmp_path: Path, ahead: timedelta
) -> None:
    clock = room(tmp_path, "weekly")
    monday = datetime(2026, 1, 12, 14, tzinfo=clock.true.tzinfo)  # 8 a.m. in Chicago
    clock.later(monday - 2 * HOUR - ahead - clock.true, signs=True)
    clock.later(HOUR, off=ahead, signs=True)
    clock.later(HOUR)
    assert len(clock.digests()) == 1
    clock.later(HOUR / 2, off=timedelta(0), signs=True)
    clock.later(monday + HOUR - clock.true)
    assert len(clock.digests()) == 1
    clock.later(7 * DAY)
    assert clock.told() == [1, 1, 1]
    assert len(clock.digests()) == 2
