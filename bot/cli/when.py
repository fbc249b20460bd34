"""Days and times on the command line, as people write them: 2025-11-06, yesterday, monday, last week, 3 days ago."""

import argparse
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    day = _past_day(words, today)
    if day is not None:
        return day, day + _DAY
    monday, first = today - today.weekday() * _DAY, today.replace(day=1)
    match words.split():
        case ["this" | "last" as which, "week"]:
            begin = monday - 7 * _DAY * (which == "last")
            return begin, begin + 7 * _DAY
        case ["this" | "last" as which, "month"]:
            return _month(first - _DAY if which == "last" else first)
        case [text]:
            return _named_span(text)
    return None


def _named_span(text: str) -> tuple[date, date] | None:
    """A month (2025-11), or a week (2025-w45)."""
    try:
        if re.fullmatch(r"\d{4}-w\d\d", text):
            begin = date.fromisoformat(text.upper())
            return begin, begin + 7 * _DAY
        return _month(date.fromisoformat(f"{text}-01")) if re.fullmatch(r"\d{4}-\d\d", text) else None
    except ValueError:
        return None


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + 31 * _DAY).replace(day=1)


def _past_day(words: str, today: date) -> date | None:
    if words in {"today", "yesterday"}:
        return today - _DAY * (words == "yesterday")
    name = words.removeprefix("last ")
    if _weekday(name) is not None:
        back = (today.weekday() - (_weekday(name) or 0)) % 7
        return today - _DAY * (back or 7 * (name != words))
    ago = re.fullmatch(r"(\d{1,4}|a) (day|week)s? ago", words)
    if ago:
        return today - _DAY * (1 if ago[1] == "a" else int(ago[1])) * (7 if ago[2] == "week" else 1)
    return _iso(words)


def _weekday(word: str) -> int | None:
    names = [*(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")), *_WEEKDAYS]
    return names.index(word) % 7 if word in names else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day that is still to come, in words."""

    words: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ArgumentTypeError where the text is none."""
        words = " ".join(text.casefold().split())
        if _coming(words, _SAMPLE) is None:
            raise argparse.ArgumentTypeError(
                f"“{text}” is no day that is understood; write one such as 2026-12-28, tomorrow, monday or “in 3 days”"
            )
        return cls(words)

    def day(self, today: date) -> date:
        """Which day it is, read today."""
        return _coming(self.words, today) or date.max


def _coming(words: str, today: date) -> date | None:
    if words == "tomorrow":
        return today + _DAY
    if _weekday(words.removeprefix("next ")) is not None:
        ahead = ((_weekday(words.removeprefix("next ")) or 0) - today.weekday()) % 7
        return today + _DAY * (ahead or 7)
    within = re.fullmatch(r"(?:in )?(\d{1,4}|a) (day|week)s?", words)
    if within:
        return today + _DAY * (1 if within[1] == "a" else int(within[1])) * (7 if within[2] == "week" else 1)
    return _iso(words)
