"""What must survive: the register, the events, the outbox and the bot's own entries. One commit is one write, or none.

Nothing above this module knows what it stands on. Every call may come from any thread.
"""

import contextlib
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar, cast

from state.changeset import Changeset, Contents
from state.clock import MOST_AHEAD, brought_back, most_ahead
from state.codec import MalformedError
from state.db.storage import STATE_FILE, AtomicStorage, Database
from state.deliveries import Deliveries
from state.entries import ONLY, Entry, Update
from state.errors import StateDamagedError
from state.events import EventLog, Wanted, month_table, only_one
from state.files.atomic import sweep
from state.files.documents import DocumentArchive
from state.files.lock import StateLock
from state.files.workbooks import Fetched, WorkbookArchive
from state.outbox import Owed, OwedStatus, PastDelivery
from state.tables import ENTRIES, FETCHED, HOLDS, LISTS, OUTBOX, STANDINGS, Table, workbook_key
from watchers.model.agreement import ListKind
from watchers.model.event import Event, EventKind
from watchers.model.register import Hold, ListState, Register, Standing

E = TypeVar("E", bound=Entry)

_SMALL: tuple[Table[Any], ...] = (LISTS, HOLDS, OUTBOX, *ENTRIES.values())
"""All tables but the large ones, and the events': in those no time lies ahead where none does in these."""


class Store:
    """The state in one folder. Made by `open_store` or `read_store`; a context manager that lets go of the lock."""

    def __init__(self, folder: Path, storage: AtomicStorage, lock: StateLock | None = None) -> None:
        self.folder = folder
        self._path = storage.path
        self._storage = storage
        self._lock = lock
        self._guard = threading.RLock()
        self._database = Database(storage)
        self._contents = Contents(storage.read)
        self._events = EventLog(folder, storage.read, lambda: self._contents.shelf)
        self._deliveries = Deliveries(self._contents)
        if not storage.document.is_as_written:
            self.read_all()

    def read_all(self) -> None:
        """Read every row, as is done at once with a file that isn't as the bot wrote it.

        Of any other a part is read when it is first asked for. Raises StateDamagedError.
        """
        with self._guard, self._reading():
            self._contents.read_all()
            self._events.read_all()

    def changed_files(self) -> list[Path]:
        """The files of the record that something else than watch287g has changed, so that it can't vouch for them."""
        own = [self._path] if self._storage.document.was_changed else []
        return own + self._events.changed_files()

    def close(self) -> None:
        """Let go of the state; another process may then write to it. Calling it again does nothing."""
        with self._guard:
            self._storage.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def register(self) -> Register:
        """The register as last committed. The same object until it changes; not to be changed in place."""
        with self._guard, self._reading():
            return self._contents.register

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
        with self._guard, self._reading():
            changes = Changeset(self._contents)
            changes.drop(STANDINGS.name, forget)
            for standing in standings:
                changes.put(STANDINGS, standing.id, standing)
            for kind, state in ((ListKind.PARTICIPATING, participating), (ListKind.PENDING, pending)):
                if state is not None and state != self._contents.register.state_of(kind):
                    changes.put(LISTS, kind.value, state)
            for kind, hold in (holds or {}).items():
                changes.put(HOLDS, kind.value, hold) if hold is not None else changes.drop(HOLDS.name, [kind.value])
            for fetched in workbooks:
                row_id = f"{fetched.list.value}:{workbook_key(fetched.workbook)}"
                if row_id not in self._contents.rows(FETCHED):
                    changes.put(FETCHED, row_id, fetched)
            for event in events:
                if not self._events.knows(event):
                    changes.add_event(event)
            self._deliveries.move(owed, changes)
            changes.update(entries)
            with self._storage.transaction():
                changes.apply(self._database)
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

        `states` holds USPS codes of the agreements' states. None sets no bound. Years that were moved away are read
        where they can matter.
        """
        wanted = Wanted(
            since=since, until=until, states=states, kinds=kinds, ids=None if ids is None else frozenset(ids)
        )
        with self._guard, self._reading():
            return self._events.events(wanted)

    def event(self, prefix: str) -> Event:
        """The one event whose id begins with `prefix`. Raises NoSuchRowError where there is none, or more than one."""
        with self._guard, self._reading():
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
        with self._guard, self._reading():
            return [
                row
                for row in self._contents.rows(OUTBOX).values()
                if (statuses is None or row.status in statuses)
                and subscription in {None, row.subscription}
                and destination in {None, row.destination}
                and group in {None, row.group}
            ]

    def message(self, prefix: str) -> Owed:
        """The one row of the outbox whose id begins with `prefix`. Raises NoSuchRowError."""
        with self._guard, self._reading():
            rows = self._contents.rows(OUTBOX)
            return rows[only_one(rows, prefix, "message")]

    def deliveries_of(self, event_id: str) -> list[PastDelivery]:
        """The messages delivered that told of an event, in the order of their delivery."""
        with self._guard, self._reading():
            return self._deliveries.of(event_id)

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered.

        That is part 0 of its group for a later part; else the message by which the same subscription told the same
        destination of one of the events in `answers`.
        """
        with self._guard, self._reading():
            return self._deliveries.reply_to(owed)

    def entry(self, kind: type[E], id_: str = ONLY) -> E | None:
        """One of the bot's own entries, or None."""
        return self.entries(kind).get(id_)

    def entries(self, kind: type[E]) -> Mapping[str, E]:
        """The bot's own entries of one kind by their ids, in the order in which they came."""
        with self._guard, self._reading():
            return MappingProxyType(cast("dict[str, E]", self._contents.rows(ENTRIES[kind])))

    def fetched(self, kind: ListKind | None = None) -> list[Fetched]:
        """The workbooks that were fetched, with when they first were, oldest first."""
        with self._guard, self._reading():
            rows = [row for row in self._contents.rows(FETCHED).values() if kind in {None, row.list}]
            return sorted(rows, key=lambda row: row.fetched_at)

    def holds(self) -> dict[ListKind, Hold]:
        """What is held of each list; nothing where the last publication was taken in."""
        with self._guard, self._reading():
            return {ListKind(kind): hold for kind, hold in self._contents.rows(HOLDS).items()}

    def most_ahead(self, at: datetime) -> timedelta | None:
        """How far the latest time on record lies ahead of `at`; None where none does beyond reason."""
        with self._guard, self._reading():
            values = [value for table in _SMALL for value in self._contents.rows(table).values()]
            return most_ahead((*values, *self.events(since=at + MOST_AHEAD)), at)

    def bring_back(self, at: datetime, *, owed: Iterable[Owed], entries: Iterable[Update]) -> None:
        """Have every time that lies ahead of `at` beyond reason count as `at`, in one write with what is to be told.

        So does the time of each event that lies ahead at all; they keep their ids. `entries` stand as they are.
        Raises StateNotWrittenError.
        """
        with self._guard, self._reading():
            changes = Changeset(self._contents)
            tables: tuple[Table[Any], ...] = (STANDINGS, FETCHED, *_SMALL)
            for table in tables:
                for row_id, value in self._contents.rows(table).items():
                    changes.put(table, row_id, brought_back(value, at))
            for event in self.events(since=at):
                changes.drop(month_table(event.observed_at), [event.id])
                changes.add_event(brought_back(event, at, beyond=timedelta(0)))
            changes.update(entries)
            self._deliveries.move(owed, changes)
            with self._storage.transaction():
                changes.apply(self._database)
            self._contents.take(changes)

    def move_old_events(self, before: datetime) -> int:
        """Move the events observed before a time to the files of their years; return how many.

        The years' files are on the disk before the state lets go of the events, and reading looks at both: dying in
        between loses nothing and shows nothing twice. Raises StateNotWrittenError.
        """
        with self._guard, self._reading():
            moved, changes = self._events.copy_to_years(before), Changeset(self._contents)
            for table, row_ids in moved.items():
                changes.drop(table, row_ids)
            if moved:
                with self._storage.transaction():
                    changes.apply(self._database)
            return sum(map(len, moved.values()))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except MalformedError as error:
            raise StateDamagedError(
                f"{self._path} is damaged: {error}. It was left as it is. Run `watch287g state verify` to see what is "
                "wrong, `watch287g state restore` to go back to the last good one."
            ) from error


def open_store(folder: Path, *, holder: str) -> Store:
    """Open the state in a folder to write to it, making the folder where it is missing. Holds the lock until closed.

    `holder` says who this is, for whoever comes second.
    Raises StateHeldError, StateDamagedError, StateTooNewError, StateUnreachableError.
    """
    lock = StateLock(folder, holder=holder)
    try:
        sweep(folder)
        for archive in (WorkbookArchive(folder), DocumentArchive(folder)):
            archive.sweep()
        return Store(folder, AtomicStorage(folder / STATE_FILE), lock)
    except BaseException:
        lock.release()
        raise


def read_store(folder: Path, *, file: str = STATE_FILE) -> Store:
    """The state as it is now, to be read, beside a running writer if need be. Empty where nothing was ever written.

    Raises StateDamagedError, StateTooNewError, StateUnreachableError; and StateReadOnlyError on a commit.
    """
    return Store(folder, AtomicStorage(folder / file, writable=False))
