"""The outbox and who was told what, in memory: values that a commit replaces."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Self

from state.changeset import OUTBOX, Draft
from state.codec.fields import inside
from state.codec.outbox_codec import decode_owed, decode_told
from state.db.lazy_tables import ids_of
from state.outbox import Owed, OwedStatus, Told, outlived

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The rows of the outbox by id, in the order in which they were made; who was told what."""

    rows: dict[str, Owed]
    told: Tellings

    @classmethod
    def load(cls, outbox: Mapping[str, Any], told: Mapping[str, Any]) -> Self:
        """From the two tables. Raises MalformedError, as does whatever asks who was told."""
        rows = {row_id: inside(f"outbox.{row_id}", partial(decode_owed, row_id), doc) for row_id, doc in outbox.items()}
        return cls(rows=rows, told=Tellings(kept=Kept(told)))

    def after(self, moved: list[Owed], draft: Draft) -> Self:
        """The ledger once the draft is applied, to which the changes are added.

        A fresh row whose message is known is that message made again, and left out: nobody is told twice.
        """
        moved = [row for row in moved if not (_is_fresh(row) and (row.id in self.rows or row.id in self.told))]
        if not moved:
            return self
        news = {row.id: _told(row) for row in moved if row.status is OwedStatus.DELIVERED and row.id not in self.told}
        rows = {**self.rows, **{row.id: row for row in moved}}
        gone = outlived(rows.values(), max(row.moved_at for row in moved))
        for row in moved:
            draft.owed(row)
        for row_id, told in news.items():
            draft.told(row_id, told)
        draft.drop(OUTBOX, gone)
        for row_id in gone:
            del rows[row_id]
        if not news:
            return replace(self, rows=rows)
        return replace(self, rows=rows, told=self.told.and_(news))

    def told_of(self, event_id: str) -> list[Told]:
        """Who was told of an event, in the order in which they were."""
        return self.told.of(event_id)

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered."""
        if owed.part > 0:
            firsts = [row for row in self.rows.values() if row.group == owed.group and row.part == 0]
            return firsts[0].receipt if firsts else None
        for event_id in owed.answers:
            for told in self.told_of(event_id):
                if (told.subscription, told.destination) == (owed.subscription, owed.destination):
                    return told.receipt
        return None


def _is_fresh(row: Owed) -> bool:
    return row.status is OwedStatus.QUEUED and not row.tries


def _told(row: Owed) -> Told:
    return Told(
        subscription=row.subscription,
        destination=row.destination,
        event_ids=row.event_ids,
        receipt=row.receipt or {},
    )
