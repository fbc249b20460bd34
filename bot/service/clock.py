"""Clocks that are wrong: one that is set while the bot runs, and one that another machine's contradicts."""

from collections.abc import Callable
from datetime import datetime, timedelta

LEAST_STEP = timedelta(minutes=1)
"""Smaller ones are how a time server corrects a clock, and do no harm."""


class ClockWatch:
    """Notices how far the clock was set since it was last asked.

    `wall` tells the time as people know it, `monotonic` counts seconds and can't be set. A machine that slept looks
    like one whose clock was put forward: Linux' monotonic clock stands still meanwhile.
    """

    def __init__(self, wall: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._last = (wall(), monotonic())

    def step(self) -> timedelta | None:
        """How far the clock went otherwise than the time did, backward below zero; None below `LEAST_STEP`."""
        wall, ticks = self._wall(), self._monotonic()
        before, ticks_before = self._last
        self._last = (wall, ticks)
        step = (wall - before) - timedelta(seconds=ticks - ticks_before)
        return step if abs(step) >= LEAST_STEP else None


class SharedClock:
    """The time by the clock of a state that machines share, so that a message is due at the same time on all of them.

    It is reckoned from this machine's own, whose difference is asked for again and again.
    """

    def __init__(self, own: Callable[[], datetime]) -> None:
        self._own = own
        self.off = timedelta(0)

    def __call__(self) -> datetime:
        """The time."""
        return self._own() + self.off

    def heed(self, ask: Callable[[], datetime | None]) -> None:
        """Ask for the shared time. A difference below `LEAST_STEP` is none; an answer that took long tells nothing."""
        before = self._own()
        theirs, after = ask(), self._own()
        if theirs is not None and timedelta(0) <= after - before < _AT_ONCE:
            self.off = theirs - before if abs(theirs - before) >= LEAST_STEP else timedelta(0)


_AT_ONCE = timedelta(seconds=10)
