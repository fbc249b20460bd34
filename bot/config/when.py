"""Days and times as people write them on a command line: 2025-11-06, yesterday, monday, last week, 3 days ago."""

import argparse
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.config.values import WEEKDAYS

_DAY = timedelta(days=1)
_SAMPLE = date(2026, 1, 5)
_FORMS = "a day such as 2025-11-06, yesterday, monday or “3 days ago”; last week, 2025-11; or a time, 2025-11-06T15:00"


@dataclass(frozen=True, slots=True)
class When:
    """A time, a day, a week or a month in words; which one it is depends on the clock by which it is read."""

    words: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ArgumentTypeError where the text is none."""
        words = " ".join(text.casefold().split())
        if _time(words) is None and _span(words, _SAMPLE) is None:
            raise argparse.ArgumentTypeError(f"“{text}” is no time that is understood; write {_FORMS}")
        return cls(words)

    def begin(self, zone: ZoneInfo, now: datetime) -> datetime:
        """When it begins, on that zone's clock where it names no offset."""
        return self._ends(zone, now)[0]

    def end(self, zone: ZoneInfo, now: datetime) -> datetime:
        """When it ends: the midnight after a day, and a time itself."""
        return self._ends(zone, now)[1]

    def _ends(self, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
        at = _time(self.words)
        if at is not None:
            at = at if at.tzinfo else at.replace(tzinfo=zone)
            return at, at
        first, behind = _span(self.words, now.astimezone(zone).date()) or (date.max, date.max)
        return datetime.combine(first, time(0), zone), datetime.combine(behind, time(0), zone)


def _time(words: str) -> datetime | None:
    if ":" not in words and not re.search(r"\dt\d", words):
        return None
    try:
        return datetime.fromisoformat(words.upper())
    except ValueError:
        return None


def _span(words: str, today: date) -> tuple[date, date] | None:
    """The first day of what the words name, and the day behind it; None where they name nothing."""
    day = _day(words, today, ahead=False)
    if day is not None:
        return day, day + _DAY
    monday, first = today - today.weekday() * _DAY, today.replace(day=1)
    match words.split():
        case ["this" | "last" as which, "week"]:
            begin = monday - 7 * _DAY * (which == "last")
            return begin, begin + 7 * _DAY
        case ["this" | "last" as which, "month"]:
            return _month(first - _DAY if which == "last" else first)
    if (begin_of_week := _iso(words.upper(), r"\d{4}-W\d\d")) is not None:
        return begin_of_week, begin_of_week + 7 * _DAY
    month = _iso(f"{words}-01", r"\d{4}-\d\d-01")
    return _month(month) if month is not None else None


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + 31 * _DAY).replace(day=1)


def _day(words: str, today: date, *, ahead: bool) -> date | None:
    """The day that the words name, read `ahead` of today or back from it."""
    near = {"tomorrow": 1} if ahead else {"today": 0, "yesterday": -1}
    if words in near:
        return today + near[words] * _DAY
    way = _DAY if ahead else -_DAY
    name = words.removeprefix("next " if ahead else "last ")
    if name in WEEKDAYS:
        away = (WEEKDAYS[name] - today.weekday()) * (1 if ahead else -1) % 7
        return today + way * (away or 7 * (ahead or name != words))
    apart = re.fullmatch(r"(?:in )?(\d{1,4}|a) (day|week)s?" if ahead else r"(\d{1,4}|a) (day|week)s? ago", words)
    if apart:
        return today + way * (1 if apart[1] == "a" else int(apart[1])) * (7 if apart[2] == "week" else 1)
    return _iso(words, r"\d{4}-\d\d-\d\d")


def _iso(text: str, form: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(form, text) else None
    except ValueError:
        return None


class NoSuchDayError(argparse.ArgumentTypeError):
    """The words name no day that is to come. The command line tells it as it is."""


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day that is still to come, in words."""

    words: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises `NoSuchDayError` where the text is none."""
        words = " ".join(text.casefold().split())
        if _day(words, _SAMPLE, ahead=True) is None:
            raise NoSuchDayError(
                f"“{text}” is no day that is understood; write one such as 2026-12-28, tomorrow, monday or “in 3 days”"
            )
        return cls(words)

    def day(self, today: date) -> date:
        """Which day it is, read today."""
        return _day(self.words, today, ahead=True) or date.max
