"""Days and times as people write them, on a newsroom's clock: Thursday, Nov. 6, 2025, 8 p.m. in Chicago."""

import argparse
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config.when import ComingDay, When

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2025, 11, 7, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "first", "behind"),
    [
        ("2025-11-03", "2025-11-03", "2025-11-04"),
        ("today", "2025-11-06", "2025-11-07"),
        (" Yesterday ", "2025-11-05", "2025-11-06"),
        ("monday", "2025-11-03", "2025-11-04"),
        ("thu", "2025-11-06", "2025-11-07"),
        ("last Thursday", "2025-10-30", "2025-10-31"),
        ("fri", "2025-10-31", "2025-11-01"),
        ("3 days ago", "2025-11-03", "2025-11-04"),
        ("a week ago", "2025-10-30", "2025-10-31"),
        ("2 weeks ago", "2025-10-23", "2025-10-24"),
        ("this week", "2025-11-03", "2025-11-10"),
        ("last week", "2025-10-27", "2025-11-03"),
        ("last month", "2025-10-01", "2025-11-01"),
        ("2025-02", "2025-02-01", "2025-03-01"),
        ("2025-W45", "2025-11-03", "2025-11-10"),
    ],
)
def test_words_are_read_by_the_newsrooms_clock(words: str, first: str, behind: str) -> None:
    when = When.read(words)
    begin, end = when.begin(CHICAGO, NOW), when.end(CHICAGO, NOW)
    assert (f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}") == (f"{first} 00:00", f"{behind} 00:00")
    assert begin.tzinfo is CHICAGO


TIMES = ["2025-11-06T15:00", "2025-11-06 15:00", "2025-11-06T21:00Z", "2025-11-06 16:00-05:00"]


@pytest.mark.parametrize("words", TIMES)
def test_a_time_is_itself_and_on_that_clock_where_it_names_no_offset(words: str) -> None:
    when = When.read(words)
    assert when.begin(CHICAGO, NOW) == when.end(CHICAGO, NOW) == datetime(2025, 11, 6, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-28", date(2026, 12, 28)),
        ("tomorrow", date(2025, 11, 7)),
        ("monday", date(2025, 11, 10)),
        ("next thursday", date(2025, 11, 13)),
        ("in 3 days", date(2025, 11, 9)),
        ("in a week", date(2025, 11, 13)),
    ],
)
def test_a_coming_day_lies_ahead(words: str, day: date) -> None:
    assert ComingDay.read(words).day(date(2025, 11, 6)) == day


@pytest.mark.parametrize("words", ["", "soon", "2025-13-01", "2025-1-1", "11/6/2025", "25:00", "-3 days ago", "mondey"])
def test_what_is_not_understood_is_told_what_would_be(words: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="2025-11-06, yesterday"):
        When.read(words)
    with pytest.raises(argparse.ArgumentTypeError, match="2026-12-28, tomorrow"):
        ComingDay.read(words)
