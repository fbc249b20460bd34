"""Which news is whose."""

from collections.abc import Iterable, Mapping

from notifiers.subscription import Subscription
from watchers.agreement import ListKind
from watchers.event import Event, EventKind


def route(
    events: Iterable[Event],
    subscriptions: Iterable[Subscription],
    *,
    told: Mapping[str, frozenset[str]] | None = None,
    earlier: Mapping[str, Event] | None = None,
) -> list[tuple[Subscription, tuple[Event, ...]]]:
    """The subscriptions that have news, in the given order, each with its events in the given order.

    Those without alerts have none: they hear by their digest.

    `told` maps the id of an earlier event to the names of the subscriptions that were told of it: a correction goes
    to all of those, whatever they watch now. `earlier` holds the events that `corrects` names, where the record has
    them: with it, the return of a row that was only ever `missing` goes to nobody who would not have heard of that.
    """
    told = told or {}
    earlier = earlier or {}
    news = tuple(events)
    routed = [(s, tuple(e for e in news if _is_for(e, s, told, earlier))) for s in subscriptions if s.alerts]
    return [(subscription, mine) for subscription, mine in routed if mine]


def is_watched(event: Event, subscription: Subscription) -> bool:
    """Whether the event is of a kind and a state that the subscription asks for."""
    if event.kind not in subscription.kinds and not _is_news_all_the_same(event, subscription):
        return False
    return concerns(event, subscription)


def concerns(event: Event, subscription: Subscription) -> bool:
    """Whether the event is in a state that the subscription watches, of whatever kind it is."""
    return subscription.states is None or not subscription.states.isdisjoint(_states(event))


MANY_AT_ONCE = 5
"""So many agreements of one state missing from one list are news the same day, though nothing is confirmed yet."""


def _is_news_all_the_same(event: Event, subscription: Subscription) -> bool:
    """Events of quiet kinds that a desk wants for what they mean to it.

    Many gone at once, for one that asks for withdrawals. A row that ICE moved to another state, for one that asks for
    signings: to the desk of the new state it is a new agreement.
    """
    if event.kind is EventKind.MISSING:
        return event.context.together >= MANY_AT_ONCE and EventKind.WITHDRAWN in subscription.kinds
    if event.kind is EventKind.AMENDED and event.list is ListKind.PARTICIPATING:
        arrived = {c.after for c in event.changes if c.field == "state"}
        watched = subscription.states is None or not subscription.states.isdisjoint(arrived)
        return bool(arrived) and watched and EventKind.SIGNED in subscription.kinds
    return False


def _is_for(
    event: Event, subscription: Subscription, told: Mapping[str, frozenset[str]], earlier: Mapping[str, Event]
) -> bool:
    if any(subscription.name in told.get(wrong, ()) for wrong in event.corrects):
        return True
    return is_watched(event, subscription) and not _takes_back_nothing_they_watch(event, subscription, earlier)


def _takes_back_nothing_they_watch(event: Event, subscription: Subscription, earlier: Mapping[str, Event]) -> bool:
    """Whether a row only blinked, for one who doesn't ask for `missing`: that there was a doubt is no news."""
    if event.kind is not EventKind.RETURNED or EventKind.MISSING in subscription.kinds:
        return False
    wrong = [earlier.get(event_id) for event_id in event.corrects]
    return bool(wrong) and all(e is not None and e.kind is EventKind.MISSING for e in wrong)


def _states(event: Event) -> frozenset[str]:
    """Every state the event concerns: where the row is, and where it was when ICE has moved it."""
    moved = [c for c in event.changes if c.field == "state"]
    states = {event.agreement.state} | {c.before for c in moved} | {c.after for c in moved}
    return frozenset(s for s in states if s)
