"""What a store stands on: where its rows are, and who may write them. The rules and the documents are the store's."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
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

    def newest(self) -> object:
        """What is another as soon as there is a newer one."""

    def event(self, prefix: str) -> Event:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""

    def read_all(self) -> None:
        """Read every one, and so find one that can't be read."""

    def copy_to_files(self, before: datetime) -> Mapping[str, Collection[str]]:
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


class Backend(ABC):
    """Tables of documents, changed in transactions, and the locks that say who may change what.

    What is said here of sharing is that of a state which this process has to itself.
    """

    name: str
    """Where the state is, for sentences; without any password."""
    batch: int = 1
    """How many messages are marked as being sent at a time."""
    copies: Copies | None = None
    """Where kept files are that all machines share, if not in a folder."""
    notes: Notes | None = None
    """What is noted apart from the record, if not in the folder."""
    is_shared: bool = False
    """Whether several processes may have it open to write to it."""

    def members(self) -> list[Member]:
        """The processes that have a shared state open. Raises StateAwayError."""
        return []

    def heard(self, patience: float) -> bool:
        """Wait until something new is owed, for so many seconds at most; whether it is. Raises StateAwayError."""
        return threading.Event().wait(patience)

    def time(self) -> datetime | None:
        """The time by the clock that all share who have it open; None where there is none. Raises StateAwayError."""
        return None

    @property
    def leads(self) -> bool:
        """Whether this process may change the record: there is one at most that does."""
        return True

    def lead(self) -> bool:
        """Try to become that one; whether it is. One that is frozen or cut off is relieved. Raises StateAwayError."""
        return True

    def serving(self, destination: str) -> AbstractContextManager[bool]:  # noqa: ARG002 - nobody else can send
        """The right to send to a destination, in which nobody else then changes what is owed; whether it was had."""
        return nullcontext(True)

    def holding(self, destinations: Collection[str]) -> AbstractContextManager[None]:  # noqa: ARG002 - nor change it
        """The right to change rows that are owed to some destinations; waits for whoever sends there.

        Who changes rows that others may be sending reads and commits them inside. Raises StateAwayError.
        """
        return nullcontext()

    def still_holds(self, destination: str) -> bool:  # noqa: ARG002 - nobody can take it away
        """Whether the right to send to a destination wasn't lost since it was had. To be asked before each message."""
        return True

    def changed(self) -> Collection[str]:
        """The tables that others have changed since this was asked last."""
        return ()

    def changed_files(self) -> list[Path]:
        """The files of the record that something else than watch287g has changed, so that it can't vouch for them."""
        return []

    @abstractmethod
    def events(self, shelf: Callable[[], Shelf]) -> Events:
        """The events; `shelf` has the workbooks that they name."""

    @abstractmethod
    def outbox(self, contents: Rows) -> Outbox:
        """The messages; `contents` is what the store holds."""

    @abstractmethod
    def tables(self) -> Tables:
        """The tables as documents, as they were when `changed` was asked last."""

    @abstractmethod
    def transaction(self, names: Collection[str]) -> AbstractContextManager[None]:
        """What happens inside is done whole, and durably, or not at all. `names` are the tables that change.

        Raises StateNotWrittenError, StateReadOnlyError; and StaleError where another has changed one of them.
        """

    @abstractmethod
    def documents(self) -> Iterator[tuple[str, str, Doc]]:
        """Every row there is: its table, its id and its document; those of a table in the order in which they came."""

    @abstractmethod
    def empty(self) -> None:
        """Take every row away."""

    @abstractmethod
    def change(self, name: str, put: Mapping[str, Doc], drop: Collection[str]) -> None:
        """Replace or add rows, and remove some, inside a transaction."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything. Calling it again does nothing."""


class StaleError(Exception):
    """What was read is no longer so: another process has changed it. Read again, and try again."""
