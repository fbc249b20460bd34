"""How often ICE posts a list at each time of day: learnt from when the bot first saw each, on Washington's clock."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from watchers.frozen import frozen
from watchers.schedule.business_days import ICES_CLOCK, is_business_day

SLOT = timedelta(minutes=15)
"""The rate is the same for a quarter of an hour; all zones' clocks change by multiples of it."""

_SLOTS = 96  # a day's
_SPREAD = 2.5  # slots: a list at 9:40 says that one at 9:10 or 10:10 is likely too (a Gaussian's standard deviation)
_HALF_LIFE = 180.0  # days after which a posting counts half: ICE changes its habits
_FLOOR = 0.02  # posts a business day that no time of day falls below in all, spread over the day
_USUAL = {4: 2, 6: 1, 7: 6, 8: 6, 9: 4, 10: 4, 11: 2, 12: 2, 13: 3, 14: 6, 15: 4, 16: 7, 17: 8, 18: 5}
"""Lists by the hour in Washington, May 25 to Sept. 11, 2025 (75 business days), as a tracker saw that looked each half
hour. Two more came on the 35 other days."""
_USUAL_COUNTS = 0.4  # of a posting that the bot saw itself


@frozen
class PostingRate:
    """Lists a minute: by the quarter of an hour on business days (96 values), and at any time of all other days."""

    business_day: tuple[float, ...]
    other_day: float

    def at(self, when: datetime) -> float:
        """The rate at a time."""
        local = when.astimezone(ICES_CLOCK)
        return self.business_day[_slot(local)] if is_business_day(local.date()) else self.other_day


def posting_rate(seen: Iterable[datetime], *, since: datetime | None, until: datetime) -> PostingRate:
    """The rate, by the times at which the bot saw new lists while it looked, from `since` (None: never) to `until`.

    What it saw itself is added to the usual times of 2025, so that the first weeks of a record mislead nobody.
    """
    slots, business_days = [0.0] * _SLOTS, 75 * _USUAL_COUNTS
    others, other_days = 2 * _USUAL_COUNTS, 35 * _USUAL_COUNTS
    for hour, lists in _USUAL.items():
        for n in range(lists):
            _spread(slots, hour * 4 + (n + 0.5) * 4 / lists, _USUAL_COUNTS)
    for when in seen:
        local = when.astimezone(ICES_CLOCK)
        if is_business_day(local.date()):
            _spread(slots, _slot(local) + local.minute % 15 / 15, _weight(local.date(), until))
        else:
            others += _weight(local.date(), until)
    for day in _days(since, until):
        business_days += is_business_day(day) * _weight(day, until)
        other_days += (not is_business_day(day)) * _weight(day, until)
    minutes = SLOT.total_seconds() / 60
    return PostingRate(
        business_day=tuple((lists / business_days + _FLOOR / _SLOTS) / minutes for lists in slots),
        other_day=others / other_days / (_SLOTS * minutes),
    )


def _slot(local: datetime) -> int:
    return local.hour * 4 + local.minute // 15


def _weight(day: date, until: datetime) -> float:
    return math.exp2(-max((until.astimezone(ICES_CLOCK).date() - day).days, 0) / _HALF_LIFE)


def _days(since: datetime | None, until: datetime) -> Iterator[date]:
    if since is not None:
        first, last = since.astimezone(ICES_CLOCK).date(), until.astimezone(ICES_CLOCK).date()
        yield from (first + timedelta(days=n) for n in range((last - first).days))


def _spread(slots: list[float], at: float, weight: float) -> None:
    """Add a list, posted `at` so many slots of the day, to those around it; what falls off the day's ends is lost."""
    for slot in range(max(int(at - 4 * _SPREAD), 0), min(int(at + 4 * _SPREAD) + 1, _SLOTS)):
        distance = (slot + 0.5 - at) / _SPREAD
        slots[slot] += weight * math.exp(-distance * distance / 2) / (_SPREAD * math.sqrt(2 * math.pi))
