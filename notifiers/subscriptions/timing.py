"""When a desk wants its alerts: at once or bundled, and when nothing may ring. Arithmetic on a given time."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from watchers.frozen import frozen


class Pace(StrEnum):
    """How alerts come."""

    AT_ONCE = "at once"
    HOURLY = "hourly"
    DAILY = "daily"


@frozen
class Timing:
    """A desk's wish, on the desk's clock.

    Bundles go out at the full hour, daily ones at `hour` o'clock. From `quiet[0]` to before `quiet[1]`, which may lie
    past midnight, on Saturdays and Sundays where `business_days` says so, and before the day `paused_until`, what
    comes waits; none of it is dropped.
    """

    pace: Pace = Pace.AT_ONCE
    hour: int = 8
    quiet: tuple[time, time] | None = None
    business_days: bool = False
    paused_until: date | None = None


AT_ONCE = Timing()


def is_open(timing: Timing, zone: ZoneInfo, at: datetime) -> bool:
    """Whether something may ring at this time."""
    return _later(timing, at.astimezone(zone)) is None


def is_paused(timing: Timing, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the desk takes a pause at this time, from alerts and digests both."""
    return timing.paused_until is not None and at.astimezone(zone).date() < timing.paused_until


def due_at(timing: Timing, zone: ZoneInfo, since: datetime) -> datetime:
    """When what came at `since` goes out: at the end of its bundle, and then as soon as something may ring."""
    moment = _bundle_end(timing, since.astimezone(zone))
    while (later := _later(timing, moment)) is not None:
        # Where the clock is set back, an hour comes twice, and a step on the clock may be none in time.
        ahead = later.astimezone(UTC) > moment.astimezone(UTC)
        moment = later if ahead else (moment.astimezone(UTC) + timedelta(minutes=1)).astimezone(zone)
    return moment.astimezone(UTC)


def _bundle_end(timing: Timing, since: datetime) -> datetime:
    """The first end of a bundle after `since`."""
    match timing.pace:
        case Pace.AT_ONCE:
            return since
        case Pace.HOURLY:
            begun = since.replace(minute=0, second=0, microsecond=0)
            return (begun.astimezone(UTC) + timedelta(hours=1)).astimezone(since.tzinfo)
        case Pace.DAILY:
            end = since.replace(hour=timing.hour, minute=0, second=0, microsecond=0, fold=0)
            return end if end > since else end + timedelta(days=1)


def _later(timing: Timing, moment: datetime) -> datetime | None:
    """The next time at which it may be otherwise, where nothing may ring now; None where something may."""
    if timing.paused_until is not None and moment.date() < timing.paused_until:
        return datetime.combine(timing.paused_until, time(0), moment.tzinfo)
    if timing.business_days and moment.weekday() >= 5:
        return datetime.combine(moment.date() + timedelta(days=1), time(0), moment.tzinfo)
    if timing.quiet is None:
        return None
    return _quiet_until(*timing.quiet, moment)


def _quiet_until(begin: time, end: time, moment: datetime) -> datetime | None:
    clock = moment.time()
    over_midnight = begin > end
    if not (begin <= clock or clock < end if over_midnight else begin <= clock < end):
        return None
    day = moment.date() + timedelta(days=1) if over_midnight and clock >= begin else moment.date()
    fold = moment.fold if day == moment.date() else 0
    return datetime.combine(day, end, moment.tzinfo).replace(fold=fold)
