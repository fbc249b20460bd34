"""What waits for somebody's word: lists that are held back, and messages that wait or failed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.destinations import called
from bot.config.model import Config
from bot.poll.remarks import what_is_held
from notifiers.text.ap_style import count, moment
from notifiers.text.safe import visible
from state.entries import Pause
from state.outbox import UNDELIVERED, Owed, OwedStatus
from state.store import Store

_STATUS_WORDS = {
    OwedStatus.QUEUED: "waits",
    OwedStatus.SENDING: "is being sent",
    OwedStatus.UNKNOWN: "may have arrived; sent again unless the channel says that it has",
    OwedStatus.FAILED: "failed",
    OwedStatus.DELIVERED: "delivered",
    OwedStatus.DROPPED: "dropped",
}


def hold_lines(store: Store, zone: ZoneInfo) -> Iterator[str]:
    """What is held, since when, why, and what may be done."""
    holds = store.holds()
    if not holds:
        yield "Nothing is held."
    for kind, hold in holds.items():
        confirmed = "a later list that shows the same, " if hold.suspicion.fingerprint else ""
        yield f"{what_is_held(hold)} since {moment(hold.since, zone)}."
        yield f"  {hold.suspicion.reason}"
        yield f"  sha256 {hold.suspicion.workbook.sha256}"
        if hold.rejected_at is not None:
            yield f"  Rejected {moment(hold.rejected_at, zone)}: a later list that shows the same is held back, too."
        ends = f"a sane list, {confirmed}or" if hold.is_whole else "ICE's next list, or"
        yield f"  It ends with {ends} `watch287g hold accept {kind.value}`."


def holds_document(store: Store) -> list[dict[str, Any]]:
    """What is held, as plain values."""
    return [
        {
            "list": kind,
            "workbook": hold.suspicion.workbook.name,
            "sha256": hold.suspicion.workbook.sha256,
            "whole": hold.is_whole,
            "since": hold.since,
            "reason": hold.suspicion.reason,
            "rejected_at": hold.rejected_at,
        }
        for kind, hold in store.holds().items()
    ]


def outbox_document(rows: Iterable[Owed], paused: Mapping[str, Pause]) -> list[dict[str, Any]]:
    """Messages as plain values."""
    return [
        {
            "id": row.id,
            "subscription": row.subscription,
            "destination": row.destination,
            "part": row.part + 1,
            "of_parts": row.of_parts,
            "status": row.status,
            "paused": row.destination in paused,
            "created_at": row.created_at,
            "not_before": row.not_before,
            "tries": len(row.tries),
            "outcome": row.tries[-1].outcome if row.tries else None,
            "events": list(row.event_ids),
        }
        for row in rows
    ]


def outbox_lines(rows: Sequence[Owed], paused: Mapping[str, Pause], config: Config) -> Iterator[str]:
    """What is owed: each message's id, whose it is, how it stands, and its last try.

    Why a destination takes nothing is said with the first message there, and again where it is another reason.
    """
    zone, places = config.watch.zone, config.destinations
    if not rows:
        yield "No message waits or has failed."
    for pause in paused.values():
        yield f"Paused since {moment(pause.since, zone)}: {called(pause.destination, places)}. {visible(pause.why)}"
    said = {pause.destination: pause.why for pause in paused.values()}
    for row in rows:
        part = f", part {row.part + 1} of {row.of_parts}" if row.of_parts > 1 else ""
        yield (
            f"{row.id[:8]}  {row.subscription} → {called(row.destination, places)}{part}: {_STATUS_WORDS[row.status]}; "
            f"made {moment(row.created_at, zone)}, {count(len(row.tries), 'try')}"
        )
        why = row.tries[-1].outcome if row.tries and row.status is not OwedStatus.DELIVERED else None
        if why is not None and why != said.get(row.destination):
            said[row.destination] = why
            yield f"          {visible(why)}"
        if row.not_before is not None and row.status in UNDELIVERED and row.destination not in paused:
            yield f"          next try {moment(row.not_before, zone)}"
