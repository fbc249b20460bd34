"""The values in the tables of a storage, each table read when it is first asked for; and what one commit changes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from state.backend import Selected
from state.codec import Doc, MalformedError
from state.db.migrations import Tables
from state.db.storage import Unread, UnreadTable
from state.entries import Removal, Update, id_of
from state.events import is_month_table, month_table
from state.outbox import Owed, OwedStatus, PastDelivery
from state.tables import (
    DELIVERIES,
    ENTRIES,
    HOLDS,
    LISTS,
    OUTBOX,
    SMALL,
    STANDINGS,
    TABLES,
    WORKBOOKS,
    Table,
    encode_event,
)
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Event
from watchers.model.register import ListState, Register, Stand, Standing

if TYPE_CHECKING:
    from state.filed import FileBackend, FiledOutbox
    from state.postgres.backend import PostgresBackend
    from state.postgres.stored import StoredOutbox

T = TypeVar("T")
Backend: TypeAlias = "FileBackend | PostgresBackend"
"""What a store can stand on. Whatever is asked of it, each of these has to have: mypy names the one that lacks it."""
Outbox: TypeAlias = "FiledOutbox | StoredOutbox"
"""The messages that are owed, and those that were delivered, of each."""
Rows = dict[str, Any]


class Contents:
    """The values by table and id. A commit puts new ones in their place. Whatever reads raises MalformedError."""

    def __init__(self, tables: Callable[[], Tables], late: Callable[[Callable[[], Rows]], Rows]) -> None:
        """`late` is how something is read that was asked for outside of any other reading."""
        self._tables, self._late = tables, late
        self._values: dict[str, dict[str, Any]] = {}
        self._register: Register | None = None

    @property
    def tables(self) -> Tables:
        """The tables as documents. Not to be changed in place."""
        return self._tables()

    @property
    def shelf(self) -> dict[str, Workbook]:
        """The workbooks that rows name, by key."""
        return self.rows(WORKBOOKS)

    @property
    def register(self) -> Register:
        """The register: the same object until it changes."""
        if self._register is None:
            states = self.rows(LISTS)
            self._register = Register(
                standings=self._values.get(STANDINGS.name) or self._unread_standings(),
                participating=states.get(ListKind.PARTICIPATING, ListState()),
                pending=states.get(ListKind.PENDING, ListState()),
            )
        return self._register

    def _unread_standings(self) -> Unread[Standing]:
        """The standings as they are now, for whoever will ask for them: most polls need the lists' states alone."""
        docs, shelf = self.tables.get(STANDINGS.name, {}), self.shelf

        def read() -> Rows:
            found = STANDINGS.decode(docs, shelf)
            if self._register is not None and self._register.standings is unread:  # else they have changed since
                self._values.setdefault(STANDINGS.name, found)
            return found

        unread = Unread(lambda: self._late(read))
        return unread

    def standing_as(self, stands: Collection[Stand]) -> list[Standing]:
        """The standings that stand so; where none was asked for yet, no others are read."""
        if STANDINGS.name in self._values:
            return [standing for standing in self.rows(STANDINGS).values() if standing.stand in stands]
        docs = self.tables.get(STANDINGS.name, {})
        if isinstance(docs, UnreadTable) and not docs.has_word(stands):
            return []
        wanted = {row_id: doc for row_id, doc in docs.items() if type(doc) is not dict or doc.get("stand") in stands}
        return list(STANDINGS.decode(wanted, self.shelf).values())

    def rows(self, table: Table[T]) -> dict[str, T]:
        """A table's values by id, in the order in which they came. Not to be changed in place."""
        if table.name not in self._values:
            shelf = {} if table is WORKBOOKS else self.shelf
            self._values[table.name] = table.decode(self.tables.get(table.name, {}), shelf)
        return cast("dict[str, T]", self._values[table.name])

    def has(self, name: str, row_id: str) -> bool:
        """Whether a row may be there; where nobody knows without asking for it, it may be."""
        return row_id in self._values[name] if name in self._values else row_id in self.tables.get(name, {})

    def forget(self, names: Collection[str]) -> None:
        """Read these tables anew when they are asked for next."""
        for name in names:
            self._values.pop(name, None)
        if not {STANDINGS.name, LISTS.name}.isdisjoint(names):
            self._register = None

    def read_all(self) -> None:
        """Read every row of every table but the events' and the messages', and so find one that can't be read."""
        for table in SMALL:
            self.rows(table)
        for name in self.tables.keys() - {"about", *(table.name for table in TABLES)}:
            if not is_month_table(name):
                raise MalformedError(name, "this version knows no such table")
        by_list: tuple[Table[Any], ...] = (LISTS, HOLDS)
        for table in by_list:
            for row_id in self.rows(table).keys() - set(ListKind):
                raise MalformedError(f"{table.name}.{row_id}", "there is no such list")

    def take(self, changes: "Changeset") -> None:
        """Take over what was applied."""
        for name in changes.names & self._values.keys():
            self._values[name] = changes.after(name, self._values[name])
        if changes.names & {STANDINGS.name, LISTS.name}:
            self._register = None


class Changeset:
    """Rows to put and to drop; of two words on one row the later counts. Nothing is touched before `apply`."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._shelf: dict[str, Workbook] = {}
        self._values: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._docs: defaultdict[str, dict[str, Doc]] = defaultdict(dict)
        self._drop: defaultdict[str, set[str]] = defaultdict(set)

    @property
    def names(self) -> set[str]:
        """The tables that change."""
        return {name for changed in (self._docs, self._drop) for name, rows in changed.items() if rows}

    def put(self, table: Table[T], row_id: str, value: T) -> None:
        """Put a value; one that is there as it is costs nothing. Raises ValueError for what can't be written."""
        if self._contents.rows(table).get(row_id) != value:
            self.add(table, row_id, value)
        else:
            self._drop[table.name].discard(row_id)
            self._docs[table.name].pop(row_id, None)

    def add(self, table: Table[T], row_id: str, value: T) -> None:
        """Put a value that is known to differ from what is there."""
        self._drop[table.name].discard(row_id)
        self._values[table.name][row_id] = value
        self._docs[table.name][row_id] = table.codec.encode(value, self._shelf)

    def add_event(self, event: Event) -> None:
        """Put an event that is not there yet. Of two with one id the first counts."""
        name = month_table(event.observed_at)
        self._drop[name].discard(event.id)
        if event.id not in self._docs[name]:
            self._docs[name][event.id] = encode_event(event, self._shelf)

    def drop(self, name: str, row_ids: Iterable[str]) -> None:
        """Take rows away, those that are there."""
        for row_id in row_ids:
            self._docs[name].pop(row_id, None)
            if self._contents.has(name, row_id):
                self._drop[name].add(row_id)

    def drop_all(self, tables: Mapping[str, Iterable[str]]) -> None:
        """Take rows of several tables away."""
        for name, row_ids in tables.items():
            self.drop(name, row_ids)

    def update(self, updates: Iterable[Update]) -> None:
        """Put entries, and take some away."""
        for update in updates:
            if isinstance(update, Removal):
                self.drop(ENTRIES[update.kind].name, [update.id])
            else:
                self.put(ENTRIES[type(update)], id_of(update), update)

    def after(self, name: str, before: Mapping[str, Any]) -> dict[str, Any]:
        """A table's values once this is applied."""
        put = {row_id: self._values[name][row_id] for row_id in self._docs[name]}
        return {row_id: value for row_id, value in {**before, **put}.items() if row_id not in self._drop[name]}

    def apply(self, backend: Backend) -> None:
        """Change the tables, in one transaction."""
        for key in self._shelf.keys() - self._contents.shelf.keys():
            self.add(WORKBOOKS, key, self._shelf[key])
        names = sorted(self.names)
        with backend.transaction(names):
            for name in names:
                backend.change(name, self._docs[name], self._drop[name])


class Deliveries:
    """The rules of the outbox, whatever it stands on. Whatever asks raises MalformedError."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def move(self, owed: Iterable[Owed], changes: Changeset) -> None:
        """Add what becomes of the outbox to the changes, once these rows are put.

        A fresh row whose message is known is that message made again, and left out: nobody is told twice.
        """
        rows = list(owed)
        known = self._outbox.known([row.id for row in rows if _is_fresh(row)])
        moved = {row.id: row for row in rows if not (_is_fresh(row) and row.id in known)}
        if not moved:
            return
        past = self._outbox.past([row.id for row in moved.values() if row.status is OwedStatus.DELIVERED])
        for row in moved.values():
            changes.add(OUTBOX, row.id, row)
            if row.status is OwedStatus.DELIVERED and row.id not in past:
                changes.add(DELIVERIES, row.id, _past(row))
        changes.drop(OUTBOX.name, self._outbox.outlived(moved))

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered."""
        if owed.part > 0:
            rows = self._outbox.rows(Selected(group=owed.group))
            return next((row.receipt for row in rows if row.part == 0), None)
        for event_id in owed.answers:
            for delivery in self._outbox.told(event_id):
                if (delivery.subscription, delivery.destination) == (owed.subscription, owed.destination):
                    return delivery.receipt
        return None


def _is_fresh(row: Owed) -> bool:
    return row.status is OwedStatus.QUEUED and not row.tries


def _past(row: Owed) -> PastDelivery:
    return PastDelivery(
        subscription=row.subscription,
        destination=row.destination,
        event_ids=row.event_ids,
        receipt=row.receipt or {},
    )
