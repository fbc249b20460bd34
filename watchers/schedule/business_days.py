"""The days on which ICE works, on Washington's calendar: Monday to Friday, without the federal holidays."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ICES_CLOCK = ZoneInfo("America/New_York")
"""ICE posts its lists from Washington."""


def is_business_day(day: date) -> bool:
    """Whether federal offices are open."""
    return day.weekday() < 5 and day not in federal_holidays(day.year)


def business_days_between(since: datetime, until: datetime) -> int:
    """Whole business days after the day of `since` and before `until`'s, on Washington's clock."""
    day, last = since.astimezone(ICES_CLOCK).date(), until.astimezone(ICES_CLOCK).date()
    return sum(is_business_day(day + timedelta(days=n)) for n in range(1, (last - day).days))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days of a year on which federal offices are closed for a holiday (5 U.S.C. 6103).

    One that falls on a Saturday is kept on the Friday before, which may be the last day of the year before; one on a
    Sunday, on the Monday after. Inauguration Day is not among them: it closes Washington's offices alone.
    """
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    days = [_kept(day) for day in [*fixed, date(year + 1, 1, 1)]]
    days += [_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2), _nth(year, 11, 3, 4)]
    days.append(_nth(year, 6, 0, 1) - timedelta(weeks=1))  # Memorial Day: the last Monday in May
    return frozenset(day for day in days if day.year == year)


def _kept(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """The month's nth such weekday; 0 is Monday."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=n - 1)
