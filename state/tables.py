"""Which values stand in which table of the state, and under which ids."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar

from state.codec import Codec, Doc, Reference, Shelf, inside, stamp
from state.entries import ENTRY_TABLES
from state.files.kept import Fetched
from state.outbox import Owed, PastDelivery
from watchers.model.agreement import Workbook
from watchers.model.event import Event
from watchers.model.register import Hold, ListState, Standing

T = TypeVar("T")


@lru_cache(maxsize=4096)
def workbook_key(workbook: Workbook) -> str:
    """A short name made from all of a workbook: ICE posts the same bytes under new names."""
    modified = "" if workbook.modified is None else stamp(workbook.modified)
    fields = (workbook.name, workbook.url, workbook.sha256, modified)
    return hashlib.blake2s("\0".join(fields).encode(), digest_size=8).hexdigest()


_BY_REFERENCE: Mapping[type, Reference] = {Workbook: Reference(table="workbooks", key_of=workbook_key)}
"""Half of an event's size would be its workbooks."""


@dataclass(frozen=True)
class Table(Generic[T]):
    """A table of values of one kind. `key` names the field that is a row's id, and not in its document."""

    name: str
    kind: type[T]
    key: str = ""

    @cached_property
    def codec(self) -> Codec[T]:
        """The documents of its rows."""
        return Codec(self.kind, key=self.key, by_reference=_BY_REFERENCE)

    def decode(self, rows: Mapping[str, Any], shelf: Shelf) -> dict[str, T]:
        """The values of its rows by id. Raises MalformedError."""
        if not rows:
            return {}  # without its codec: most tables of most states are empty
        read = self.codec.decode
        return {
            row_id: inside(f"{self.name}.{row_id}", partial(read, doc, shelf, row_id)) for row_id, doc in rows.items()
        }


WORKBOOKS = Table("workbooks", Workbook)
STANDINGS = Table("standings", Standing, "id")
LISTS = Table("lists", ListState)
HOLDS = Table("holds", Hold)
FETCHED = Table("fetched", Fetched)
OUTBOX = Table("outbox", Owed, "id")
DELIVERIES = Table("deliveries", PastDelivery)
ENTRIES: Mapping[type[object], Table[Any]] = {
    kind: Table(name, kind, key) for kind, (name, key) in ENTRY_TABLES.items()
}
TABLES: Sequence[Table[Any]] = (WORKBOOKS, STANDINGS, LISTS, HOLDS, FETCHED, OUTBOX, DELIVERIES, *ENTRIES.values())
SMALL = tuple(table for table in TABLES if table not in (OUTBOX, DELIVERIES))
"""Those that are held in memory whole, whatever the state stands on."""
_EVENTS = Table("events", Event, "id")  # in tables by month


def encode_event(event: Event, shelf: dict[str, Any]) -> Doc:
    """An event's document: its `before` holds only what differs from its agreement, None for what that lacks."""
    doc = _EVENTS.codec.encode(event, shelf)
    if "before" in doc:
        base, other = doc["agreement"], doc["before"]
        doc["before"] = {name: other.get(name) for name in {**base, **other} if base.get(name) != other.get(name)}
    return doc


def decode_event(row_id: str, doc: Any, shelf: Shelf) -> Event:
    """The event of a document. Raises MalformedError."""
    match doc:
        case {"before": dict(difference), "agreement": dict(base)}:
            before = {name: part for name, part in {**base, **difference}.items() if part is not None}
            doc = {**doc, "before": before}
    return _EVENTS.codec.decode(doc, shelf, row_id)
