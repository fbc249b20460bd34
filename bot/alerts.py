"""Events to owed messages: who hears of them, in what words, as which payloads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.channels import render
from bot.sequels import continued, told_of
from bot.settings import Config
from notifiers.compose import compose
from notifiers.routing import route
from notifiers.story import Story
from notifiers.subscription import Subscription
from state.outbox import Owed, owed_id
from state.store import Store
from watchers.event import Event, EventKind
from watchers.register import Register
from watchers.totals import tally_by_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One story for one subscription, and the messages that carry it to its destinations."""

    subscription: Subscription
    story: Story
    owed: tuple[Owed, ...]


def alerts_for(
    events: Sequence[Event], *, config: Config, store: Store, register: Register, at: datetime, unsure: bool = False
) -> list[Alert]:
    """What is owed for the events of one publication. `register` is the record after them.

    `unsure` marks messages that may have gone out already, from a state that was since restored.
    """
    if not events:
        return []
    wrong = {id_ for event in events for id_ in event.corrects}
    earlier = {e.id: e for e in store.events(ids=wrong)} if wrong else {}
    told = {id_: told_of(store, id_) for id_ in earlier}
    totals, pending_listed = tally_by_state(register), links_pending(register)
    alerts = []
    for subscription, mine in route(events, config.subscriptions, told=told, earlier=earlier):
        heard = {id_: event for id_, event in earlier.items() if subscription.name in told[id_]}
        for batch in batches(mine, heard):
            story = compose(
                subscription,
                batch,
                totals=totals,
                page_url=config.watch.page,
                told=heard,
                pending_listed=pending_listed,
            )
            story = replace(story, continues=continued(batch, subscription.name, store))
            owed = _owed(story, subscription, config, at=at, unsure=unsure)
            alerts.append(Alert(subscription=subscription, story=story, owed=tuple(owed)))
    return alerts


def links_pending(register: Register) -> bool:
    """Whether ICE's page links a pending list, as far as the record knows."""
    return register.pending.workbook is not None and register.pending.absent_since is None


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
    """The news in one batch; corrections by the alert that they correct, so that each can answer in its thread."""

    def corrected(event: Event) -> str:
        wrong = [heard[id_].observed_at.isoformat() for id_ in event.corrects if id_ in heard]
        return max(wrong, default="")

    return [list(batch) for _, batch in groupby(sorted(events, key=corrected), key=corrected)]


def _owed(story: Story, subscription: Subscription, config: Config, *, at: datetime, unsure: bool) -> Iterable[Owed]:
    answers = tuple(dict.fromkeys(id_ for s in story.sections for item in s.items for id_ in item.answers))
    for destination_id in subscription.destinations:
        payloads = render(config.destinations[destination_id], story, config)
        group = owed_id(
            subscription=story.subscription,
            destination=destination_id,
            occasion="alert",
            event_ids=story.event_ids,
            part=0,
        )
        for part, payload in enumerate(payloads):
            yield Owed(
                id=owed_id(
                    subscription=story.subscription,
                    destination=destination_id,
                    occasion="alert",
                    event_ids=story.event_ids,
                    part=part,
                ),
                subscription=story.subscription,
                destination=destination_id,
                group=group,
                part=part,
                of_parts=len(payloads),
                event_ids=story.event_ids,
                answers=answers if story.is_correction else story.continues,
                payload=payload,
                created_at=at,
                unsure=unsure,
            )
