"""The lists as they were at some time, read again from the kept workbooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.reports.history import HistoryError, end_words, lists_at, past_words, rows_at
from tests.bot.newsroom import DAY, EVERYBODY, MISSOURI, QUARTER, Newsroom, sheriff
from watchers.model.agreement import ListKind

RAY = sheriff("Ray")
SIX_HOURS = timedelta(hours=6)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Ray pends; Dent signs; ICE takes the pending list away; a day on, the last look."""
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY, waiting=[RAY])
    room.sees(*EVERYBODY, sheriff("Dent"), waiting=[RAY])
    room.sees(*EVERYBODY, sheriff("Dent"), waiting=None)
    room.poll(after=DAY)
    return room


def shown(room: Newsroom, at: datetime) -> tuple[list[str], list[str]]:
    """The words on each list, and the agencies of Missouri."""
    with room.record() as store:
        pasts = lists_at(store, at)
        words = [past_words(past, room.config.watch.zone) for past in pasts]
        return words, [row["agency"] for row in rows_at(pasts, lambda row: row.state == "MO")]


def names(rows: Sequence[tuple[object, ...]]) -> list[str]:
    return [str(row[1]) for row in rows]


def test_a_list_is_as_it_was_then(room: Newsroom) -> None:
    words, agencies = shown(room, room.at - 3 * DAY)
    assert words == [
        "participating: participatingAgencies001.xlsx, seen 2026-01-06, 7 rows",
        "pending: pendingAgencies001.xlsx, seen 2026-01-06, 1 row",
    ]
    assert agencies == [*names(MISSOURI), *names([RAY])]


def test_a_list_that_ice_had_taken_away_by_then_has_no_rows(room: Newsroom) -> None:
    words, agencies = shown(room, room.at - DAY)
    assert words[1] == "pending: ICE had linked none since 2026-01-08; the last was pendingAgencies001.xlsx, 1 row"
    assert agencies == names([*MISSOURI, sheriff("Dent")])
    words, agencies = shown(room, room.at - 2 * DAY)
    assert (words[1].partition(",")[0], agencies[-1]) == ("pending: pendingAgencies001.xlsx", RAY[1])


@pytest.mark.parametrize(
    ("after", "ends"),
    [
        (-DAY, None),
        (timedelta(), None),
        (QUARTER, None),
        (timedelta(hours=15) - QUARTER, None),
        (DAY, "The record ends on 2026-01-09: what ICE's lists showed after that is not known."),
    ],
)
def test_where_the_record_ends_is_said_of_a_later_day(room: Newsroom, after: timedelta, ends: str | None) -> None:
    with room.record() as store:
        assert end_words(store, room.at + after, room.config.watch.zone, blind_after=SIX_HOURS) == ends


def test_a_bot_that_looked_just_before_midnight_is_not_behind(room: Newsroom) -> None:
    with room.record() as store:
        midnight = room.at.astimezone(room.config.watch.zone).replace(hour=0, minute=0) + DAY
        with patch("bot.reports.history.last_look", lambda _: midnight - QUARTER):
            assert end_words(store, midnight + QUARTER, room.config.watch.zone, blind_after=SIX_HOURS) is None


def test_before_the_first_list_and_without_any_there_is_nothing_to_show(tmp_path: Path, room: Newsroom) -> None:
    with room.record() as store, pytest.raises(HistoryError, match="The record begins on 2026-01-06"):
        lists_at(store, room.at - 9 * DAY)
    (tmp_path / "new").mkdir()
    with Newsroom(tmp_path / "new").record() as store:
        assert end_words(store, room.at, room.config.watch.zone, blind_after=SIX_HOURS) is None
        with pytest.raises(HistoryError, match="The record is empty"):
            lists_at(store, room.at)


def test_both_lists_are_there_the_participating_one_first(room: Newsroom) -> None:
    with room.record() as store:
        assert [past.roll.kind for past in lists_at(store, room.at)] == list(ListKind)
