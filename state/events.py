"""All events: the recent ones in the state's tables, the old ones in their years' files. Reading looks at both."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from state.agreement_codec import Shelf
from state.errors import NoSuchRowError
from state.fields import Doc
from state.migrations import Tables
from state.timeline import Timeline, Wanted, month_table, month_tables, time_of
from state.written import ids_of
from state.years import YearFiles
from watchers.event import Event


class Chronicle:
    """Events by time and by id. `shelf` holds the workbooks of the recent ones, and grows with the state's.

    A month is read when something of it is wanted. Raises MalformedError for an event that can't be read, and what
    `YearFiles` raises.
    """

    def __init__(self, folder: Path, tables: Tables, shelf: Shelf) -> None:
        self._years = YearFiles(folder)
        self._shelf = shelf
        self._recent = Timeline(shelf)
        self._unread = month_tables(tables)

    def fresh(self, events: Iterable[Event]) -> Iterator[Event]:
        """Those of the events whose ids were never recorded.

        An id is made from what the event says and from its workbook. So where nothing names that workbook yet, as at
        nearly every publication, nobody needs to look through a long record for the id.
        """
        named = {book.sha256 for book in self._shelf.values()}
        for event in events:
            year = event.observed_at.astimezone(UTC).year
            may_be_unread = event.workbook.sha256 in named
            if not self._is_recent(event.id, unread=may_be_unread) and event.id not in self._years.timeline(year).docs:
                yield event

    def expect(self, docs: Mapping[str, Doc]) -> None:
        """Read the months into which these events, by id, are about to go. To be called before `add`."""
        self._read({month_table(time_of(row_id, doc)) for row_id, doc in docs.items()})

    def add(self, docs: Mapping[str, Doc]) -> None:
        """Events that the state's tables now hold, by id."""
        for row_id, doc in docs.items():
            self._recent.add(row_id, doc)

    def events(self, wanted: Wanted) -> list[Event]:
        """The wanted events, oldest first, those of one time as they were recorded."""
        self._read_for(wanted)
        found = [
            (at, timeline, row_id)
            for year in self._years.years()
            if wanted.may_be_in(year)
            for timeline in [self._years.timeline(year)]
            for at, row_id in timeline.select(wanted)
            if row_id not in self._recent.docs  # in both, where the bot died while it moved them
        ]
        found += [(at, self._recent, row_id) for at, row_id in self._recent.select(wanted)]
        return [timeline.event(row_id) for _, timeline, row_id in sorted(found, key=lambda entry: entry[0])]

    def event(self, prefix: str) -> Event:
        """The one event whose id begins with `prefix`. Raises NoSuchRowError where there is none, or more than one."""
        self._read([name for name, table in self._unread.items() if any(i.startswith(prefix) for i in ids_of(table))])
        timelines = [*(self._years.timeline(year) for year in self._years.years()), self._recent]
        found = {row_id: timeline for timeline in timelines for row_id in timeline.docs if row_id.startswith(prefix)}
        row_id = only_one(found, prefix, "event")
        return found[row_id].event(row_id)

    def copy_to_years(self, before: datetime) -> dict[str, list[str]]:
        """Put the recent events from before a time into the files of their years, durably.

        What comes back is for the state to let go of: ids by the name of the table.
        """
        years: dict[int, dict[str, Doc]] = {}
        tables: dict[str, list[str]] = {}
        self._read_for(Wanted(until=before))
        for at, row_id in self._recent.between(None, before):
            years.setdefault(at.astimezone(UTC).year, {})[row_id] = self._recent.docs[row_id]
            tables.setdefault(month_table(at), []).append(row_id)
        for year, rows in years.items():
            self._years.add(year, rows, self._shelf)
        return tables

    def forget_recent(self, row_ids: Iterable[str]) -> None:
        """The state's tables no longer hold these."""
        self._recent.remove(set(row_ids))

    def _is_recent(self, row_id: str, *, unread: bool) -> bool:
        """Whether one of the recent events has this id; `unread` looks into months that were not read yet, too."""
        if row_id in self._recent.docs:
            return True
        return unread and any(row_id in ids_of(table) for table in self._unread.values())

    def read_all(self) -> None:
        """Read every month, and so find one that can't be read."""
        self._read(list(self._unread))

    def _read_for(self, wanted: Wanted) -> None:
        """Read the months in which something wanted may be."""
        first = month_table(wanted.since) if wanted.since else ""
        last = month_table(wanted.until) if wanted.until else "~"
        ids = wanted.ids
        within = {name: table for name, table in self._unread.items() if first <= name <= last}
        self._read([name for name, table in within.items() if ids is None or not ids_of(table).isdisjoint(ids)])

    def _read(self, months: Iterable[str]) -> None:
        for name in months:
            if name in self._unread:
                self._recent.extend(self._unread[name])
                del self._unread[name]


def only_one(ids: Iterable[str], prefix: str, what: str) -> str:
    """The one id that is `prefix` or begins with it. Raises NoSuchRowError; `what` is a noun for its sentence."""
    found = [row_id for row_id in ids if row_id.startswith(prefix)]
    if prefix in found:
        return prefix
    match found:
        case [row_id]:
            return row_id
        case []:
            raise NoSuchRowError(f"No {what} has an id that begins with {prefix!r}.")
        case _:
            some = ", ".join(sorted(found)[:5])
            raise NoSuchRowError(f"{len(found)} {what}s have ids that begin with {prefix!r}: {some}. Give more of it.")
