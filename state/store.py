"""What must survive: the register, the events, the outbox and the bot's own entries. One commit is one write, or none.

Nothing above this module knows what it stands on. Every call may come from any thread.
"""

import contextlib
import threading
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from state.changeset import FETCHED, HOLDS, LISTS, OUTBOX, STANDINGS, TOLD, WORKBOOKS, Draft, Entries, entry_codec
from state.codec.agreement import decode_shelf
from state.codec.codec import decode_all_fetched, decode_holds, decode_register
from state.codec.fields import MalformedError
from state.db.storage import STATE_FILE, AtomicStorage, Database
from state.deliveries import Ledger
from state.documents import MalformedError as MalformedEntryError
from state.documents import inside
from state.entries import ENTRY_TABLES, ONLY, Entry, Update
from state.errors import StateDamagedError
from state.events import Chronicle, Wanted, only_one
from state.files.atomic import sweep
from state.files.lock import StateLock
from state.files.workbooks import Fetched, WorkbookArchive
from state.outbox import Owed, OwedStatus, Told
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.register import Hold, ListState, Register, Standing

E = TypeVar("E", bound=Entry)


class Contents:
    """What is in the tables of a storage. A commit puts new values in their place; every part raises MalformedError."""

    def __init__(self, folder: Path, storage: AtomicStorage) -> None:
        self._folder = folder
        self._storage = storage

    def read_all(self) -> None:
        """Read every row, and so find one that can't be read."""
        self.register, self.fetched, self.entries, self.holds  # noqa: B018 - reading them is the point
        self.ledger.told.read_all()
        self.chronicle.read_all()

    def _table(self, name: str) -> Mapping[str, Any]:
        return self._storage.read().get(name, {})

    @cached_property
    def shelf(self) -> dict[str, Workbook]:
        """The workbooks that rows name, by key."""
        return decode_shelf(self._table(WORKBOOKS))

    @cached_property
    def register(self) -> Register:
        """The register."""
        return decode_register(self._table(STANDINGS), self._table(LISTS), self.shelf)

    @cached_property
    def chronicle(self) -> Chronicle:
        """The events."""
        return Chronicle(self._folder, self._storage.read(), self.shelf)

    @cached_property
    def ledger(self) -> Ledger:
        """The outbox, and who was told what."""
        return Ledger.load(self._table(OUTBOX), self._table(TOLD))

    @cached_property
    def entries(self) -> Entries:
        """The entries by kind and id."""
        return {
            kind: {
                id_: inside(f"{name}.{id_}", partial(entry_codec(cast("Hashable", kind)).decode, doc, {}, id_))
                for id_, doc in self._table(name).items()
            }
            for kind, (name, _) in ENTRY_TABLES.items()
        }

    @cached_property
    def fetched(self) -> dict[str, Fetched]:
        """The workbooks as fetched, by their rows' ids."""
        return decode_all_fetched(self._table(FETCHED), self.shelf)

    @cached_property
    def holds(self) -> dict[ListKind, Hold]:
        """What is held of each list."""
        return decode_holds(self._table(HOLDS), self.shelf)


class Store:
    """The state in one folder. Made by `open_store` or `read_store`; a context manager that lets go of the lock."""

    def __init__(self, folder: Path, storage: AtomicStorage, lock: StateLock | None = None) -> None:
        self.folder = folder
        self._path = storage.path
        self._storage = storage
        self._lock = lock
        self._guard = threading.RLock()
        self._database = Database(storage)
        self._contents = Contents(folder, storage)
        if not storage.is_as_written:
            self.read_all()

    def read_all(self) -> None:
        """Read every row of the state's own file, as is done at once with one that isn't as the bot wrote it.

        Of any other file a part is read when it is first asked for. Raises StateDamagedError.
        """
        with self._guard, self._reading():
            self._contents.read_all()

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
        there already or was delivered long ago. None lets go of a hold. Rows of the outbox
        that were delivered or dropped 30 days before the newest move in `owed` are removed;
        who was told what stays. What is as it was already costs no write.
        Raises StateNotWrittenError, StateReadOnlyError; ValueError for a naive time or a payload that isn't plain JSON.
        """
        with self._guard, self._reading():
            parts, draft = self._contents, Draft(self._storage.read())
            register = draft.standings(parts.register, list(standings), set(forget))
            register = draft.lists(register, participating, pending)
            for event in parts.chronicle.fresh(events):
                if event.id not in draft.events:
                    draft.event(event)
            ledger = parts.ledger.after(list(owed), draft)
            kept = draft.entries(parts.entries, entries)
            fetched = draft.fetched(parts.fetched, workbooks)
            held = draft.holds(parts.holds, holds or {})
            parts.chronicle.expect(draft.events)
            with self._storage.transaction():
                draft.apply(self._database)
            parts.shelf.update(draft.shelf)
            parts.chronicle.add(draft.events)
            parts.register, parts.ledger, parts.fetched, parts.entries, parts.holds = (
                register,
                ledger,
                fetched,
                kept,
                held,
            )

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
        wanted = Wanted(since=since, until=until, states=states, kinds=kinds, ids=ids)
        with self._guard, self._reading():
            return self._contents.chronicle.events(wanted)

    def event(self, prefix: str) -> Event:
        """The one event whose id begins with `prefix`. Raises NoSuchRowError where there is none, or more than one."""
        with self._guard, self._reading():
            return self._contents.chronicle.event(prefix)

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
                for row in self._contents.ledger.rows.values()
                if (statuses is None or row.status in statuses)
                and subscription in {None, row.subscription}
                and destination in {None, row.destination}
                and group in {None, row.group}
            ]

    def message(self, prefix: str) -> Owed:
        """The one row of the outbox whose id begins with `prefix`. Raises NoSuchRowError."""
        with self._guard, self._reading():
            return self._contents.ledger.rows[only_one(self._contents.ledger.rows, prefix, "message")]

    def told(self, event_id: str) -> list[Told]:
        """Who was told of an event, by messages that were delivered, in the order of their delivery."""
        with self._guard, self._reading():
            return self._contents.ledger.told_of(event_id)

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered.

        That is part 0 of its group for a later part; else the message by which the same subscription told the same
        destination of one of the events in `answers`.
        """
        with self._guard, self._reading():
            return self._contents.ledger.reply_to(owed)

    def entry(self, kind: type[E], id_: str = ONLY) -> E | None:
        """One of the bot's own entries, or None."""
        return self.entries(kind).get(id_)

    def entries(self, kind: type[E]) -> Mapping[str, E]:
        """The bot's own entries of one kind by their ids, in the order in which they came."""
        with self._guard, self._reading():
            return cast("Mapping[str, E]", self._contents.entries[kind])

    def fetched(self, kind: ListKind | None = None) -> list[Fetched]:
        """The workbooks that were fetched, with when they first were, oldest first."""
        with self._guard, self._reading():
            rows = [row for row in self._contents.fetched.values() if kind in {None, row.list}]
            return sorted(rows, key=lambda row: row.fetched_at)

    def holds(self) -> dict[ListKind, Hold]:
        """What is held of each list; nothing where the last publication was taken in."""
        with self._guard, self._reading():
            return dict(self._contents.holds)

    def move_old_events(self, before: datetime) -> int:
        """Move the events observed before a time to the files of their years; return how many.

        The years' files are on the disk before the state lets go of the events, and reading looks at both: dying in
        between loses nothing and shows nothing twice. Raises StateNotWrittenError.
        """
        with self._guard, self._reading():
            moved, draft = self._contents.chronicle.copy_to_years(before), Draft(self._storage.read())
            if not moved:
                return 0
            for table in moved:
                draft.drop(table, moved[table])
            with self._storage.transaction():
                draft.apply(self._database)
                for table in moved:
                    if not self._database.rows(table).rows():
                        self._database.drop_table(table)
            self._contents.chronicle.forget_recent(row_id for row_ids in moved.values() for row_id in row_ids)
            return sum(map(len, moved.values()))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (MalformedError, MalformedEntryError) as error:
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
        WorkbookArchive(folder).sweep()
        return Store(folder, AtomicStorage(folder / STATE_FILE), lock)
    except BaseException:
        lock.release()
        raise


def read_store(folder: Path, *, file: str = STATE_FILE) -> Store:
    """The state as it is now, to be read, beside a running writer if need be. Empty where nothing was ever written.

    Raises StateDamagedError, StateTooNewError, StateUnreachableError; and StateReadOnlyError on a commit.
    """
    return Store(folder, AtomicStorage(folder / file, writable=False))
