"""A state in PostgreSQL: the same documents, in tables that several processes share.

One process leads, and it alone changes the record. Whoever sends to a destination has that destination's lock. Both are
advisory locks of the connection that also commits: who has lost it can't commit any more.
"""

import contextlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from state.backend import Member, Rows, StaleError
from state.codec import Doc, Shelf
from state.db.migrations import Tables
from state.entries import Pause
from state.errors import StateAwayError, StateError, StateHeldError
from state.events import is_month_table, month_table
from state.outbox import OwedStatus
from state.place import Database
from state.postgres.schema import given, told, upsert
from state.postgres.session import Ear, Session
from state.postgres.stored import StoredEvents, StoredOutbox
from state.tables import ENTRIES, FETCHED, HOLDS, LISTS, STANDINGS

READER = "watch287g, reading"
OWED = "watch287g_owed"
"""The channel on which whoever sends hears that something is owed."""

_LEAD = (287, 0)
_SIGN_EVERY = 3.0  # seconds
_SILENT = 12  # seconds without a sign, after which another process takes the lead
_DESTINATIONS = 28_701  # the first half of the key of a destination's lock
_LARGE = {"events", "outbox", "deliveries"}
_OF_THE_RECORD = {STANDINGS.name, LISTS.name, HOLDS.name, FETCHED.name, "events"}
_MOVED = {"tries", "status"}
"""What a message's document has once it was tried, or settled."""
_PAUSES = ENTRIES[Pause].name
_MOST_TOLD = 10_000
_AT_A_TIME = 1_000  # rows of one statement


class PostgresBackend:
    """Tables of documents in a database; `holder` None opens it for reading. Raises StateError of every kind.

    `batch` is how many messages are marked as being sent at a time; `name` where the state is, without any password.
    """

    batch = 20
    is_shared = True

    def __init__(self, database: Database, *, holder: str | None = None, lead: bool = False) -> None:
        self._gens: dict[str, int] = {}
        self._leads = False
        self._closed, self._sign = threading.Event(), threading.Thread(target=self._give_signs, daemon=True)
        self._held: set[str] = set()
        self._told: set[str] = set()
        self._lost: set[str] = set()
        name = holder or READER
        self._session = Session(database, holder=name, writable=holder is not None, lost=self._lose_everything)
        self._ear = Ear(database, f"{name}, waiting")
        self.name = self._session.name
        self.copies = StoredFiles(self._session) if database.files is None else None
        self.notes = StoredNotes(self._session)
        if lead and not self.lead():
            by = next((member.name for member in self.members() if member.leads), "another watch287g")
            self.close()
            raise StateHeldError(
                f"The state in {self.name} is in use by {by}. Stop that one, or let it finish, and try again."
            )

    def events(self, shelf: Callable[[], Shelf]) -> StoredEvents:
        """The events in their table."""
        return StoredEvents(self._session, shelf)

    def outbox(self, _contents: Rows) -> StoredOutbox:
        """The outbox in its tables."""
        return StoredOutbox(self._session, lambda: self.leads)

    def _lose_everything(self) -> None:
        self._leads = False
        self._lost |= self._held
        self._held.clear()
        self._told.clear()  # it may be another database that comes back: one restored

    @property
    def leads(self) -> bool:
        """Whether this process may change the record."""
        return self._leads and self._session.is_alive()

    def lead(self) -> bool:
        """Try to become the process that may; whether it is."""
        if not self.leads:
            with self._session.guard:
                self._leads = self._is_free() or (self._relieve_the_silent() and self._is_free())
                if self._leads and self._sign.ident is None:
                    self._sign.start()
        return self._leads

    def _is_free(self) -> bool:
        """Whether the lead could be had, and so is had."""
        [(got,)] = self._session.rows("SELECT pg_try_advisory_lock(%s, %s)", _LEAD)
        return bool(got)

    def _give_signs(self) -> None:
        """Ask for something again and again while this process leads, so that the server sees it alive."""
        while not self._closed.wait(_SIGN_EVERY):
            with contextlib.suppress(StateError):
                if self.leads:
                    self._session.rows("SELECT")

    def _relieve_the_silent(self) -> bool:
        """End the session of a leader that is frozen or cut off, if there is one; the server says so, by its own clock.

        With the session goes the lock, and whatever it had not committed: should it wake, it can't commit any more.
        """
        ended = self._session.rows(
            "SELECT pg_terminate_backend(pid), pg_sleep(0.2) FROM pg_stat_activity WHERE usename = current_user "
            "AND pid IN (SELECT pid FROM pg_locks WHERE " + _IS_LEAD + ") AND wait_event_type = 'Client' "
            "AND greatest(state_change, query_start) < clock_timestamp() - %s * interval '1 second'",
            (*_LEAD, _SILENT),
        )
        return bool(ended)

    def time(self) -> datetime:
        """What the server's clock says."""
        [(now,)] = self._session.rows("SELECT clock_timestamp()")
        return now  # type: ignore[no-any-return]  # by its type in the database

    def members(self) -> list[Member]:
        """The processes that have the state open to write to it, as the server knows them: a dead one is none."""
        found = self._session.rows(
            "WITH leads AS (SELECT pid FROM pg_locks WHERE " + _IS_LEAD + ") "
            "SELECT application_name, backend_start, pid IN (SELECT pid FROM leads) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name NOT LIKE '%%, waiting' "
            "AND (application_name LIKE 'watch287g _%%' OR pid IN (SELECT pid FROM leads)) ORDER BY backend_start",
            _LEAD,
        )
        return [Member(name=name, since=since, leads=leads) for name, since, leads in found]

    def heard(self, patience: float) -> bool:
        """Wait until something is owed that wasn't, on a connection of its own."""
        return self._ear.heard(OWED, patience)

    @contextlib.contextmanager
    def serving(self, destination: str) -> Iterator[bool]:
        """The right to send to a destination, in which nobody else changes what is owed there; whether it was had."""
        with self._session.guard:
            [(got,)] = self._session.rows("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_DESTINATIONS, destination))
            if got:
                self._held.add(destination)
        try:
            yield got
        finally:
            if got:
                self._let_go([destination])

    @contextlib.contextmanager
    def holding(self, destinations: Collection[str]) -> Iterator[None]:
        """The right to change what is owed to some destinations; waits for whoever sends there.

        Who changes rows that others may be sending reads and commits them inside.
        """
        taken: list[str] = []
        try:
            for destination in sorted(destinations):
                with self._session.guard:
                    self._session.rows("SELECT pg_advisory_lock(%s, hashtext(%s))", (_DESTINATIONS, destination))
                    self._held.add(destination)
                    taken.append(destination)
            yield
        finally:
            self._let_go(taken)

    def _let_go(self, destinations: Collection[str]) -> None:
        with self._session.guard:
            for destination in destinations:
                if destination in self._held and self._session.is_alive():
                    with contextlib.suppress(StateAwayError):
                        self._session.rows("SELECT pg_advisory_unlock(%s, hashtext(%s))", (_DESTINATIONS, destination))
            self._held.difference_update(destinations)
            self._lost.difference_update(destinations)

    def still_holds(self, destination: str) -> bool:
        """Whether that right has not been lost meanwhile: so the server said some seconds ago at most.

        It lets go of a silent connection's locks after eleven seconds, and a message is to be gone by then.
        """
        if destination in self._held and self._session.silence > _SIGN_EVERY:
            with contextlib.suppress(StateAwayError):
                self._session.rows("SELECT")
        return destination in self._held and self._session.is_alive()

    def tables(self) -> Tables:
        """The tables as they were when `changed` was asked last, each read when it is asked for."""
        return _Tables(self._session)

    def changed(self) -> Collection[str]:
        """The tables that others have changed since this was asked last."""
        now = dict(self._session.rows("SELECT name, gen FROM watermarks"))
        before, self._gens = self._gens, now
        return [name for name, gen in now.items() if before.get(name) != gen]

    @contextlib.contextmanager
    def transaction(self, names: Collection[str]) -> Iterator[None]:
        """One transaction of the database, on the connection that has the locks; `names` are the tables that change.

        Raises StaleError where another process has changed one of them.
        """
        if not names:
            yield
            return
        small = sorted({name for name in names if _table(name) not in _LARGE})
        with self._telling(), self._session.transaction():
            if any(_table(name) in _OF_THE_RECORD or name in _OF_THE_RECORD for name in names):
                self._expect_lead()
            gens = self._next_gens(small)
            yield
        self._gens.update(gens)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """What was noted in a transaction that came to nothing isn't noted."""
        try:
            if len(self._told) > _MOST_TOLD:
                self._told.clear()
            yield
        except BaseException:
            self._told.clear()
            raise

    def _expect_lead(self) -> None:
        """In the transaction itself: what this process remembers may be of a connection before this one."""
        found = self._session.rows("SELECT 1 FROM pg_locks WHERE pid = pg_backend_pid() AND " + _IS_LEAD, _LEAD)
        if not found:
            self._leads = False
            raise StateAwayError(
                f"Another process leads in {self.name} now, or none does. Nothing was changed; this one tries to lead "
                "again."
            )

    def _next_gens(self, names: list[str]) -> dict[str, int]:
        """The tables' next generations, with a lock on each; raises StaleError where the present one isn't known."""
        if not names:
            return {}
        gens = dict(
            self._session.rows(
                "INSERT INTO watermarks SELECT name, 1 FROM unnest(%s::text[]) AS given (name) "
                "ON CONFLICT (name) DO UPDATE SET gen = watermarks.gen + 1 RETURNING name, gen",
                (names,),
            )
        )
        if any(gen != self._gens.get(name, 0) + 1 for name, gen in gens.items()):
            raise StaleError
        return gens

    def changed_files(self) -> list[Path]:
        """The files that something else than watch287g has changed: there are none."""
        return []

    def documents(self) -> Iterator[tuple[str, str, Doc]]:
        """Every row, some thousand at a time."""
        for table, of in _ROWS.items():
            for name, id_, doc, _ in self._session.pages(table, f"{of}, id, doc"):
                yield month_table(name) if table == "events" else name, id_, doc

    def empty(self) -> None:
        """Take every row away."""
        with self._session.transaction():
            self._expect_lead()
            self._session.rows(f"TRUNCATE {', '.join(_ROWS)}, told, watermarks RESTART IDENTITY")
        self._gens.clear()
        self._told.clear()

    def change(self, name: str, put: Mapping[str, Doc], drop: Collection[str]) -> None:
        """Replace or add rows, and remove some, inside a transaction."""
        table = _table(name)
        if drop:
            where, params = ("kind = %s AND ", [name]) if table == "entries" else ("", [])
            self._session.rows(f"DELETE FROM {table} WHERE {where}id = ANY(%s)", [*params, list(drop)])
        if table == "outbox":
            self._hold_what_moves(put)
        if (table == "outbox" and any(map(_goes_now, put.values()))) or (drop and name == _PAUSES):
            self._session.rows("SELECT pg_notify(%s, '')", (OWED,))
        for part in _parts(list(put)):
            rows = [(id_, put[id_]) for id_ in part]
            if table in {"outbox", "deliveries"}:
                self._tell(doc for _, doc in rows)
            self._session.rows(upsert(table), ([name] if table == "entries" else []) + given(table, rows))

    def _tell(self, docs: Iterable[Doc]) -> None:
        """Note the sets of events that messages tell, those that this process has not noted yet."""
        sets = {told(doc): doc["event_ids"] for doc in docs if "event_ids" in doc}
        fresh = [{"id": id_, "event_ids": ids} for id_, ids in sets.items() if id_ not in self._told]
        if fresh:
            self._session.rows(_TELL, (orjson.dumps(fresh).decode(),))
            self._told.update(sets)

    def _hold_what_moves(self, rows: Mapping[str, Doc]) -> None:
        """Rows that were tried, or settled, are changed under their destination's lock. Raises StateAwayError."""
        moved = {doc["destination"] for doc in rows.values() if _MOVED.intersection(doc)}
        if not moved.isdisjoint(self._lost):
            raise StateAwayError(
                f"The connection to {self.name} was lost while messages were sent. What became of those is asked of "
                "their channels."
            )
        for destination in sorted(moved - self._held):
            self._session.rows("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_DESTINATIONS, destination))

    def close(self) -> None:
        """Let go of the connections, and of every lock with them."""
        self._closed.set()
        self._ear.close()
        self._session.close()


_ROWS = {
    "entries": "kind",
    "standings": "'standings'",
    "events": "observed_at",
    "outbox": "'outbox'",
    "deliveries": "'deliveries'",
}
"""The tables of rows, and what says of a row in which of ours it is."""
_IS_LEAD = (
    "locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_TELL = (
    "INSERT INTO told SELECT id, event_ids FROM json_to_recordset(%s::json) AS given (id text, event_ids text[]) "
    "ON CONFLICT DO NOTHING"
)


class _Tables(Mapping[str, Any]):
    """The tables by name, as documents. Of the large ones nobody can say what is not in them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getitem__(self, name: str) -> Any:
        table = _table(name)
        if table in _LARGE:
            return _ANY
        if table == "entries":
            return dict(self._session.rows("SELECT id, doc FROM entries WHERE kind = %s ORDER BY seq", (name,)))
        return dict(self._session.rows(f"SELECT id, doc FROM {table} ORDER BY seq"))

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._session.rows("SELECT name FROM watermarks"))

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Anything(dict[str, Any]):
    """A table in which a row may be."""

    def __contains__(self, _row_id: object) -> bool:
        return True


_ANY = _Anything()


class StoredFiles:
    """Kept files in the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has(self, sort: str, sha256: str) -> bool:
        """Whether one is there."""
        return bool(self._session.rows("SELECT 1 FROM files WHERE sort = %s AND sha256 = %s", (sort, sha256)))

    def get(self, sort: str, sha256: str) -> bytes | None:
        """One's content; None where it isn't there."""
        found = self._session.rows("SELECT content FROM files WHERE sort = %s AND sha256 = %s", (sort, sha256))
        return found[0][0] if found else None

    def put(self, sort: str, sha256: str, content: bytes) -> None:
        """Put one there durably; one that is there stays."""
        with self._session.transaction():
            self._session.rows("INSERT INTO files VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (sort, sha256, content))


class StoredNotes:
    """Documents by name, apart from the record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Doc | None:
        """One of them; None where there is none."""
        found = self._session.rows("SELECT doc FROM notes WHERE name = %s", (name,))
        return found[0][0] if found else None

    def put(self, name: str, doc: Doc) -> None:
        """Put one in its place."""
        with self._session.transaction():
            self._session.rows(
                "INSERT INTO notes VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc",
                (name, orjson.dumps(doc).decode()),
            )

    def move(self, name: str, to: str) -> None:
        """Give one another name."""
        with self._session.transaction():
            self._session.rows("UPDATE notes SET name = %s WHERE name = %s", (to, name))

    def drop(self, name: str) -> bool:
        """Take one away; whether it was there."""
        with self._session.transaction():
            return bool(self._session.rows("DELETE FROM notes WHERE name = %s RETURNING name", (name,)))

    def named(self, *prefixes: str) -> dict[str, Doc]:
        """Those whose names begin so, in the names' order."""
        said = "SELECT name, doc FROM notes WHERE name ^@ ANY(%s) ORDER BY name"
        return dict(self._session.rows(said, (list(prefixes),)))


def _table(name: str) -> str:
    """The database's table in which rows of one of ours are."""
    if is_month_table(name):
        return "events"
    return name if name in {"standings", "outbox", "deliveries"} else "entries"


def _goes_now(doc: Doc) -> bool:
    """Whether a message is to be sent at once: one that is fresh, or queued again by hand."""
    return doc.get("status") in {None, OwedStatus.UNKNOWN} and "not_before" not in doc


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))
