"""Which news is whose. One function, `_held_by`, decides it, for the telling and for saying why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from notifiers.subscriptions.filters import Facts, caught_by, facts_of, missed_by
from notifiers.subscriptions.model import Subscription
from watchers.model.agreement import ListKind
from watchers.model.event import Event, EventKind


def route(
    events: Iterable[Event],
    subscriptions: Iterable[Subscription],
    *,
    told: Mapping[str, frozenset[str]] | None = None,
    earlier: Mapping[str, Event] | None = None,
) -> list[tuple[Subscription, tuple[Event, ...]]]:
    """The subscriptions that have news, in the given order, each with its events in the given order.

    Those without alerts have none: they hear by their digest.

    `told` maps the id of an earlier event to the names of the subscriptions that were told of it: what corrects it, or
    settles what it left open, goes to all of those, whatever they watch now. `earlier` holds the events that
    `corrects` names, where the record has them: with it, the return of a row that was only ever `missing` goes to
    nobody who would not have heard of that.
    """
    told, earlier = told or {}, earlier or {}
    desks = [s for s in subscriptions if s.alerts]
    groups = _Groups(desks)
    mine: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        heard = {name for before in event.follows for name in told.get(before, ())}
        found = {n for n in groups.named(heard) if not has_ended(desks[n], event)}
        watching = list(groups.watching(event))
        rows = rows_of(event) if watching else ()  # a handful of desks watch a handful of states
        for group in watching:
            if held_by(event, rows, desks[group[0]], earlier) is None:
                found.update(group)
        for number in found:
            mine[number].append(event)
    return [(desks[number], tuple(mine[number])) for number in sorted(mine)]


class _Groups:
    """Subscriptions by what they ask for, found by state: thousands of desks ask for few different things."""

    def __init__(self, desks: Sequence[Subscription]) -> None:
        self._by_name: dict[str, list[int]] = defaultdict(list)
        alike: dict[object, list[int]] = defaultdict(list)
        for number, desk in enumerate(desks):
            self._by_name[desk.name].append(number)
            until = (desk.ends, desk.zone) if desk.ends else None
            alike[desk.states, desk.kinds, desk.only, desk.never, until].append(number)
        self._everywhere = [group for group in alike.values() if desks[group[0]].states is None]
        self._by_state: dict[str, list[list[int]]] = defaultdict(list)
        for group in alike.values():
            for state in desks[group[0]].states or ():
                self._by_state[state].append(group)

    def named(self, names: Iterable[str]) -> Iterable[int]:
        return (number for name in names for number in self._by_name.get(name, ()))

    def watching(self, event: Event) -> Iterable[list[int]]:
        yield from self._everywhere
        if is_for_everybody(event):
            yield from {id(group): group for groups in self._by_state.values() for group in groups}.values()
            return
        for state in states_of(event):
            yield from self._by_state.get(state, ())


def is_watched(event: Event, subscription: Subscription) -> bool:
    """Whether the event is one that the subscription asks for."""
    return held_by(event, rows_of(event), subscription, {}) is None


def concerns(event: Event, subscription: Subscription) -> bool:
    """Whether the event is about what the subscription watches, of whatever kind it is."""
    if has_ended(subscription, event) or not _is_in_its_states(event, subscription):
        return False
    return _filtered(rows_of(event), subscription) is None


def held_by(
    event: Event, rows: Sequence[Facts], subscription: Subscription, earlier: Mapping[str, Event]
) -> str | None:
    """The key of the subscription that holds the event back ("kinds", "not_models" …); None where nothing does.

    `rows` as from `rows_of`; `earlier` as in `route`.
    """
    if is_for_everybody(event) and EventKind.SIGNED in subscription.kinds:
        return "ends" if has_ended(subscription, event) else None
    if event.kind not in subscription.kinds and not _is_news_all_the_same(event, subscription):
        return "kinds"
    if not _is_in_its_states(event, subscription):
        return "states"
    if has_ended(subscription, event):
        return "ends"
    filtered = _filtered(rows, subscription)
    if filtered is not None:
        return filtered
    return "missing" if _takes_back_nothing_they_watch(event, subscription, earlier) else None


def is_for_everybody(event: Event) -> bool:
    """Whether it is news of ICE's program, wherever it was seen first: a new form for its agreements."""
    return event.document is not None and event.document.is_new_template


def rows_of(event: Event) -> tuple[Facts, ...]:
    """What the event's row shows, and what it showed before an edit; a desk that watches either hears of it."""
    now = facts_of(event.agreement)
    if event.kind in _OF_TWO_ROWS and event.before is not None:
        return now, facts_of(event.before)
    return (now,)


_OF_TWO_ROWS = frozenset({EventKind.AMENDED, EventKind.POSSIBLY_RENAMED})


def _filtered(rows: Sequence[Facts], subscription: Subscription) -> str | None:
    """The key that holds back every one of the rows; the one for the row as it is now."""
    found = [_row_held_by(row, subscription) for row in rows]
    return None if None in found else found[0]


def _row_held_by(row: Facts, subscription: Subscription) -> str | None:
    missed = missed_by(row, subscription.only)
    if missed is not None:
        return missed
    caught = caught_by(row, subscription.never)
    return f"not_{caught}" if caught is not None else None


def has_ended(subscription: Subscription, event: Event) -> bool:
    """Whether the event came after the subscription's last day."""
    return has_ended_by(subscription, event.observed_at)


def has_ended_by(subscription: Subscription, at: datetime) -> bool:
    """Whether the subscription's last day is over, on the desk's clock."""
    return subscription.ends is not None and at.astimezone(subscription.zone).date() > subscription.ends


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


def _takes_back_nothing_they_watch(event: Event, subscription: Subscription, earlier: Mapping[str, Event]) -> bool:
    """Whether a row only blinked, for one who doesn't ask for `missing`: that there was a doubt is no news."""
    if event.kind is not EventKind.RETURNED or EventKind.MISSING in subscription.kinds:
        return False
    wrong = [earlier.get(event_id) for event_id in event.corrects]
    return bool(wrong) and all(e is not None and e.kind is EventKind.MISSING for e in wrong)


def _is_in_its_states(event: Event, subscription: Subscription) -> bool:
    return subscription.states is None or not subscription.states.isdisjoint(states_of(event))


def states_of(event: Event) -> frozenset[str]:
    """Every state the event concerns: where the row is, and where it was when ICE has moved it."""
    moved = [c for c in event.changes if c.field == "state"]
    if event.kind is EventKind.POSSIBLY_RENAMED and event.before is not None:
        return frozenset(s for s in (event.agreement.state, event.before.state) if s)
    states = {event.agreement.state} | {c.before for c in moved} | {c.after for c in moved}
    return frozenset(s for s in states if s)
