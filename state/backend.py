"""What a store and its backends say to each other. Which backends there are, `state.changeset` says.

A backend is where the rows are, and who may write them; the rules and the documents are the store's.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeVar

from state.outbox import OwedStatus
from state.tables import Table
from watchers.frozen import frozen

T = TypeVar("T")


@frozen
class Selected:
    """Which rows of the outbox; None sets no bound."""

    statuses: Collection[OwedStatus] | None = None
    subscription: str | None = None
    destination: str | None = None
    group: str | None = None


@frozen
class Member:
    """A process that has a shared state open: how it calls itself, since when, and whether it leads."""

    name: str
    since: datetime
    leads: bool


@frozen
class Queue:
    """What is undelivered at one destination: how many wait, failed and were tried, and when the oldest was made."""

    destination: str
    waiting: int
    failed: int
    tried: int
    oldest: datetime


class Rows(Protocol):
    """What a store holds in memory."""

    def rows(self, table: Table[T]) -> dict[str, T]:
        """A table's values by id, in the order in which they came."""

    def has(self, name: str, row_id: str) -> bool:
        """Whether a row may be there."""


class StaleError(Exception):
    """What was read is no longer so: another process has changed it. Read again, and try again."""
