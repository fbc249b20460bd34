"""When a desk gets its digest, and the stretch of time that one digest covers."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from watchers.frozen import frozen


class Cadence(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Quiet(StrEnum):
    """What a desk gets for a period in which nothing happened in its states."""

    SHORT = "short"
    NONE = "none"


@frozen
class DigestPlan:
    """A desk's wish. A period ends at `hour` o'clock (0 to 23) on the desk's clock.

    It ends on `weekday` (0 is Monday) where it is weekly, and on the first of a month where it is monthly.
    """

    cadence: Cadence = Cadence.WEEKLY
    weekday: int = 0
    hour: int = 8
    quiet: Quiet = Quiet.SHORT


@frozen
class Period:
    """From `start` on and before `end`, both aware. `key` names it: "2025-W45", "2025-11-06" or "2025-11".

    `spans` is how many of the plan's periods it covers: more than 1 where some were missed.
    """

    key: str
    cadence: Cadence
    start: datetime
    end: datetime
    spans: int = 1

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day that a reader would say it covers: those of which it has the greater part."""
        half = min(timedelta(hours=12), (self.end - self.start) / 2)
        first, last = ((at.astimezone(zone)).date() for at in (self.start + half, self.end - half))
        return first, last
