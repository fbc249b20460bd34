"""What must survive: the register, the events, the outbox and the bot's own entries. One commit is one write, or none.

Nothing above this module knows what it stands on. Every call may come from any thread.
"""

import contextlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar, cast

from state.backend import Queue, Selected, StaleError
from state.changeset import Backend, Changeset, Contents, Deliveries
from state.clock import MOST_AHEAD, brought_back, most_ahead
from state.codec import Doc, MalformedError
from state.db.storage import STATE_FILE, AtomicStorage
from state.entries import ONLY, Entry, Update
from state.errors import StateAwayError, StateDamagedError, StateUnreachableError
from state.events import Wanted, month_table
from state.filed import FileBackend
from state.files.atomic import sweep
from state.files.kept import DocumentArchive, Fetched, WorkbookArchive
from state.files.last_poll import LastPoll, LastPollFile
from state.files.lock import StateLock
from state.outbox import Owed, OwedStatus, PastDelivery
from state.place import Place
from state.tables import ENTRIES, FETCHED, HOLDS, LISTS, OUTBOX, STANDINGS, Table, workbook_key
from watchers.model.agreement import ListKind
from watchers.model.event import Event, EventKind
from watchers.model.register import Hold, ListState, Register, Stand, Standing

E = TypeVar("E", bound=Entry)

_TIMED: tuple[Table[Any], ...] = (LISTS, HOLDS, *ENTRIES.values())
"""The small tables: in events and standings no time lies ahead where none does in these, or in the outbox."""


class Store:
    """The state at one place. Made by `open_store` or `read_store`; a context manager that lets go of the lock.

    Who else has it open, and who may do what, it says as its `Backend` does.
    """

    def __init__(self, folder: Path, backend: Backend, files: Path | None = None) -> None:
        """`folder` is the state's, or this machine's own; `files` the one of workbooks and documents, if another."""
        self.folder = folder
        self.name, self.batch = backend.name, backend.batch
        self._backend = backend
        self._guard = threading.RLock()
        self._contents = Contents(backend.tables, self._late)
        self._events = backend.events(lambda: self._contents.shelf)
        self._outbox = backend.outbox(self._contents)
        self._deliveries = Deliveries(self._outbox)
        self.notes, self.is_shared = backend.notes, backend.is_shared
        self.members, self.heard, self.time = backend.members, backend.heard, backend.time
        self.serving, self.holding, self.still_holds = backend.serving, backend.holding, backend.still_holds
        self.rows, self.changed_files = backend.documents, backend.changed_files
        self.workbooks = WorkbookArchive(files or folder, backend.copies)
        self.documents = DocumentArchive(files or folder, backend.copies)

    def read_all(self) -> None:
        """Read every row, as is done at once with a file that isn't as the bot wrote it.

        Of any other a part is read when it is first asked for. Raises StateDamagedError.
        """
        with self._guard, self.reading():
            self._contents.read_all()
            self._outbox.read_all()
            self._events.read_all()

    def queues(self) -> list[Queue]:
        """What waits to be sent or failed, by destination."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.queues()

    @property
    def leads(self) -> bool:
        """Whether this process may change the record. Of all that have this state open, one at most does."""
        return self._backend.leads

    def lead(self) -> bool:
        """Try to become the process that may; whether it is. Raises StateAwayError."""
        with self._guard:
            return self._backend.lead()

    def polls(self) -> LastPollFile:
        """The note of the last poll, for the process that polls."""
        return LastPollFile(self.folder, self.notes)

    def last_poll(self) -> LastPoll | None:
        """The last poll as it is written down. Raises StateAwayError."""
        return self.polls().read()

    def close(self) -> None:
        """Let go of the state; another process may then write to it. Calling it again does nothing."""
        with self._guard:
            self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def register(self) -> Register:
        """The register as last committed. The same object until it changes; not to be changed in place."""
        with self._guard, self.reading():
            return self._contents.register

    def standing_as(self, stands: Collection[Stand]) -> list[Standing]:
        """The agreements that stand so, of which there are few, as last committed."""
        with self._guard, self.reading():
            return self._contents.standing_as(stands)

    def commit(
        self,
        *,
        standings: Iterable[Standing] = (),
        forget: Iterable[str] = (),
        participating: ListState | None = None,
        pending: ListState | None = None,
        events: Iterable[Event] = (),
        owed: Iterable[Owed] = (),
        entries: Iterable[Update] = (),
        workbooks: Iterable[Fetched] = (),
        holds: Mapping[ListKind, Hold | None] | None = None,
    ) -> None:
        """Record all of this in one durable write, or nothing of it.

        Standings and owed rows replace those of the same id; `forget` names standings to remove. What was said before
        stays as it was first said: an event or a workbook that is known, and a fresh row of the outbox whose message is
        there already or was delivered long ago. None lets go of a hold. Rows of the outbox that were delivered or
        dropped 30 days before the newest move in `owed` are removed; what was delivered to whom stays. What is as it
        was already costs no write.
        Raises StateNotWrittenError, StateReadOnlyError; ValueError for a naive time or a payload that isn't plain JSON.
        """
        given_events, given_owed, updates = list(events), list(owed), list(entries)
        given_standings, gone, fetched = list(standings), list(forget), list(workbooks)

        def put(changes: Changeset) -> None:
            changes.drop(STANDINGS.name, gone)
            for standing in given_standings:
                changes.put(STANDINGS, standing.id, standing)
            for kind, state in ((ListKind.PARTICIPATING, participating), (ListKind.PENDING, pending)):
                if state is not None and state != self._contents.register.state_of(kind):
                    changes.put(LISTS, kind.value, state)
            for kind, hold in (holds or {}).items():
                changes.put(HOLDS, kind.value, hold) if hold is not None else changes.drop(HOLDS.name, [kind.value])
            for one in fetched:
                row_id = f"{one.list.value}:{workbook_key(one.workbook)}"
                if row_id not in self._contents.rows(FETCHED):
                    changes.put(FETCHED, row_id, one)
            known = self._events.known(given_events)
            for event in given_events:
                if event.id not in known:
                    changes.add_event(event)
            self._deliveries.move(given_owed, changes)
            changes.update(updates)

        is_of_messages = bool(given_owed) and not any(
            (given_events, updates, given_standings, gone, fetched, participating, pending, holds)
        )
        self._commit(put, messages_alone=is_of_messages)

    def _commit(self, put: Callable[[Changeset], None], *, messages_alone: bool = False) -> None:
        """Apply what is put in one transaction; anew, where another process has changed what it was made from."""
        with self._guard, self.reading(messages_alone=messages_alone):
            while True:
                changes = Changeset(self._contents)
                put(changes)
                try:
                    changes.apply(self._backend)
                except StaleError:
                    self._contents.forget(self._backend.changed())
                else:
                    break
            self._contents.take(changes)

    def events(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        states: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        ids: Collection[str] | None = None,
    ) -> list[Event]:
        """Events observed from `since` on and before `until`, oldest first, those of one time as they were recorded.

        `states` holds USPS codes of the agreements' states. None sets no bound. Months that were moved away are read
        where they can matter.
        """
        wanted = Wanted(
            since=since, until=until, states=states, kinds=kinds, ids=None if ids is None else frozenset(ids)
        )
        with self._guard, self.reading():
            return self._events.events(wanted)

    def glances(self) -> list[Event]:
        """All events as `events` has them, of which the most is read when it is first asked for: inside `reading`."""
        with self._guard, self.reading():
            return self._events.glances()

    def newest(self) -> object:
        """What is another as soon as there is a newer event."""
        with self._guard, self.reading():
            return self._events.newest()

    def event(self, prefix: str) -> Event:
        """The one event whose id begins with `prefix`. Raises NoSuchRowError where there is none, or more than one."""
        with self._guard, self.reading():
            return self._events.event(prefix)

    def owed(
        self,
        statuses: Collection[OwedStatus] | None = None,
        *,
        subscription: str | None = None,
        destination: str | None = None,
        group: str | None = None,
    ) -> list[Owed]:
        """Rows of the outbox in the order in which they were made; None sets no bound."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.rows(
                Selected(statuses=statuses, subscription=subscription, destination=destination, group=group)
            )

    def destinations_waiting(self) -> list[str]:
        """The destinations at which something is yet to be sent, those first that have waited longest."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.destinations()

    def message(self, prefix: str) -> Owed:
        """The one row of the outbox whose id begins with `prefix`. Raises NoSuchRowError."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.row(prefix)

    def deliveries_of(self, event_id: str) -> list[PastDelivery]:
        """The messages delivered that told of an event, in the order of their delivery."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.told(event_id)

    def told_of(self, event_id: str) -> set[str]:
        """The subscriptions that were told of an event, or are about to be."""
        with self._guard, self.reading(messages_alone=True):
            return self._outbox.telling(event_id)

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered.

        That is part 0 of its group for a later part; else the message by which the same subscription told the same
        destination of one of the events in `answers`.
        """
        with self._guard, self.reading(messages_alone=True):
            return self._deliveries.reply_to(owed)

    def entry(self, kind: type[E], id_: str = ONLY) -> E | None:
        """One of the bot's own entries, or None."""
        return self.entries(kind).get(id_)

    def entries(self, kind: type[E]) -> Mapping[str, E]:
        """The bot's own entries of one kind by their ids, in the order in which they came."""
        with self._guard, self.reading():
            return MappingProxyType(cast("dict[str, E]", self._contents.rows(ENTRIES[kind])))

    def fetched(self, kind: ListKind | None = None) -> list[Fetched]:
        """The workbooks that were fetched, with when they first were, oldest first."""
        with self._guard, self.reading():
            rows = [row for row in self._contents.rows(FETCHED).values() if kind in {None, row.list}]
            return sorted(rows, key=lambda row: row.fetched_at)

    def holds(self) -> dict[ListKind, Hold]:
        """What is held of each list; nothing where the last publication was taken in."""
        with self._guard, self.reading():
            return {ListKind(kind): hold for kind, hold in self._contents.rows(HOLDS).items()}

    def put_rows(self, rows: Iterable[tuple[str, str, Doc]]) -> None:
        """Put rows as they were written elsewhere, in one transaction."""
        tables: dict[str, dict[str, Doc]] = {}
        for name, row_id, doc in rows:
            tables.setdefault(name, {})[row_id] = doc
        with self._guard, self.reading():
            with self._backend.transaction(sorted(tables)):
                for name, docs in tables.items():
                    self._backend.change(name, docs, ())
            self._contents.forget(tables)

    def empty(self) -> None:
        """Take every row away."""
        with self._guard:
            self._backend.empty()
            self._contents.forget([name for name, _, _ in self._backend.documents()])

    def most_ahead(self, at: datetime) -> timedelta | None:
        """How far the latest time on record lies ahead of `at`; None where none does beyond reason."""
        with self._guard, self.reading():
            values = [value for table in _TIMED for value in self._contents.rows(table).values()]
            return most_ahead((*values, *self._outbox.ahead(at), *self.events(since=at + MOST_AHEAD)), at)

    def bring_back(self, at: datetime, *, owed: Iterable[Owed], entries: Iterable[Update]) -> None:
        """Have every time that lies ahead of `at` beyond reason count as `at`, in one write with what is to be told.

        So does the time of each event that lies ahead at all; they keep their ids. `entries` stand as they are.
        Raises StateNotWrittenError.
        """
        with self._guard, self.holding({row.destination for row in self._outbox.ahead(at)}):
            rows, known = [*self._outbox.ahead(at)], self.events(since=at)
            told, updates = list(owed), list(entries)

            def put(changes: Changeset) -> None:
                tables: tuple[Table[Any], ...] = (STANDINGS, FETCHED, *_TIMED)
                for table in tables:
                    for row_id, value in self._contents.rows(table).items():
                        changes.put(table, row_id, brought_back(value, at))
                for row in rows:
                    changes.add(OUTBOX, row.id, brought_back(row, at))
                for event in known:
                    changes.drop(month_table(event.observed_at), [event.id])
                    changes.add_event(brought_back(event, at, beyond=timedelta(0)))
                changes.update(updates)
                self._deliveries.move(told, changes)

            self._commit(put)

    def move_old_events(self, before: datetime) -> int:
        """Move the events observed before a time to the files of their months; return how many.

        Those files are on the disk before the state lets go of the events, and reading looks at both: dying in
        between loses nothing and shows nothing twice. Raises StateNotWrittenError.
        """
        with self._guard, self.reading():
            moved = self._events.copy_to_files(before)
            if moved:
                self._commit(lambda changes: changes.drop_all(moved))
            return sum(map(len, moved.values()))

    def _late(self, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        with self._guard, self.reading(messages_alone=True):
            return read()

    @contextlib.contextmanager
    def reading(self, *, messages_alone: bool = False) -> Iterator[None]:
        """What is in memory is as it is now; `messages_alone`: nothing of that is asked for."""
        try:
            if not messages_alone:
                self._contents.forget(self._backend.changed())
            yield
        except MalformedError as error:
            changed = () if messages_alone else self._backend.changed()  # messages name nothing that is in memory
            if changed:
                self._contents.forget(changed)
                raise StateAwayError(
                    f"{self.name} was changed by another process while it was read. Try again."
                ) from error
            raise StateDamagedError(
                f"{self.name} is damaged: {error}. It was left as it is. Run `watch287g state verify` to see what is "
                "wrong, `watch287g state restore` to go back to the last good one."
            ) from error


MOVED, MOVING = "moved", "moving"
"""The marks of a place whose state was moved away, and of one to which it is being moved."""


def open_store(place: Path | Place, *, holder: str, lead: bool = True, is_moving: bool = False) -> Store:
    """Open the state in a folder, or at a place, to write to it, making what is missing. Holds the lock until closed.

    `holder` says who this is, for whoever comes second. Where several processes may have it open, `lead` False opens it
    for one that doesn't lead, and may become the one that does. `is_moving` is for who moves it.
    Raises StateHeldError, StateDamagedError, StateTooNewError, StateUnreachableError, StateAwayError.
    """
    folder, database = (place.folder, place.database) if isinstance(place, Place) else (place, None)
    if database is not None:
        from state.postgres.backend import PostgresBackend

        store = Store(folder, PostgresBackend(database, holder=holder, lead=lead), database.files)
        return store if is_moving else _settled(store)
    lock = StateLock(folder, holder=holder)
    try:
        sweep(folder)
        for archive in (WorkbookArchive(folder), DocumentArchive(folder)):
            archive.sweep()
        store = filed(folder, AtomicStorage(folder / STATE_FILE), lock)
        return store if is_moving else _settled(store)
    except BaseException:
        lock.release()
        raise


def read_store(place: Path | Place, *, file: str = STATE_FILE) -> Store:
    """The state as it is now, to be read, beside a running writer if need be. Empty where nothing was ever written.

    Raises StateDamagedError, StateTooNewError, StateUnreachableError; and StateReadOnlyError on a commit.
    """
    folder, database = (place.folder, place.database) if isinstance(place, Place) else (place, None)
    if database is not None:
        from state.postgres.backend import PostgresBackend

        return _settled(Store(folder, PostgresBackend(database), database.files))
    return _settled(filed(folder, AtomicStorage(folder / file, writable=False)))


def _settled(store: Store) -> Store:
    """A store that was not moved away, nor is being filled. Raises StateUnreachableError, and has closed it then."""
    for mark in (MOVED, MOVING):
        if other := marked(store, mark):
            store.close()
            raise StateUnreachableError(_CLOSED[mark].format(here=store.name, other=other))
    return store


def marked(store: Store, mark: str) -> str:
    """The other place that a mark names; "" where there is no such mark."""
    if store.notes is not None:
        return str((store.notes.get(mark) or {}).get("other", ""))
    file = store.folder / mark
    return file.read_text() if file.is_file() else ""


_CLOSED = {
    MOVED: "The state in {here} was moved to {other}. See that [state] of the config says where it is now.",
    MOVING: "The state from {other} is on its way to {here}, and not all of it is there. Run the same "
    "`watch287g state move` again.",
}


def filed(folder: Path, storage: AtomicStorage, lock: StateLock | None = None) -> Store:
    """The state in a folder's file. Raises StateDamagedError."""
    store = Store(folder, FileBackend(folder, storage, lock))
    if not storage.document.is_as_written:
        store.read_all()
    return store
