"""Which digests are due: arithmetic on a desk's plan, the time up to which it has had them, and a given time.

Nothing is remembered here, and no timer matters: after a standstill, a restart or a change of the clock the same
question has the same answer. A period ends where the desk's clock shows the hour for the first time on that day; where
the clock leaps over it, as soon as it has.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from notifiers.subscriptions.digest_plan import Cadence, DigestPlan, Period

_TO_THURSDAY = timedelta(days=4)  # back from a weekly period's last day, into the ISO week that has most of it


def due(plan: DigestPlan, zone: ZoneInfo, until: datetime, now: datetime) -> list[Period]:
    """The period that has ended since `until`; where several have, one that covers them all. Empty where none has.

    `until` is the end of the last period that was settled, or the time when the desk subscribed. None is due where the
    clock was set back to before it.
    """
    ends = []
    end = next_end(plan, zone, until)
    while end <= now:
        ends.append(end)
        end = next_end(plan, zone, end)
    return [_period(plan, zone, until, ends[-1], spans=len(ends))] if ends else []


def last_ended(plan: DigestPlan, zone: ZoneInfo, now: datetime) -> Period:
    """The whole period that ended last."""
    ends = [end for end in _ends(plan, zone, now.astimezone(zone).date()) if end <= now]
    return _period(plan, zone, ends[-2], ends[-1])


def named(key: str, plan: DigestPlan, zone: ZoneInfo) -> Period:
    """The period of a name ("2025-W45", "2025-11-06", "2025-11"), with the plan's day and hour. Raises ValueError."""
    plan, day = _day_in(key, plan)
    for start, end in pairwise(_ends(plan, zone, day)):
        if _key(plan, end.astimezone(zone)) == key:
            return _period(plan, zone, start, end)
    raise ValueError(f"“{key}” is no period; expected a week such as 2025-W45, a month (2025-11) or a day (2025-11-06)")


def _day_in(key: str, plan: DigestPlan) -> tuple[DigestPlan, date]:
    forms = {
        Cadence.WEEKLY: (r"\d{4}-W\d{2}", f"{key}-4"),
        Cadence.MONTHLY: (r"\d{4}-\d{2}", f"{key}-15"),
        Cadence.DAILY: (r"\d{4}-\d{2}-\d{2}", key),
    }
    for cadence, (form, day) in forms.items():
        if re.fullmatch(form, key):
            try:
                found = date.fromisoformat(day)
            except ValueError:
                break
            if 1900 < found.year < 9000:
                return DigestPlan(cadence=cadence, weekday=plan.weekday, hour=plan.hour, quiet=plan.quiet), found
    raise ValueError(f"“{key}” is no period; expected a week such as 2025-W45, a month (2025-11) or a day (2025-11-06)")


def _period(plan: DigestPlan, zone: ZoneInfo, start: datetime, end: datetime, *, spans: int = 1) -> Period:
    key = _key(plan, end.astimezone(zone))
    return Period(key=key, cadence=plan.cadence, start=start, end=end, spans=spans)


def _key(plan: DigestPlan, end: datetime) -> str:
    """A period's name, from its end on the desk's clock; a clock that leapt over the hour may show the next day."""
    day = end.date()
    match plan.cadence:
        case Cadence.DAILY:
            return (day - timedelta(days=1)).isoformat()
        case Cadence.MONTHLY:
            return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
        case Cadence.WEEKLY:
            year, week, _ = (day - _TO_THURSDAY).isocalendar()
            return f"{year}-W{week:02}"


def next_end(plan: DigestPlan, zone: ZoneInfo, at: datetime) -> datetime:
    """The first end after a time."""
    return next(end for end in _ends(plan, zone, at.astimezone(zone).date()) if end > at)


def _ends(plan: DigestPlan, zone: ZoneInfo, around: date) -> Iterator[datetime]:
    """Ends from well before a day to well after it, each later than the one before."""
    last = None
    for day in _end_days(plan, around):
        local = datetime.combine(day, time(plan.hour), zone)  # fold 0: the first of two, and what a gap leads to
        end = local.astimezone(UTC)
        if last is None or end > last:
            yield end
        last = end


def _end_days(plan: DigestPlan, around: date) -> Iterator[date]:
    match plan.cadence:
        case Cadence.DAILY:
            return (around + timedelta(days=n) for n in range(-3, 5))
        case Cadence.WEEKLY:
            first = around - timedelta(days=(around.weekday() - plan.weekday) % 7)
            return (first + timedelta(weeks=n) for n in range(-2, 4))
        case Cadence.MONTHLY:
            months = (around.year * 12 + around.month - 1 + n for n in range(-2, 4))
            return (date(month // 12, month % 12 + 1, 1) for month in months)
