"""When to look at ICE's page next: arithmetic on given times, explained in docs/method.md.

A list that comes while the bot looks every g minutes is seen g/2 minutes late on average. With a number of looks to
spend, the mean delay is least where they lie as close as the square root of the rate of posting is high; a power a
little above the half gives up hardly any of that, and brings the usual list sooner.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from watchers.frozen import frozen
from watchers.schedule.posting_rate import SLOT, PostingRate

_WEEK = timedelta(weeks=1)
_POWER = 0.65
SELDOM = timedelta(hours=1)
"""The longest time between two looks."""

_LEAST = timedelta(minutes=1) / SELDOM  # looks a minute
_MOST = 1 / 2
_BUSINESS_DAYS, _OTHER_DAYS = 4.79, 2.21  # of a week, over a year: 249 and 116 days
_AFTER_A_LIST = timedelta(hours=1)
_AFTER_A_LIST_MORE = 1.25  # times as many looks as else
_AFTER_A_LIST_LEAST = 1 / 12


class Why(Enum):
    """Why the next look is when it is."""

    FIXED = "fixed"  # the config says so
    BUSY = "busy"  # ICE often posts at this time of day
    QUIET = "quiet"  # ICE seldom posts at this time
    AFTER_A_LIST = "after a list"  # a second list may follow the one that just came


@frozen
class NextLook:
    """When a bot that runs looks next, to the minute or two, and why then."""

    at: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class FixedStep:
    """A look each `every`, whatever the time."""

    every: timedelta

    def next_after(self, last: datetime, *, newest: datetime | None) -> tuple[datetime, Why]:  # noqa: ARG002 - as the other plan's
        """The next look after one at `last`; `newest`, when the newest list was first seen, is nothing to it."""
        return last + self.every, Why.FIXED


@dataclass(frozen=True)
class ByPostingRate:
    """Looks by the rate at which ICE posts, `a_week` of them on average: a week with a federal holiday has fewer."""

    a_week: float
    rate: PostingRate

    def next_after(self, last: datetime, *, newest: datetime | None) -> tuple[datetime, Why]:
        """The next look after one at `last`, where the newest list was first seen at `newest`, and why then."""
        when, to_go = last, 1.0
        while True:
            density, why = self._density(when, newest)
            end = _slot_end(when)
            share = density * ((end - when) / timedelta(minutes=1))
            if share >= to_go:
                return when + timedelta(minutes=to_go / density), why
            when, to_go = end, to_go - share

    def _density(self, when: datetime, newest: datetime | None) -> tuple[float, Why]:
        """Looks a minute at a time, and why so many."""
        usual = _within_bounds(self._scale * self.rate.at(when) ** _POWER)
        if newest is not None and timedelta(0) <= when - newest < _AFTER_A_LIST:
            return _after_a_list(usual), Why.AFTER_A_LIST
        return usual, Why.QUIET if usual < self.a_week * (timedelta(minutes=1) / _WEEK) else Why.BUSY

    @cached_property
    def _scale(self) -> float:
        """What the rate's power is multiplied by, so that the looks of a week are as many as asked for."""
        low, high = 1e-6, 1e9
        for _ in range(60):
            scale = (low * high) ** 0.5
            low, high = (scale, high) if self._in_a_week(scale) < self.a_week else (low, scale)
        return low

    def _in_a_week(self, scale: float) -> float:
        """The looks of a week on average, those after its lists included."""
        minutes, looks = SLOT / timedelta(minutes=1), 0.0
        for rate in self.rate.business_day:
            usual = _within_bounds(scale * rate**_POWER)
            share_after_lists = min(rate * (_AFTER_A_LIST / timedelta(minutes=1)), 1)
            looks += _BUSINESS_DAYS * minutes * (usual + share_after_lists * (_after_a_list(usual) - usual))
        other = _within_bounds(scale * self.rate.other_day**_POWER)
        return looks + _OTHER_DAYS * other * minutes * len(self.rate.business_day)


Looks = FixedStep | ByPostingRate
"""A plan of when to look."""


def _after_a_list(usual: float) -> float:
    return min(max(usual * _AFTER_A_LIST_MORE, _AFTER_A_LIST_LEAST), _MOST)


def _within_bounds(density: float) -> float:
    return min(max(density, _LEAST), _MOST)


def _slot_end(when: datetime) -> datetime:
    begin = when.replace(minute=when.minute // 15 * 15, second=0, microsecond=0)
    return begin + SLOT
