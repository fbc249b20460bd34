"""Alerts as a desk would have had them: recorded events, told again by the code that tells the news."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot.config.model import Config
from bot.outgoing.alerts import Setting, Stories, batches
from bot.outgoing.threads import Threads
from bot.reports.history import HistoryError, lists_at
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import is_watched, route
from state.errors import StateError
from state.store import Store
from watchers.diff.totals import Tally, tally_by_state
from watchers.model.agreement import ListKind
from watchers.model.event import Event
from watchers.model.register import Register, Stand, Standing


def past_stories(store: Store, subscription: Subscription, config: Config, *, since: datetime | None) -> list[Story]:
    """The desk's alerts from `since` on, oldest first; without it, those of the last publication that had any.

    As if the desk had been there from the beginning: a correction takes back what it would have been told. Totals
    are those of the time, counted anew from the kept workbooks; where these can't be had, a story is without them.
    """
    found: list[Story] = []
    publications = [(at, list(group)) for at, group in groupby(store.events(since=since), lambda e: e.observed_at)]
    for at, events in reversed(publications):
        found = [*_stories(store, subscription, events, at, config), *found]
        if found and since is None:
            break
    return found


def _stories(
    store: Store, subscription: Subscription, events: list[Event], at: datetime, config: Config
) -> Iterator[Story]:
    desk = replace(subscription, alerts=True)
    wrong = {id_ for event in events for id_ in event.corrects}
    earlier = {e.id: e for e in store.events(ids=wrong)} if wrong else {}
    heard = {id_: event for id_, event in earlier.items() if is_watched(event, desk)}
    told = {id_: frozenset({desk.name}) for id_ in heard}
    lately = Threads(store).lately
    for _, mine in route(events, [desk], told=told, earlier=earlier):
        totals = _totals_at(store, at)
        setting = Setting(totals=totals or {}, links_pending=_linked_pending_at(store, at))
        stories = Stories(config.watch.page, setting, lately, store.documents, site=config.address_in)
        for batch in batches(mine, heard):
            story = stories.about(desk, batch, heard)
            yield story if totals is not None else replace(story, totals=())


def _totals_at(store: Store, at: datetime) -> Mapping[str, Tally] | None:
    """The totals after a publication; None where its lists were not kept."""
    register = store.register()
    lists = (register.participating, register.pending)
    if all(state.current_since is None or state.current_since <= at for state in lists):
        return tally_by_state(register)
    try:
        pasts = lists_at(store, at)
    except (HistoryError, StateError):
        return None
    standings = [
        Standing(
            id=f"{past.roll.kind} {number}",
            list=past.roll.kind,
            agreement=row,
            stand=Stand.LISTED,
            workbook=past.roll.workbook,
            first_seen=past.since,
            last_seen=past.since,
        )
        for past in pasts
        for number, row in enumerate(past.roll.agreements if past.absent_since is None else ())
    ]
    return tally_by_state(Register(standings={s.id: s for s in standings}))


def _linked_pending_at(store: Store, at: datetime) -> bool | None:
    """Whether ICE had a pending list then, not the last one, which ICE took away; None where none was seen before."""
    absent = store.register().pending.absent_since
    had = any(row.fetched_at <= at for row in store.fetched(ListKind.PENDING))
    return (absent is None or at < absent) if had else None
