"""Who was told of what: kept for good and asked for seldom, so it is read only when somebody asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from state.fields import inside
from state.outbox import Told
from state.outbox_codec import decode_told
from state.written import ids_of

ByEvent = Mapping[str, tuple[Told, ...]]


class Kept:
    """The table of who was told, by the message's id, as it was when the state was opened."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table

    def __contains__(self, row_id: object) -> bool:
        return row_id in ids_of(self._table)

    @cached_property
    def by_event(self) -> ByEvent:
        """Who was told of each event. Raises MalformedError."""
        rows = {row_id: inside(f"told.{row_id}", decode_told, doc) for row_id, doc in self._table.items()}
        return _with({}, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellings:
    """Who was told of what: what is `kept` from earlier, and what was told since, by message and by event."""

    kept: Kept
    since: Mapping[str, Told] = field(default_factory=dict)
    by_event: ByEvent = field(default_factory=dict)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self.since or row_id in self.kept

    def of(self, event_id: str) -> list[Told]:
        """Who was told of an event, in the order in which they were. Raises MalformedError."""
        return [*self.kept.by_event.get(event_id, ()), *self.by_event.get(event_id, ())]

    def read_all(self) -> None:
        """Read every row, and so find one that can't be read. Raises MalformedError."""
        self.of("")

    def and_(self, news: Mapping[str, Told]) -> "Tellings":
        """These and more, by the message's id."""
        return Tellings(kept=self.kept, since={**self.since, **news}, by_event=_with(self.by_event, news))


def _with(before: ByEvent, news: Mapping[str, Told]) -> ByEvent:
    after = dict(before)
    for told in news.values():
        for event_id in told.event_ids:
            after[event_id] = (*after.get(event_id, ()), told)
    return after
