"""Rows and stores for the tests of the state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from state.outbox import Owed, delivered, sending
from state.place import Place
from state.store import Store, open_store
from tests.factories import NOON

HOLDER = "process 4711, `watch287g run`, since Nov. 6, 18:04"
RECEIPT = {"channel": "C1", "ts": "1762452240.000100"}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def owed(**over: Any) -> Owed:
    values: dict[str, Any] = {
        "id": "m1",
        "subscription": "kansas-city",
        "destination": "slack:default:#immigration",
        "group": "g1",
        "event_ids": ("7f3a81c2",),
        "payload": {"text": "1 newly signed in MO"},
        "created_at": NOON,
    }
    return Owed(**{**values, **over})


def arrived(row: Owed, **receipt: Any) -> Owed:
    """The row as it is once the channel has it, an hour after it was made."""
    return delivered(sending(row, row.created_at + HOUR), row.created_at + HOUR, receipt or RECEIPT)


@contextmanager
def writing(place: Path | Place) -> Iterator[Store]:
    with open_store(place, holder=HOLDER) as store:
        yield store
