"""All events: the recent ones in the state's tables, the old ones in their months' files. Reading looks at both.

An event is in the table of its month (UTC): a new one then touches one month, not all of history. Where a file has a
whole year's months, as they were once put away, it stays so.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from state.codec import Doc, MalformedError, Shelf, inside, read_stamp
from state.db.migrations import Tables
from state.db.storage import Document, UnreadTable, chunks_of, load_document
from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError
from state.files.atomic import replace_file
from state.glance import glanced
from state.tables import WORKBOOKS, decode_event
from watchers.frozen import frozen
from watchers.model.event import Event, EventKind

OLD_EVENTS = re.compile(r"(events-\d{4}(-\d\d)?)\.json")
"""The name of a file of old events, and in it the name of its month's table, or the beginning of its months'."""
_PREFIX = "events-"
_A_YEAR = timedelta(days=366)
_NEVER = datetime.min.replace(tzinfo=UTC)


@frozen
class Wanted:
    """Which events: from `since` on, before `until`, in these states (USPS codes), of these kinds, with these ids.

    None sets no bound. An event without a readable state is in no state.
    """

    since: datetime | None = None
    until: datetime | None = None
    states: Collection[str] | None = None
    kinds: Collection[EventKind] | None = None
    ids: frozenset[str] | None = None

    def may_be_in(self, name: str, rows: Mapping[str, Doc] | None = None) -> bool:
        """Whether a month's events, `rows` if known, can be wanted; or one of all months whose names begin so."""
        first = month_table(self.since) if self.since else ""
        last = month_table(self.until - timedelta.resolution) if self.until else "~"
        is_in_time = first[: len(name)] <= name <= last[: len(name)]
        return is_in_time and (rows is None or self.ids is None or not self.ids.isdisjoint(rows))

    def has(self, row_id: str, doc: Doc) -> bool:
        """Whether an event is wanted, but for its time."""
        return (
            (self.ids is None or row_id in self.ids)
            and (self.kinds is None or doc.get("kind") in self.kinds)
            and (self.states is None or doc.get("agreement", {}).get("state") in self.states)
        )

    def has_time(self, at: datetime) -> bool:
        """Whether an event of this time is wanted."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def month_table(at: datetime) -> str:
    """The table of an event's month."""
    day = at.astimezone(UTC)
    return f"{_PREFIX}{day.year:04}-{day.month:02}"


def is_month_table(name: str) -> bool:
    """Whether a table is one of events."""
    return name.startswith(_PREFIX)


def _months(tables: Tables) -> dict[str, Mapping[str, Doc]]:
    """The tables of events by name, oldest month first."""
    return {name: tables[name] for name in sorted(tables) if is_month_table(name)}


class _Found(NamedTuple):
    at: datetime
    row_id: str
    doc: Doc
    shelf: Shelf

    def event(self) -> Event:
        return inside(f"events.{self.row_id}", lambda: decode_event(self.row_id, self.doc, self.shelf))


class EventLog:
    """Events by time and by id. `tables` gives the state's as they are now, `shelf` the workbooks that they name.

    Raises MalformedError for an event that can't be read, and StateDamagedError, StateTooNewError or
    StateUnreachableError where that is in a file of old ones, which is read when it is first needed.
    """

    def __init__(self, folder: Path, tables: Callable[[], Tables], shelf: Callable[[], Shelf]) -> None:
        self._folder = folder
        self._tables = tables
        self._shelf = shelf
        self._read_files: dict[str, tuple[Document, Shelf]] = {}
        self._newest: dict[str, tuple[Mapping[str, Doc], datetime]] = {}

    def known(self, events: Iterable[Event]) -> set[str]:
        """The ids of those that were ever recorded.

        An id is made from what the event says and from its workbook: where nothing names that one yet, as at nearly
        every publication, no month needs to be parsed to look for it. Else those of a year are: nobody compares with
        an older list.
        """
        books = {book.sha256 for book in self._shelf().values()}
        doubtful = {event.id: event.observed_at for event in events if event.workbook.sha256 in books}
        if not doubtful:
            return set()
        wanted = Wanted(ids=frozenset(doubtful), since=min(doubtful.values()) - _A_YEAR)
        return {row_id for _, rows, _ in self._read(wanted) for row_id in rows if row_id in doubtful}

    def events(self, wanted: Wanted) -> list[Event]:
        """The wanted events, oldest first, those of one time as they were recorded."""
        return [found.event() for found in sorted(self._select(wanted), key=lambda found: found.at)]

    def glances(self) -> list[Event]:
        """All events, oldest first, each read as far as lists need; and none of what was parsed is kept for later."""
        found = [
            glanced(row_id, doc, shelf)
            for _, rows, shelf in self._read(Wanted())
            for row_id, doc in (rows.parsed() if isinstance(rows, UnreadTable) else rows).items()
        ]
        self._read_files.clear()
        return sorted(found, key=lambda event: event.observed_at)

    def newest(self) -> object:
        """What is another as soon as there is a newer one: the newest month, and how many it has."""
        recent = _months(self._tables())
        return (name := max(recent, default="")), len(recent.get(name, ()))

    def event(self, prefix: str) -> Event:
        """The one event whose id begins with `prefix`. Raises NoSuchRowError where there is none, or more than one."""
        found = {
            row_id: (doc, shelf)
            for _, rows, shelf in self._read(Wanted())
            for row_id, doc in rows.items()
            if row_id.startswith(prefix)
        }
        row_id = only_one(found, prefix, "event")
        return inside(f"events.{row_id}", lambda: decode_event(row_id, *found[row_id]))

    def read_all(self) -> None:
        """Read every event, and so find one that can't be read, or that nobody would find where it is."""
        for month, rows, shelf in self._read(Wanted()):
            for row_id, doc in rows.items():
                event = inside(f"{month}.{row_id}", lambda: decode_event(row_id, doc, shelf))  # noqa: B023 - used at once
                if month_table(event.observed_at) != month:
                    raise MalformedError(f"{month}.{row_id}.observed_at", "it is of another month than its table")

    def copy_to_files(self, before: datetime) -> dict[str, list[str]]:
        """Put the recent events from before a time into the files of their months, durably.

        What comes back is for the state to let go of: ids by the name of the table.
        """
        wanted, moved = Wanted(until=before), dict[str, list[str]]()
        for month, rows in _months(self._tables()).items():
            docs = (
                {found.row_id: found.doc for found in self._within(rows, {}, wanted)} if wanted.may_be_in(month) else {}
            )
            if docs:
                self._add(month, docs)
                moved[month] = list(docs)
        return moved

    def _select(self, wanted: Wanted) -> Iterator[_Found]:
        for month, rows, shelf in self._read(wanted):
            if wanted.since is None or self._newest_in(month, rows) >= wanted.since:
                yield from self._within(rows, shelf, wanted)

    def _newest_in(self, month: str, rows: Mapping[str, Doc]) -> datetime:
        """The time of a month's newest event, known as long as nothing changes in it: each poll asks for later ones."""
        known = self._newest.get(month)
        if known is None or known[0] is not rows:
            times = (_time_of(row_id, doc) for row_id, doc in rows.items())
            known = self._newest[month] = rows, max(times, default=_NEVER)
        return known[1]

    @staticmethod
    def _within(rows: Mapping[str, Doc], shelf: Shelf, wanted: Wanted) -> Iterator[_Found]:
        for row_id, doc in rows.items():
            if wanted.has_time(at := _time_of(row_id, doc)) and wanted.has(row_id, doc):
                yield _Found(at, row_id, doc, shelf)

    def _read(self, wanted: Wanted) -> Iterator[tuple[str, Mapping[str, Doc], Shelf]]:
        """The months in which something wanted may be: those of files first, then the state's own."""
        recent = _months(self._tables())
        for name in self.files():
            if wanted.may_be_in(name):
                document, shelf = self._file(name)
                for month, rows in _months(document.tables).items():
                    twice = recent.get(month, {})  # in both, where the bot died while it moved them
                    left = {id_: doc for id_, doc in rows.items() if id_ not in twice} if twice else rows
                    if wanted.may_be_in(month, left):
                        yield month, left, shelf
        for month, rows in recent.items():
            if wanted.may_be_in(month, rows):
                yield month, rows, self._shelf()

    def months(self) -> Iterator[tuple[str, Mapping[str, Doc]]]:
        """All events as documents by their months' tables, each once."""
        return ((month, rows) for month, rows, _ in self._read(Wanted()))

    def old_books(self) -> dict[str, Doc]:
        """The workbooks that the files name, as documents."""
        return {key: book for name in self.files() for key, book in self._file(name)[0].tables[WORKBOOKS.name].items()}

    def changed_files(self) -> list[Path]:
        """The files that something else than watch287g has changed."""
        return [self.path(name) for name in self.files() if self._file(name)[0].was_changed]

    def path(self, name: str) -> Path:
        """The file of a month, or a year."""
        return self._folder / f"{name}.json"

    def files(self) -> list[str]:
        """The months and years that have a file, by name, oldest first."""
        found = self._folder.iterdir() if self._folder.exists() else ()
        return sorted(match[1] for path in found if (match := OLD_EVENTS.fullmatch(path.name)))

    def _add(self, month: str, docs: Mapping[str, Doc]) -> None:
        """Put events into the file of their month, durably. One that is in a file already stays as it is."""
        document, shelf = self._file(month)
        path, present = self.path(month), document.tables.get(month, {})
        of_year = self._file(month[: -len("-12")])[0].tables.get(month, {})
        new = {row_id: doc for row_id, doc in docs.items() if row_id not in present and row_id not in of_year}
        if not new:
            return
        content = _month_tables(month, {**present, **new}, {**self._shelf(), **shelf})
        try:
            replace_file(path, chunks_of({name: orjson.dumps(table) for name, table in content.items()}))
        except OSError as error:
            raise StateNotWrittenError(
                f"{path} could not be written: {error.strerror or error}. No event was moved or lost. "
                "Make room on that disk, or mend its permissions."
            ) from error
        self._read_files.pop(month, None)

    def _file(self, name: str) -> tuple[Document, Shelf]:
        if name not in self._read_files:
            path = self.path(name)
            document = load_document(path)
            try:
                shelf = WORKBOOKS.decode(document.tables.get(WORKBOOKS.name, {}), {})
            except MalformedError as error:
                raise StateDamagedError(
                    f"{path} is damaged: {error}. It was left as it is; restore it from a backup."
                ) from error
            self._read_files[name] = document, shelf
        return self._read_files[name]


def _time_of(row_id: str, doc: Doc) -> datetime:
    """When an event was observed, from its document. Raises MalformedError."""
    if type(doc) is not dict:
        raise MalformedError(f"events.{row_id}", f"expected an object, found {repr(doc)[:80]}")
    try:
        return read_stamp(doc.get("observed_at"))
    except MalformedError as error:
        raise error.inside(f"events.{row_id}.observed_at") from None


def _month_tables(month: str, docs: Mapping[str, Doc], shelf: Shelf) -> dict[str, dict[str, Any]]:
    """The tables of a month's file, without what says its version; the shelf has what its events name, and more."""
    named = {doc[name] for doc in docs.values() for name in ("workbook", "before_workbook") if name in doc}
    books = {key: WORKBOOKS.codec.encode(book, {}) for key, book in shelf.items() if key in named}
    return {WORKBOOKS.name: books, month: dict(sorted(docs.items(), key=lambda row: _time_of(*row)))}


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
