"""`history` and `export`: the list as of a day, and the record for other programs, as table, CSV or JSON lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.exits import UsageError
from bot.poll.source_health import last_look
from bot.reports import forms
from bot.reports.events import agreement_document
from notifiers.text.ap_style import count
from notifiers.text.safe import visible
from state.files.kept import Fetched
from state.store import Store
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Roll
from watchers.model.register import ON_LIST
from watchers.names.normalise import normalise
from watchers.table.read import read_table

_COLUMNS = (
    "list", "state", "agency", "county", "level", "model", "signed", "moa_url", "addendum_url", "first_seen",
    "publication", "row",
)  # fmt: skip


_MOMENT = timedelta(microseconds=1)  # a day's end is the next one's midnight


class HistoryError(UsageError):
    """Nothing is known of that time."""


@frozen
class Past:
    """A list as ICE had it at some time: the roll, and since when it was the bot's list.

    `absent_since` is set where ICE had taken the list away by then: the roll is the last that there was.
    """

    roll: Roll
    since: datetime
    absent_since: datetime | None = None


def lists_at(store: Store, at: datetime) -> list[Past]:
    """Each list as it was at a time, read again from the kept workbooks. Raises `HistoryError`, `StateError`.

    The error names the days on the clock of `at`.
    """
    archive = store.workbooks
    found = []
    for kind in ListKind:
        earlier = [row for row in store.fetched(kind) if row.fetched_at <= at]
        if earlier:
            row = earlier[-1]
            table = read_table(archive.read(row.workbook.sha256), name=row.workbook.name)
            roll = normalise(table, row.workbook, observed_on=row.fetched_at.date())
            found.append(Past(roll=roll, since=row.fetched_at, absent_since=_absent(store, row, at)))
    if not found:
        first = min((row.fetched_at for row in store.fetched()), default=None)
        begins = f"The record begins on {first.astimezone(at.tzinfo):%Y-%m-%d}." if first else "The record is empty."
        raise HistoryError(f"Nothing is known of {at - _MOMENT:%Y-%m-%d}. {begins}")
    return found


def _absent(store: Store, row: Fetched, at: datetime) -> datetime | None:
    """Since when ICE had no such list at a time. Known of the last list of its kind alone."""
    state = store.register().state_of(row.list)
    is_last = state.workbook is not None and state.workbook.sha256 == row.workbook.sha256
    return state.absent_since if is_last and state.absent_since and state.absent_since <= at else None


def past_words(past: Past, zone: ZoneInfo) -> str:
    """Which workbook a past list is, and whether ICE still had it."""
    book, rows = past.roll.workbook.name, count(len(past.roll.agreements), "row")
    if past.absent_since is not None:
        gone = f"{past.absent_since.astimezone(zone):%Y-%m-%d}"
        return f"{past.roll.kind}: ICE had linked none since {gone}; the last was {book}, {rows}"
    return f"{past.roll.kind}: {book}, seen {past.since.astimezone(zone):%Y-%m-%d}, {rows}"


def end_words(store: Store, at: datetime, zone: ZoneInfo, *, blind_after: timedelta) -> str | None:
    """Where the record ends, if the bot was blind from then to a time."""
    seen = last_look(store)
    if (
        seen is None
        or at - seen <= blind_after
        or seen.astimezone(zone).date() >= (at - _MOMENT).astimezone(zone).date()
    ):
        return None
    return f"The record ends on {seen.astimezone(zone):%Y-%m-%d}: what ICE's lists showed after that is not known."


def rows_at(pasts: Iterable[Past], is_wanted: Callable[[Agreement], bool]) -> Iterator[dict[str, Any]]:
    """The wanted agreements of past lists as plain values; none of a list that ICE had taken away."""
    for past in pasts:
        for a in past.roll.agreements if past.absent_since is None else ():
            if is_wanted(a):
                yield _document(a, past.roll.kind, past.roll.workbook.name, None)


def rows_now(store: Store, is_wanted: Callable[[Agreement], bool]) -> Iterator[dict[str, Any]]:
    """The wanted agreements listed now as plain values, with when each was first seen."""
    listed = [s for s in store.register().standings.values() if s.stand in ON_LIST]
    for s in sorted(listed, key=lambda s: (s.list.value, s.agreement.state or "~", s.agreement.agency)):
        if is_wanted(s.agreement):
            yield _document(s.agreement, s.list, s.workbook.name, s.first_seen)


def _document(a: Agreement, kind: ListKind, book: str, first_seen: datetime | None) -> dict[str, Any]:
    return {
        "list": kind,
        **agreement_document(a),
        "addendum_url": a.addendum,
        "first_seen": first_seen.isoformat() if first_seen else None,
        "publication": book,
        "row": a.row,
    }


def printed(rows: Sequence[dict[str, Any]], form: str) -> Iterator[str]:
    """The rows in one of the forms."""
    return forms.printed(form, _COLUMNS, rows, map(_line, rows))


def _line(row: dict[str, Any]) -> str:
    signed = f", signed {row['signed']}" if row["signed"] else ""
    county = f", {visible(row['county'])}" if row["county"] else ""
    return (
        f"{row['list']:<13} {row['state'] or '??':<3} {visible(row['agency'])}{county} "
        f"({row['model'] or 'model unclear'}{signed})"
    )
