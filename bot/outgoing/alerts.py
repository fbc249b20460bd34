"""Events to owed messages: who hears of them, in what words, as which payloads."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Self

from bot.config.model import Config
from bot.outgoing.deferred import has_to_wait, is_due, joined, released
from bot.outgoing.threads import Sequels
from notifiers.story.compose import compose
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import route
from state.entries import DeferredNews, Update
from state.outbox import Owed, owed_parts
from state.store import Store
from watchers.diff.totals import Tally, tally_by_state
from watchers.model.event import Event, EventKind
from watchers.model.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a story says of the lists as a whole: the totals by state, and whether ICE links a pending list."""

    totals: Mapping[str, Tally]
    links_pending: bool

    @classmethod
    def of(cls, register: Register) -> Self:
        """The lists as a register has them."""
        return cls(totals=tally_by_state(register), links_pending=links_pending(register))


def links_pending(register: Register) -> bool:
    """Whether ICE's page links a pending list, as far as the record knows."""
    return register.pending.workbook is not None and register.pending.absent_since is None


@dataclass(slots=True)
class Plate:
    """One story, whoever reads it, and the payloads that were made of it so far."""

    story: Story
    renderings: dict[Hashable, Callable[[str], list[dict[str, Any]]]] = field(default_factory=dict)


class Press:
    """Makes the stories of one publication. `setting` is the lists after it."""

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config = config
        self._setting = setting
        self._plates: dict[Hashable, Plate] = {}

    def plate(self, desk: Subscription, batch: Sequence[Event], heard: Mapping[str, Event]) -> Plate:
        """The story of a batch for a desk; `heard` holds by id the corrected events that the desk was told of."""
        key = (desk.zone, desk.states is None, tuple(e.id for e in batch), frozenset(heard))
        if key not in self._plates:
            story = compose(
                desk,
                batch,
                totals=self._setting.totals,
                page_url=self._config.watch.page,
                told=heard,
                pending_listed=self._setting.links_pending,
            )
            self._plates[key] = Plate(story)
        return self._plates[key]

    def payloads(self, plate: Plate, destination_id: str, story: Story) -> list[dict[str, Any]]:
        """What a destination is given: `story` is the plate's, with what is one desk's own."""
        destination = self._config.destinations[destination_id]
        key = (type(destination), bool(story.continues))
        if key not in plate.renderings:
            plate.renderings[key] = destination.rendering(replace(plate.story, continues=story.continues))
        return plate.renderings[key](story.subscription)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One story for one subscription, and the messages that carry it to its destinations."""

    subscription: Subscription
    story: Story
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is owed now, the desks for whom something has to wait, and what is to be committed with that."""

    alerts: tuple[Alert, ...] = ()
    waiting: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()

    @property
    def owed(self) -> list[Owed]:
        """All messages."""
        return [row for alert in self.alerts for row in alert.owed]


def alerts_for(
    events: Sequence[Event], *, config: Config, store: Store, register: Register, at: datetime, unsure: bool = False
) -> Outgoing:
    """What is owed for the events of one publication, or has to wait. `register` is the record after them.

    `unsure` marks messages that may have gone out already, from a state that was since restored.
    """
    waits = store.entries(DeferredNews)
    # What waits in a restored state may have gone out since the backup.
    updates: list[Update] = [replace(what, unsure=True) for what in waits.values()] if unsure else []
    if not events:
        return Outgoing(updates=tuple(updates))
    earlier = _earlier(events, store)
    sequels, press = Sequels(store), Press(config, Setting.of(register))
    told = {id_: sequels.told_of(id_) for id_ in earlier}
    # Whoever is yet to hear of a mistake is to hear of its correction too.
    due = {id_: names | {n for n, what in waits.items() if id_ in what.events} for id_, names in told.items()}
    alerts: list[Alert] = []
    later: list[str] = []
    for desk, mine in route(events, config.subscriptions, told=due, earlier=earlier):
        if desk.name in waits or has_to_wait(desk, at):
            later.append(desk.name)
            updates.append(joined(desk.name, waits.get(desk.name), mine, at, unsure=unsure))
            continue
        heard = {id_: event for id_, event in earlier.items() if desk.name in told[id_]}
        alerts += _alerts(desk, mine, heard, press=press, sequels=sequels, at=at, unsure=unsure)
    return Outgoing(alerts=tuple(alerts), waiting=tuple(later), updates=tuple(updates))


def alerts_that_waited(*, config: Config, store: Store, at: datetime) -> Outgoing:
    """What waited and is due now. What waits for a desk that the config no longer has is given up."""
    desks = {s.name: s for s in config.subscriptions}
    sequels, press = Sequels(store), Press(config, Setting.of(store.register()))
    alerts: list[Alert] = []
    updates: list[Update] = []
    for name, what in store.entries(DeferredNews).items():
        desk = desks.get(name)
        if desk is None:
            updates.append(released(name))
        elif is_due(desk, what, at):
            updates.append(released(name))
            events = store.events(ids=what.events)
            earlier = _earlier(events, store)
            heard = {id_: event for id_, event in earlier.items() if name in sequels.told_of(id_)}
            alerts += _alerts(desk, events, heard, press=press, sequels=sequels, at=at, unsure=what.unsure)
    return Outgoing(alerts=tuple(alerts), updates=tuple(updates))


def _earlier(events: Sequence[Event], store: Store) -> dict[str, Event]:
    """The events that these correct or settle, by id."""
    followed = {id_ for event in events for id_ in event.follows}
    return {e.id: e for e in store.events(ids=followed)} if followed else {}


def _alerts(
    desk: Subscription,
    events: Sequence[Event],
    heard: dict[str, Event],
    *,
    press: Press,
    sequels: Sequels,
    at: datetime,
    unsure: bool,
) -> Iterator[Alert]:
    """A story for each batch of the desk's events."""
    for batch in batches(events, heard):
        plate = press.plate(desk, batch, heard)
        story = replace(plate.story, subscription=desk.name, continues=sequels.continued(batch, desk.name))
        owed = _owed(story, desk, lambda id_: press.payloads(plate, id_, story), at=at, unsure=unsure)  # noqa: B023
        yield Alert(subscription=desk, story=story, owed=tuple(owed))


def with_corrections(events: Sequence[Event], store: Store) -> tuple[Event, ...]:
    """The events, those of rows that moved to another state with the news that told them of the wrong one.

    Whoever heard of the mistake is to hear of the correction.
    """
    moved = {e.subject for e in events if _has_moved(e)}
    if not moved:
        return tuple(events)
    told = [e for e in store.events(kinds=_ARRIVALS) if e.subject in moved]
    return tuple(
        replace(e, corrects=(*e.corrects, *(t.id for t in told if t.subject == e.subject))) if _has_moved(e) else e
        for e in events
    )


_ARRIVALS = frozenset({EventKind.SIGNED, EventKind.PENDING})


def _has_moved(event: Event) -> bool:
    return event.kind is EventKind.AMENDED and any(c.field == "state" and c.before for c in event.changes)


def batches(events: Iterable[Event], heard: dict[str, Event]) -> list[list[Event]]:
    """The news in one batch; what corrects or settles an alert by that alert, so that it can answer in its thread."""

    def followed(event: Event) -> tuple[str, bool]:
        told = [heard[id_].observed_at.isoformat() for id_ in event.follows if id_ in heard]
        return max(told, default=""), any(id_ in heard for id_ in event.corrects)

    return [list(batch) for _, batch in groupby(sorted(events, key=followed), key=followed)]


def _owed(
    story: Story,
    subscription: Subscription,
    payloads: Callable[[str], list[dict[str, Any]]],
    *,
    at: datetime,
    unsure: bool,
) -> Iterable[Owed]:
    answers = tuple(dict.fromkeys(id_ for s in story.sections for item in s.items for id_ in item.answers))
    for destination_id in subscription.destinations:
        yield from owed_parts(
            payloads(destination_id),
            subscription=story.subscription,
            destination=destination_id,
            occasion="alert",
            at=at,
            event_ids=story.event_ids,
            answers=answers if story.is_correction else story.continues,
            unsure=unsure,
        )
