"""What is owed to whom: one row for each message, and the moves that a row may make. Values only.

QUEUED ──► SENDING ──► DELIVERED
  ▲           ├──► QUEUED     nothing was delivered; again at `not_before`
  │           ├──► UNKNOWN    handed over, no answer: the channel is asked before it is posted again ──► SENDING
  │           └──► FAILED     nothing will help until somebody mends it
  └── FAILED, DROPPED         by hand (`watch287g outbox retry`)
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from state.clock import MOST_AHEAD
from watchers.frozen import frozen

KEPT_FOR = timedelta(days=30)
"""How long the row of a message stays after it was delivered or dropped."""


class OwedStatus(StrEnum):
    """How a message stands."""

    QUEUED = "queued"  # to be sent when it is due
    SENDING = "sending"  # handed to the channel just now; found at a start, it means the bot died over it
    UNKNOWN = "unknown"  # it may have arrived: ask the channel first
    DELIVERED = "delivered"
    FAILED = "failed"  # the channel won't have it; waits for the operator
    DROPPED = "dropped"  # by the operator's hand


UNDELIVERED = frozenset({OwedStatus.QUEUED, OwedStatus.SENDING, OwedStatus.UNKNOWN, OwedStatus.FAILED})
"""How a message stands that has neither arrived nor been given up."""


@frozen
class Try:
    """One try at a delivery, and what came of it in words; "" while it is under way."""

    at: datetime
    outcome: str = ""


@frozen
class Owed:
    """One message owed to one destination.

    `id` is made by `owed_id`. The parts of one story to one destination share a `group`; `part` counts from 0 of
    `of_parts`, later ones thread under part 0. `event_ids` are the events it tells. `answers` names events told
    before that it corrects or continues. `payload` is plain JSON, as the channel's `Message` wants it, and {} once
    delivered. `unsure` stays set from the first unknown outcome until the channel has said that it has the message.
    `receipt` is what the channel said of the delivered message.
    """

    id: str
    subscription: str
    destination: str
    group: str
    part: int = 0
    of_parts: int = 1
    event_ids: tuple[str, ...]
    answers: tuple[str, ...] = ()
    payload: dict[str, Any]
    created_at: datetime
    status: OwedStatus = OwedStatus.QUEUED
    unsure: bool = False
    not_before: datetime | None = None
    tries: tuple[Try, ...] = ()
    receipt: dict[str, Any] | None = None

    @property
    def moved_at(self) -> datetime:
        """When it last moved: its last try, or when it was made."""
        return self.tries[-1].at if self.tries else self.created_at


@frozen
class PastDelivery:
    """A message that told readers at one destination of some events, and the channel's receipt. Kept for good."""

    subscription: str
    destination: str
    event_ids: tuple[str, ...]
    receipt: dict[str, Any] = field(default_factory=dict)


def owed_id(*, subscription: str, destination: str, occasion: str, event_ids: Iterable[str], part: int) -> str:
    """The id of a message, the same whenever the same message is made again.

    `occasion` tells messages about the same events apart: "alert", "digest 2025-W45".
    """
    content = "\0".join((subscription, destination, occasion, str(part), *event_ids))
    return hashlib.blake2s(content.encode(), digest_size=16).hexdigest()


def owed_parts(
    payloads: Sequence[dict[str, Any]],
    *,
    subscription: str,
    destination: str,
    occasion: str,
    at: datetime,
    event_ids: tuple[str, ...] = (),
    answers: tuple[str, ...] = (),
    unsure: bool = False,
) -> list[Owed]:
    """The rows of one story to one destination, a payload each, in order; the first one's id names their group."""
    ids = [
        owed_id(subscription=subscription, destination=destination, occasion=occasion, event_ids=event_ids, part=part)
        for part in range(len(payloads))
    ]
    return [
        Owed(
            id=id_,
            subscription=subscription,
            destination=destination,
            group=ids[0],
            part=part,
            of_parts=len(payloads),
            event_ids=event_ids,
            answers=answers,
            payload=payload,
            created_at=at,
            unsure=unsure,
        )
        for part, (id_, payload) in enumerate(zip(ids, payloads, strict=True))
    ]


def is_due(owed: Owed, now: datetime) -> bool:
    """Whether it is to be sent, or asked for, now. What a wrong clock put off beyond reason is."""
    waits = owed.status in {OwedStatus.QUEUED, OwedStatus.UNKNOWN}
    return waits and (owed.not_before is None or not now < owed.not_before <= now + MOST_AHEAD)


def sending(owed: Owed, at: datetime) -> Owed:
    """It is about to be handed to the channel. To be committed before that happens."""
    _expect(owed, {OwedStatus.QUEUED, OwedStatus.UNKNOWN}, "sent")
    return replace(owed, status=OwedStatus.SENDING, not_before=None, tries=(*owed.tries, Try(at=at)))


def delivered(owed: Owed, at: datetime, receipt: dict[str, Any]) -> Owed:
    """The channel has it; the payload is done with."""
    _expect(owed, {OwedStatus.SENDING}, "delivered")
    moved = _settled(owed, OwedStatus.DELIVERED, at, "delivered")
    return replace(moved, receipt=receipt, unsure=False, payload={})


def retry_later(owed: Owed, at: datetime, why: str, *, not_before: datetime) -> Owed:
    """This try delivered nothing. If an earlier one may have, the channel is still to be asked first."""
    _expect(owed, {OwedStatus.SENDING}, "put off")
    return replace(_settled(owed, _waiting(owed), at, why), not_before=not_before)


def unknown(owed: Owed, at: datetime, why: str, *, not_before: datetime | None = None) -> Owed:
    """It was handed over and no answer came; or the bot died in between, and this is the next start."""
    _expect(owed, {OwedStatus.SENDING}, "in doubt")
    return replace(_settled(owed, OwedStatus.UNKNOWN, at, why), unsure=True, not_before=not_before)


def failed(owed: Owed, at: datetime, why: str) -> Owed:
    """No further try can help until somebody mends something, or it has been tried for long enough."""
    _expect(owed, {OwedStatus.SENDING, OwedStatus.QUEUED, OwedStatus.UNKNOWN}, "given up")
    return replace(_settled(owed, OwedStatus.FAILED, at, why), not_before=None)


def requeued(owed: Owed, at: datetime) -> Owed:
    """By hand: send it now, whatever came before."""
    _expect(owed, {OwedStatus.FAILED, OwedStatus.DROPPED, OwedStatus.QUEUED, OwedStatus.UNKNOWN}, "queued again")
    return replace(_settled(owed, _waiting(owed), at, "queued again by hand"), not_before=None)


def dropped(owed: Owed, at: datetime, why: str) -> Owed:
    """By hand: nobody will send this."""
    _expect(owed, {OwedStatus.QUEUED, OwedStatus.UNKNOWN, OwedStatus.FAILED}, "dropped")
    return replace(_settled(owed, OwedStatus.DROPPED, at, why), not_before=None)


def doubted(owed: Owed) -> Owed:
    """A row from an older generation of the state: what waits may have been delivered since, so ask first."""
    if owed.status in {OwedStatus.QUEUED, OwedStatus.SENDING}:
        return replace(owed, status=OwedStatus.UNKNOWN, unsure=True)
    return replace(owed, unsure=True) if owed.status is OwedStatus.FAILED else owed


def outlived(rows: Iterable[Owed], now: datetime) -> list[str]:
    """The ids of the rows that may go: every part of their group was delivered or dropped `KEPT_FOR` ago."""
    rows = list(rows)
    done = {OwedStatus.DELIVERED, OwedStatus.DROPPED}
    alive = {row.group for row in rows if row.status not in done or row.moved_at > now - KEPT_FOR}
    return [row.id for row in rows if row.group not in alive]


def _waiting(owed: Owed) -> OwedStatus:
    return OwedStatus.UNKNOWN if owed.unsure else OwedStatus.QUEUED


def _settled(owed: Owed, status: OwedStatus, at: datetime, words: str) -> Owed:
    """The row in its new status, its open try closed with `words`, or a line of its own for what wasn't a try."""
    under_way = owed.status is OwedStatus.SENDING and owed.tries
    earlier = owed.tries[:-1] if under_way else owed.tries
    return replace(owed, status=status, tries=(*earlier, Try(at=at, outcome=words)))


def _expect(owed: Owed, statuses: set[OwedStatus], words: str) -> None:
    if owed.status not in statuses:
        raise ValueError(f"message {owed.id} is {owed.status}, and can't be {words} from there")
