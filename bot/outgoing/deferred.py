"""News that waits for its desk's hour, recorded with its events in one write."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.timing import Pace, due_at, is_open
from state.entries import DeferredNews, Removal
from watchers.model.event import Event


def has_to_wait(desk: Subscription, at: datetime) -> bool:
    """Whether news that comes now is not for now."""
    return desk.timing.pace is not Pace.AT_ONCE or not is_open(desk.timing, desk.zone, at)


def is_due(desk: Subscription, what: DeferredNews, at: datetime) -> bool:
    """Whether what waits goes out now."""
    return due_at(desk.timing, desk.zone, what.since) <= at and is_open(desk.timing, desk.zone, at)


def joined(
    desk: str, what: DeferredNews | None, events: Iterable[Event], at: datetime, *, unsure: bool = False
) -> DeferredNews:
    """What waits for a desk once these events wait as well, behind what waits already."""
    before = what or DeferredNews(subscription=desk, since=at, events=())
    ids = tuple(dict.fromkeys([*before.events, *(e.id for e in events)]))
    return replace(before, events=ids, unsure=before.unsure or unsure)


def released(desk: str) -> Removal:
    """What is to be committed with the messages of what waited; also for a desk that is no more."""
    return Removal(kind=DeferredNews, id=desk)
