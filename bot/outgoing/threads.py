"""Later news of an agency that a desk has heard of: it belongs into the thread of the alert that it goes on with."""

from collections.abc import Sequence
from datetime import timedelta

from notifiers.story.telling import agency_key
from state.store import Store
from watchers.model.event import Event, EventKind

_BEFORE = {
    EventKind.WITHDRAWN: EventKind.MISSING,
    EventKind.PENDING_DROPPED: EventKind.PENDING,
    EventKind.SIGNED: EventKind.PENDING,
    EventKind.MOA_POSTED: EventKind.SIGNED,
    EventKind.DOCUMENT_POSTED: EventKind.SIGNED,
}
_THREADS_LIVE = timedelta(days=90)
"""An alert older than this is no longer in anybody's mind: what follows it is news by itself."""


_SOME_WEEKS = timedelta(days=42)
"""Within which leaving one model and signing another are one story."""


class Threads:
    """Who was told of what, and which event announced which: each looked up once, however many desks ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._announced: dict[str, Event | None] = {}
        self._told: dict[str, frozenset[str]] = {}
        self._lately: dict[str, Event | None] = {}

    def continued(self, events: Sequence[Event], subscription: str) -> tuple[str, ...]:
        """The ids of the events that these go on with, where the subscription was told of them, all in one alert.

        () where one of `events` is news by itself, or they belong to several alerts: then it is all a new alert.
        """
        found = []
        for event in events:
            if event.id not in self._announced:
                self._announced[event.id] = _before(event, self._store)
            before = self._announced[event.id]
            if before is None or subscription not in self.told_of(before.id):
                return ()
            found.append(before)
        return tuple(dict.fromkeys(e.id for e in found)) if len({e.observed_at for e in found}) == 1 else ()

    def told_of(self, event_id: str) -> frozenset[str]:
        """The subscriptions that were told of an event, or are about to be."""
        if event_id not in self._told:
            self._told[event_id] = frozenset(self._store.told_of(event_id))
        return self._told[event_id]

    def lately(self, event: Event) -> Event | None:
        """The event of some weeks before that makes a change of model with this one, whoever was told of it.

        Of a removal, the same agency's newest signing for another model, which it still has; and the reverse.
        """
        if event.id not in self._lately:
            self._lately[event.id] = _lately(event, self._store)
        return self._lately[event.id]


def _before(event: Event, store: Store) -> Event | None:
    """The event that announced this one, or left it open, if there is one."""
    if event.settles:
        return next(iter(store.events(ids=event.settles[-1:])), None)
    kind = _BEFORE.get(event.kind)
    if kind is None or (event.kind is EventKind.SIGNED and event.context.waited_days is None):
        return None
    states = [event.agreement.state] if event.agreement.state else None
    earlier = store.events(
        since=event.observed_at - _THREADS_LIVE, until=event.observed_at, kinds=[kind], states=states
    )
    return next((e for e in reversed(earlier) if _is_same(e, event)), None)


_OTHER_STEP = {EventKind.WITHDRAWN: EventKind.SIGNED, EventKind.SIGNED: EventKind.WITHDRAWN}


def _lately(event: Event, store: Store) -> Event | None:
    context, kind = event.context, _OTHER_STEP.get(event.kind)
    is_one_list = context.switched_from is not None or context.switched_to is not None
    may_be = bool(context.other_models) if event.kind is EventKind.WITHDRAWN else "agency" not in context.first_of
    if kind is None or is_one_list or not may_be or event.agreement.state is None:
        return None
    earlier = store.events(
        since=event.observed_at - _SOME_WEEKS, until=event.observed_at, kinds=[kind], states=[event.agreement.state]
    )
    return next((e for e in reversed(earlier) if _is_other_model(e, event)), None)


def _is_other_model(earlier: Event, event: Event) -> bool:
    """Whether the earlier one is about another model of the agency, which stands as that event left it."""
    model, context = earlier.agreement.model, event.context
    if model is None or model is event.agreement.model or agency_key(earlier) != agency_key(event):
        return False
    return (model in context.other_models) is (earlier.kind is EventKind.SIGNED)


def _is_same(earlier: Event, event: Event) -> bool:
    """Whether both are about one agreement. The lists don't share subjects: a signing is known by agency and model."""
    if earlier.list is event.list:
        return earlier.subject == event.subject
    return agency_key(earlier) == agency_key(event) and earlier.agreement.model is event.agreement.model
