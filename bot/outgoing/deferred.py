"""News that waits for its desk's hour: a list of events for each subscription, recorded with them in one write."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.timing import Pace, due_at, is_open
from state.store import Store
from watchers.model.event import Event

_MARK = "waiting:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one subscription: since when, and the ids of the events.

    `unsure` says that it may have been told already, before the state was restored from a backup.
    """

    since: datetime
    events: tuple[str, ...]
    unsure: bool = False


def waiting(store: Store) -> dict[str, Waiting]:
    """What waits, by the name of the subscription."""
    return {
        name.removeprefix(_MARK): Waiting(
            since=datetime.fromisoformat(known["since"]), events=tuple(known["events"]), unsure=known["unsure"]
        )
        for name, known in store.marks(_MARK).items()
    }


def has_to_wait(desk: Subscription, at: datetime) -> bool:
    """Whether news that comes now is not for now."""
    return desk.timing.pace is not Pace.AT_ONCE or not is_open(desk.timing, desk.zone, at)


def is_due(desk: Subscription, what: Waiting, at: datetime) -> bool:
    """Whether what waits goes out now."""
    return due_at(desk.timing, desk.zone, what.since) <= at and is_open(desk.timing, desk.zone, at)


def joined(
    desk: str, what: Waiting | None, events: Iterable[Event], at: datetime, *, unsure: bool = False
) -> dict[str, Any]:
    """The mark to commit with events that are to wait, behind what waits already."""
    ids = tuple(dict.fromkeys([*(what.events if what else ()), *(e.id for e in events)]))
    since, doubt = (what.since, what.unsure or unsure) if what else (at, unsure)
    return _document(desk, Waiting(since=since, events=ids, unsure=doubt))


def doubted(waits: dict[str, Waiting]) -> dict[str, Any]:
    """The marks to commit in a restored state: what waits there may have gone out since the backup."""
    found: dict[str, Any] = {}
    for name, what in waits.items():
        found |= _document(name, Waiting(since=what.since, events=what.events, unsure=True))
    return found


def _document(desk: str, what: Waiting) -> dict[str, Any]:
    return {_MARK + desk: {"since": what.since.isoformat(), "events": list(what.events), "unsure": what.unsure}}


def released(desk: str) -> dict[str, Any]:
    """The mark to commit with the messages of what waited; also for a desk that is no more."""
    return {_MARK + desk: None}
