"""What a store stands on: where its rows are, and who may write them. The rules and the documents are the store's."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from state.codec import Doc, Shelf
from state.db.migrations import Tables
from state.events import Wanted
from state.files.kept import Copies
from state.files.last_poll import Notes
from state.outbox import Owed, OwedStatus, PastDelivery
from state.tables import Table
from watchers.model.event import Event

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Which rows of the outbox; None sets no bound."""

    statuses: Collection[OwedStatus] | None = None
    subscription: str | None = None
    destination: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A process that has a shared state open: how it calls itself, since when, and whether it leads."""

    name: str
    since: datetime
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is undelivered at one destination: how many wait, failed and were tried, and when the oldest was made."""

    destination: str
    waiting: int
    failed: int
    tried: int
    oldest: datetime


class Events(Protocol):
    """All events. Whatever reads raises MalformedError."""

    def known(self, events: Iterable[Event]) -> set[str]:
        """The ids of those that were ever recorded."""

    def events(self, wanted: Wanted) -> list[Event]:
        """The wanted ones, oldest first, those of one time as they were recorded."""

    def glances(self) -> list[Event]:
        """All, oldest first, each read as far as lists need."""

    def event(self, prefix: str) -> Event:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""

    def read_all(self) -> None:
        """Read every one, and so find one that can't be read."""

    def copy_to_years(self, before: datetime) -> Mapping[str, Collection[str]]:
        """Put those from before a time where old ones are; what the state is to let go of, by table."""


class Outbox(Protocol):
    """The messages that are owed, and those that were delivered. Whatever reads raises MalformedError."""

    def rows(self, selected: Selected) -> list[Owed]:
        """The rows, in the order in which they were made."""

    def row(self, prefix: str) -> Owed:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that are a row's, or were when it was delivered."""

    def past(self, ids: Collection[str]) -> set[str]:
        """Those of the ids whose message was delivered."""

    def told(self, event_id: str) -> list[PastDelivery]:
        """The deliveries that told of an event, in their order."""

    def telling(self, event_id: str) -> set[str]:
        """The subscriptions to which a message that tells of an event is owed, or was delivered."""

    def outlived(self, moved: Mapping[str, Owed]) -> list[str]:
        """The ids of the rows that go once these have moved."""

    def ahead(self, at: datetime) -> list[Owed]:
        """The rows in which a time may lie ahead of `at`; more of them do no harm."""

    def destinations(self) -> list[str]:
        """The destinations at which something is yet to be sent, those first that have waited longest."""

    def queues(self) -> list[Queue]:
        """What waits or failed, by destination."""

    def read_all(self) -> None:
        """Read every row, and so find one that can't be read."""


class Rows(Protocol):
    """What a store holds in memory."""

    def rows(self, table: Table[T]) -> dict[str, T]:
        """A table's values by id, in the order in which they came."""

    def has(self, name: str, row_id: str) -> bool:
        """Whether a row may be there."""


class Backend(Protocol):
    """Tables of documents, changed in transactions, and the locks that say who may change what."""

    @property
    def name(self) -> str:
        """Where the state is, for sentences; without any password."""

    @property
    def batch(self) -> int:
        """How many messages are marked as being sent at a time."""

    @property
    def copies(self) -> Copies | None:
        """Where kept files are that all machines share, if not in a folder."""

    @property
    def notes(self) -> Notes | None:
        """What is noted apart from the record, if not in the folder."""

    @property
    def is_shared(self) -> bool:
        """Whether several processes may have it open to write to it."""

    def members(self) -> list[Member]:
        """The processes that have a shared state open."""

    def heard(self, patience: float) -> bool:
        """Wait until something new is owed, for so many seconds at most; whether it is. Raises StateAwayError."""

    def time(self) -> datetime | None:
        """What the clock says that all share; None where there is none. Raises StateAwayError."""

    @property
    def leads(self) -> bool:
        """Whether this process may change the record: there is one at most that does."""

    def lead(self) -> bool:
        """Try to become that one; whether it is. One that is frozen or cut off is relieved."""

    def serving(self, destination: str) -> AbstractContextManager[bool]:
        """The right to send to a destination, if nobody else has it: whether it was had."""

    def holding(self, destinations: Collection[str]) -> AbstractContextManager[None]:
        """The right to change what is owed to some destinations; waits for it. Raises StateAwayError."""

    def still_holds(self, destination: str) -> bool:
        """Whether that right has not been lost meanwhile."""

    def events(self, shelf: Callable[[], Shelf]) -> Events:
        """The events; `shelf` has the workbooks that they name."""

    def outbox(self, contents: Rows) -> Outbox:
        """The messages; `contents` is what the store holds."""

    def tables(self) -> Tables:
        """The tables as documents, as they were when `changed` was asked last."""

    def changed(self) -> Collection[str]:
        """The tables that others have changed since this was asked last."""

    def transaction(self, names: Collection[str]) -> AbstractContextManager[None]:
        """What happens inside is done whole, and durably, or not at all. `names` are the tables that change.

        Raises StateNotWrittenError, StateReadOnlyError; and StaleError where another has changed one of them.
        """

    def documents(self) -> Iterator[tuple[str, str, Doc]]:
        """Every row there is: its table, its id and its document; those of a table in the order in which they came."""

    def empty(self) -> None:
        """Take every row away."""

    def change(self, name: str, put: Mapping[str, Doc], drop: Collection[str]) -> None:
        """Replace or add rows, and remove some, inside a transaction."""

    def changed_files(self) -> list[Path]:
        """The files that something else than watch287g has changed."""

    def close(self) -> None:
        """Let go of everything. Calling it again does nothing."""


class StaleError(Exception):
    """What was read is no longer so: another process has changed it. Read again, and try again."""
