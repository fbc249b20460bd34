"""All events: the recent ones in the state's tables, the old ones in their years' files. Reading looks at both."""

import re
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from state.codec.agreement import Shelf, decode_shelf, encode_workbook
from state.codec.event_codec import decode_event
from state.codec.fields import Doc, MalformedError, expect_object, inside, when
from state.db.lazy_tables import ids_of
from state.db.migrations import Tables, about, migrate, newest
from state.db.storage import load_document
from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError
from state.files.atomic import replace_file
from watchers.model.event import Event, EventKind

PREFIX = "events-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: from `since` on, before `until`, in these states (USPS codes), of these kinds, with these ids.

    None sets no bound. An event without a readable state is in no state.
    """

    since: datetime | None = None
    until: datetime | None = None
    states: Collection[str] | None = None
    kinds: Collection[EventKind] | None = None
    ids: Collection[str] | None = None

    def has(self, row_id: str, doc: Doc) -> bool:
        """Whether a document within the time is wanted."""
        return (
            (self.ids is None or row_id in self.ids)
            and (self.kinds is None or doc.get("kind") in self.kinds)
            and (self.states is None or doc.get("agreement", {}).get("state") in self.states)
        )

    def may_be_in(self, year: int) -> bool:
        """Whether an event of this year (UTC) can be wanted."""
        early = self.until is not None and self.until.astimezone(UTC).year < year
        late = self.since is not None and self.since.astimezone(UTC).year > year
        return not early and not late


class Timeline:
    """Documents of events by id and by time. Those of one time stay in the order in which they came."""

    def __init__(self, shelf: Shelf) -> None:
        self.docs: dict[str, Doc] = {}
        self._shelf = shelf
        self._entries: list[tuple[datetime, int, str]] = []
        self._count = 0

    def extend(self, rows: Mapping[str, Doc]) -> None:
        """Add many documents, by id. Raises MalformedError for one whose time can't be read."""
        self._entries += [self._entry(row_id, doc) for row_id, doc in rows.items()]
        self._entries.sort()
        self.docs.update(rows.items())

    def add(self, row_id: str, doc: Doc) -> None:
        """Add one document."""
        insort(self._entries, self._entry(row_id, doc))
        self.docs[row_id] = doc

    def remove(self, row_ids: Collection[str]) -> None:
        """Forget documents."""
        gone = set(row_ids)
        self._entries = [entry for entry in self._entries if entry[2] not in gone]
        for row_id in gone:
            self.docs.pop(row_id, None)

    def between(self, since: datetime | None, until: datetime | None) -> list[tuple[datetime, str]]:
        """Times and ids from `since` on and before `until`, oldest first."""
        start = 0 if since is None else bisect_left(self._entries, since, key=lambda entry: entry[0])
        end = len(self._entries) if until is None else bisect_left(self._entries, until, key=lambda entry: entry[0])
        return [(at, row_id) for at, _, row_id in self._entries[start:end]]

    def select(self, wanted: Wanted) -> list[tuple[datetime, str]]:
        """Times and ids of the wanted documents, oldest first."""
        return [
            (at, row_id)
            for at, row_id in self.between(wanted.since, wanted.until)
            if wanted.has(row_id, self.docs[row_id])
        ]

    def event(self, row_id: str) -> Event:
        """One event. Raises MalformedError, KeyError."""
        return inside(f"events.{row_id}", lambda doc: decode_event(row_id, doc, self._shelf), self.docs[row_id])

    def _entry(self, row_id: str, doc: Doc) -> tuple[datetime, int, str]:
        self._count += 1
        return time_of(row_id, doc), self._count, row_id


def time_of(row_id: str, doc: Doc) -> datetime:
    """When an event was observed, from its document. Raises MalformedError."""
    try:
        return _observed_at(doc)
    except MalformedError:
        return inside(f"events.{row_id}", _observed_at, doc)


def _observed_at(doc: Doc) -> datetime:
    return when(expect_object(doc), "observed_at")


def month_table(at: datetime) -> str:
    """The table of the month (UTC) of an event: a new event then touches one month, not all of history."""
    day = at.astimezone(UTC)
    return f"{PREFIX}{day.year:04}-{day.month:02}"


def month_tables(tables: Tables) -> dict[str, Mapping[str, Doc]]:
    """The tables of events in a document by name, oldest month first."""
    return {name: tables[name] for name in sorted(tables) if name.startswith(PREFIX)}


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


YEAR_FILE = re.compile(r"events-(\d{4})\.json")


class YearFiles:
    """The files `events-2025.json` and so on in one folder; each is read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[int, tuple[Timeline, Shelf]] = {}

    def path(self, year: int) -> Path:
        """The file of a year (UTC)."""
        return self._folder / f"events-{year:04}.json"

    def years(self) -> list[int]:
        """The years that have a file, oldest first."""
        found = (YEAR_FILE.fullmatch(path.name) for path in self._folder.glob("events-*.json"))
        return sorted(int(match[1]) for match in found if match)

    def timeline(self, year: int) -> Timeline:
        """A year's events; none where it has no file.

        Raises StateDamagedError, StateTooNewError, StateUnreachableError.
        """
        return self._year(year)[0]

    def add(self, year: int, events: Mapping[str, Doc], shelf: Shelf) -> None:
        """Put events' documents into the file of their year, durably. One that is there already stays as it is.

        `shelf` has the workbooks that they name. Raises StateNotWrittenError.
        """
        present, present_shelf = self._year(year)
        together = {**events, **present.docs}
        named = {doc[name] for doc in together.values() for name in ("workbook", "before_workbook") if name in doc}
        workbooks = {key: book for key, book in {**shelf, **present_shelf}.items() if key in named}
        path = self.path(year)
        try:
            replace_file(path, [orjson.dumps(_document(together, workbooks), option=orjson.OPT_APPEND_NEWLINE)])
        except OSError as error:
            raise StateNotWrittenError(
                f"{path} could not be written: {error.strerror or error}. No event was moved or lost. "
                "Make room on that disk, or mend its permissions."
            ) from error
        self._read.pop(year, None)

    def _year(self, year: int) -> tuple[Timeline, Shelf]:
        if year not in self._read:
            path = self.path(year)
            document = load_document(path)
            try:
                self._read[year] = _read({} if document is None else migrate(document, path))
            except MalformedError as error:
                raise StateDamagedError(
                    f"{path} is damaged: {error}. It was left as it is; restore it from a backup."
                ) from error
        return self._read[year]


def _read(tables: Tables) -> tuple[Timeline, Shelf]:
    shelf = decode_shelf(tables.get("workbooks", {}))
    timeline = Timeline(shelf)
    for month in month_tables(tables).values():
        timeline.extend(month)
    return timeline, shelf


def _document(events: Mapping[str, Doc], shelf: Shelf) -> dict[str, dict[str, Any]]:
    timeline = Timeline(shelf)
    timeline.extend(events)
    tables: dict[str, dict[str, Any]] = {
        "about": about(newest()),
        "workbooks": {key: encode_workbook(book) for key, book in shelf.items()},
    }
    for at, row_id in timeline.between(None, None):
        tables.setdefault(month_table(at), {})[row_id] = events[row_id]
    return tables
