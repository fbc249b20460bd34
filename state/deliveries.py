"""The outbox as a commit leaves it, and what was delivered to whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from state.changeset import Changeset, Contents
from state.outbox import Owed, OwedStatus, PastDelivery, outlived
from state.tables import DELIVERIES, OUTBOX


class Deliveries:
    """The outbox and the deliveries in some contents. Whatever asks raises MalformedError."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._rows: Mapping[str, PastDelivery] = {}
        self._by_event: Mapping[str, list[PastDelivery]] = {}

    def move(self, owed: Iterable[Owed], changes: Changeset) -> None:
        """Add what becomes of the outbox to the changes, once these rows are put.

        A fresh row whose message is known is that message made again, and left out: nobody is told twice.
        """
        known, past = self._contents.rows(OUTBOX), self._contents.tables.get(DELIVERIES.name, {})
        moved = [row for row in owed if not (_is_fresh(row) and (row.id in known or row.id in past))]
        if not moved:
            return
        for row in moved:
            changes.put(OUTBOX, row.id, row)
            if row.status is OwedStatus.DELIVERED and row.id not in past:
                changes.add(DELIVERIES, row.id, _past(row))
        rows = {**known, **{row.id: row for row in moved}}
        changes.drop(OUTBOX.name, outlived(rows.values(), max(row.moved_at for row in moved)))

    def of(self, event_id: str) -> list[PastDelivery]:
        """The deliveries that told of an event, in their order."""
        rows = self._contents.rows(DELIVERIES)
        if rows is not self._rows:
            by_event = defaultdict(list)
            for delivery in rows.values():
                for told in delivery.event_ids:
                    by_event[told].append(delivery)
            self._rows, self._by_event = rows, by_event
        return list(self._by_event.get(event_id, ()))

    def reply_to(self, owed: Owed) -> dict[str, Any] | None:
        """The receipt of the message that this one answers, if that was delivered."""
        if owed.part > 0:
            rows = self._contents.rows(OUTBOX).values()
            return next((row.receipt for row in rows if row.group == owed.group and row.part == 0), None)
        for event_id in owed.answers:
            for delivery in self.of(event_id):
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
