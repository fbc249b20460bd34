"""A state in a folder: one JSON file in memory, files of old events beside, and one process at a time that writes."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from state.backend import Member, Queue, Rows, Selected
from state.codec import Doc, Shelf
from state.db.migrations import Tables
from state.db.storage import AtomicStorage, Database, backup_of
from state.events import EventLog, is_month_table, only_one
from state.files.lock import StateLock
from state.outbox import UNDELIVERED, Owed, OwedStatus, PastDelivery, outlived
from state.tables import DELIVERIES, OUTBOX, WORKBOOKS


class FileBackend:
    """Tables of documents in a folder's `state.json`. Whoever has the lock has the state alone, and may change it all.

    `batch` is how many messages are marked as being sent at a time. Kept files and notes are in the folder.
    """

    batch = 1
    copies = None
    notes = None
    is_shared = False

    def __init__(self, folder: Path, storage: AtomicStorage, lock: StateLock | None = None) -> None:
        self.name = str(storage.path)
        self._folder = folder
        self._storage = storage
        self._lock = lock
        self._database = Database(storage)
        self._log: EventLog | None = None

    def members(self) -> list[Member]:
        """The processes that have a shared state open."""
        return []

    def heard(self, patience: float) -> bool:
        """Wait until something new is owed, for so many seconds at most; nobody else owes anything."""
        return threading.Event().wait(patience)

    def time(self) -> datetime | None:
        """The time by a clock that is shared: there is none."""
        return None

    @property
    def leads(self) -> bool:
        """Whether this process may change the record."""
        return True

    def lead(self) -> bool:
        """The same: there is nobody else who could."""
        return True

    def serving(self, _destination: str) -> AbstractContextManager[bool]:
        """The right to send to a destination: nobody else can send."""
        return contextlib.nullcontext(True)

    def holding(self, _destinations: Collection[str]) -> AbstractContextManager[None]:
        """The right to change rows that are owed to some destinations: nobody else changes any."""
        return contextlib.nullcontext()

    def still_holds(self, _destination: str) -> bool:
        """Whether the right to send wasn't lost: nobody can take it away."""
        return True

    def changed(self) -> Collection[str]:
        """The tables that others have changed since this was asked last."""
        return ()

    def events(self, shelf: Callable[[], Shelf]) -> EventLog:
        """The events in the file's tables and those of the old ones."""
        self._log = EventLog(self._folder, self.tables, shelf)
        return self._log

    def _old(self) -> EventLog:
        return self._log or EventLog(self._folder, self.tables, dict)

    def tables(self) -> Tables:
        """The tables of the file as documents, by name."""
        return self._storage.read()

    def outbox(self, contents: Rows) -> "FiledOutbox":
        """The outbox in the store's contents."""
        return FiledOutbox(contents)

    @contextlib.contextmanager
    def transaction(self, _names: Collection[str]) -> Iterator[None]:
        """One replacement of the file: all that happens inside, durably, or nothing.

        Raises StateNotWrittenError, StateReadOnlyError.
        """
        with self._storage.transaction():
            yield

    def documents(self) -> Iterator[tuple[str, str, Doc]]:
        """Every row, with its table and its id: the tables' in their order, and those of the files of old events."""
        log = self._old()
        tables: dict[str, Mapping[str, Doc]] = {n: t for n, t in self.tables().items() if not is_month_table(n)}
        tables.pop("about", None)
        tables[WORKBOOKS.name] = {**log.old_books(), **tables.get(WORKBOOKS.name, {})}
        for name, rows in [*tables.items(), *log.months()]:
            for row_id, doc in rows.items():
                yield name, row_id, doc

    def empty(self) -> None:
        """Take the file away, and those of old events, but for a copy that is kept aside."""
        backup_of(self._storage.path).unlink(missing_ok=True)  # first: without the file it would stand for damage
        for path in [self._storage.path, *map(self._old().path, self._old().files())]:
            if path.exists():
                path.replace(path.with_name(f"{path.name}.before-move"))
        with self._storage.transaction():
            self._storage.write({})

    def change(self, name: str, put: Mapping[str, Doc], drop: Collection[str]) -> None:
        """Replace or add rows, and remove some; a table without rows goes. Inside a transaction."""
        rows = self._database.rows(name)
        rows.change(put, drop)
        if not rows.rows():
            self._database.drop_table(name)

    def changed_files(self) -> list[Path]:
        """The files that something else than watch287g has changed."""
        own = [self._storage.path] if self._storage.document.was_changed else []
        return own + (self._log.changed_files() if self._log else [])

    def close(self) -> None:
        """Take no more changes, and let another process write."""
        self._storage.close()
        if self._lock is not None:
            self._lock.release()


class FiledOutbox:
    """The outbox and the deliveries in some contents."""

    def __init__(self, contents: Rows) -> None:
        self._contents = contents
        self._rows: Mapping[str, PastDelivery] = {}
        self._by_event: Mapping[str, list[PastDelivery]] = {}
        self._owed: Mapping[str, Owed] = {}
        self._owed_by_event: Mapping[str, set[str]] = {}
        self._placed: Mapping[str, Owed] = {}
        self._by_destination: Mapping[str, list[Owed]] = {}

    def rows(self, selected: Selected) -> list[Owed]:
        """The rows, in the order in which they were made."""
        to = selected.destination
        return [
            row
            for row in (self._contents.rows(OUTBOX).values() if to is None else self._to(to))
            if (selected.statuses is None or row.status in selected.statuses)
            and selected.subscription in {None, row.subscription}
            and selected.group in {None, row.group}
        ]

    def _to(self, destination: str) -> list[Owed]:
        """The rows of one destination; every one is asked for at each delivery, however many there are."""
        rows = self._contents.rows(OUTBOX)
        if rows is not self._placed:
            by_destination = defaultdict(list)
            for row in rows.values():
                by_destination[row.destination].append(row)
            self._placed, self._by_destination = rows, by_destination
        return self._by_destination.get(destination, [])

    def row(self, prefix: str) -> Owed:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""
        rows = self._contents.rows(OUTBOX)
        return rows[only_one(rows, prefix, "message")]

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that are a row's, or were when it was delivered."""
        return {id_ for id_ in ids if id_ in self._contents.rows(OUTBOX)} | self.past(ids)

    def past(self, ids: Collection[str]) -> set[str]:
        """Those of the ids whose message was delivered."""
        return {id_ for id_ in ids if self._contents.has(DELIVERIES.name, id_)}

    def told(self, event_id: str) -> list[PastDelivery]:
        """The deliveries that told of an event, in their order."""
        rows = self._contents.rows(DELIVERIES)
        if rows is not self._rows:
            by_event = defaultdict(list)
            for delivery in rows.values():
                for told in delivery.event_ids:
                    by_event[told].append(delivery)
            self._rows, self._by_event = rows, by_event
        return list(self._by_event.get(event_id, ()))

    def telling(self, event_id: str) -> set[str]:
        """The subscriptions to which a message that tells of an event is owed, or was delivered."""
        rows = self._contents.rows(OUTBOX)
        if rows is not self._owed:
            by_event = defaultdict(set)
            for row in rows.values():
                for told in row.event_ids if row.status is not OwedStatus.DROPPED else ():
                    by_event[told].add(row.subscription)
            self._owed, self._owed_by_event = rows, by_event
        return {told.subscription for told in self.told(event_id)} | self._owed_by_event.get(event_id, set())

    def outlived(self, moved: Mapping[str, Owed]) -> list[str]:
        """The ids of the rows that go once these have moved."""
        rows = {**self._contents.rows(OUTBOX), **moved}
        return outlived(rows.values(), max(row.moved_at for row in moved.values()))

    def ahead(self, _at: datetime) -> list[Owed]:
        """All rows."""
        return list(self._contents.rows(OUTBOX).values())

    def destinations(self) -> list[str]:
        """The destinations at which something is yet to be sent, those first that have waited longest."""
        waits = {OwedStatus.QUEUED, OwedStatus.UNKNOWN, OwedStatus.SENDING}
        return list(dict.fromkeys(row.destination for row in self.rows(Selected(statuses=waits))))

    def queues(self) -> list[Queue]:
        """What waits or failed, by destination."""
        by_destination: dict[str, list[Owed]] = {}
        for row in self.rows(Selected(statuses=UNDELIVERED)):
            by_destination.setdefault(row.destination, []).append(row)
        return [_queue(destination, rows) for destination, rows in by_destination.items()]

    def read_all(self) -> None:
        """Read every row, and so find one that can't be read."""
        self._contents.rows(OUTBOX)
        self._contents.rows(DELIVERIES)


def _queue(destination: str, rows: list[Owed]) -> Queue:
    failed = sum(row.status is OwedStatus.FAILED for row in rows)
    return Queue(
        destination=destination,
        waiting=len(rows) - failed,
        failed=failed,
        tried=sum(bool(row.tries) for row in rows),
        oldest=min(row.created_at for row in rows),
    )
