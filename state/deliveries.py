"""The outbox as a commit leaves it, and what was delivered to whom."""

from collections.abc import Iterable
from typing import Any

from state.backend import Outbox, Selected
from state.changeset import Changeset
from state.outbox import Owed, OwedStatus, PastDelivery
from state.tables import DELIVERIES, OUTBOX


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
