"""What waits to be told to a desk that wants it no more: a channel that ended its subscription hears nothing of it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.config.model import Config
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import is_watched
from state.entries import DeferredListNews, DeferredNews, Removal, Update
from state.outbox import UNDELIVERED, Owed, OwedStatus, dropped
from state.store import Store


def owed_no_more(store: Store, config: Config, names: Collection[str], at: datetime) -> tuple[list[Owed], list[Update]]:
    """The messages of these subscriptions that are not wanted any more, dropped; and what waits of their news.

    A message that is being handed over can't be called back. One that answers an earlier alert is wanted for as long
    as its desk is there at all.
    """
    desks = {s.name: s for s in config.subscriptions}
    rows = [
        dropped(row, at, "the subscription was ended or narrowed inside Slack")
        for name in names
        for row in store.owed(UNDELIVERED - {OwedStatus.SENDING}, subscription=name)
        if _is_unwanted(store, row, desks.get(name))
    ]
    waiting = [what for name, what in store.entries(DeferredNews).items() if name in names]
    gone = [name for name in store.entries(DeferredListNews) if name in names and name not in desks]
    updates: list[Update] = [_what_still_waits(store, what, desks.get(what.subscription)) for what in waiting]
    return rows, [*updates, *(Removal(kind=DeferredListNews, id=name) for name in gone)]


def _is_unwanted(store: Store, row: Owed, desk: Subscription | None) -> bool:
    if desk is None:
        return True
    if not row.event_ids or row.answers:
        return False
    return not any(is_watched(event, desk) for event in store.events(ids=row.event_ids))


def _what_still_waits(store: Store, waits: DeferredNews, desk: Subscription | None) -> Update:
    wanted = [e.id for e in store.events(ids=waits.events) if e.follows or is_watched(e, desk)] if desk else []
    return replace(waits, events=tuple(wanted)) if wanted else Removal(kind=DeferredNews, id=waits.subscription)
