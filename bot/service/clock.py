"""A clock that is set while the bot runs: noticed against the monotonic one, which nobody sets."""

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
