"""Random desks over what really happened: each event reaches exactly those whose written rule admits it."""

import random
from pathlib import Path

import pytest

from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from notifiers.subscriptions.filters import Choice
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import route
from state.store import open_store
from tests.notifiers.stories import desk
from watchers.model.agreement import Level, Model
from watchers.model.event import Event, EventKind
from watchers.model.second_look import SecondLook
from watchers.names.places import STATES

PUBLICATIONS = 45
"""Spring and summer of 2025: enough for every kind below, and soon read."""

KINDS = [EventKind.SIGNED, EventKind.PENDING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED, EventKind.MOA_POSTED]


def admits(s: Subscription, e: Event) -> bool:
    """The rule as it is written: what can't be read is let through."""
    a = e.agreement
    return (
        e.kind in s.kinds
        and (s.states is None or a.state in s.states)
        and (not s.only.models or a.model is None or a.model in s.only.models)
        and (not s.only.levels or a.level is None or a.level in s.only.levels)
        and (a.model is None or a.model not in s.never.models)
    )


def any_desk(rng: random.Random, number: int) -> Subscription:
    return desk(
        name=f"desk-{number}",
        states=None if rng.random() < 0.1 else frozenset(rng.sample(sorted(STATES), rng.randint(1, 12))),
        kinds=frozenset(rng.sample(KINDS, rng.randint(1, len(KINDS)))),
        only=Choice(
            models=frozenset(rng.sample(sorted(Model), rng.randint(0, 2))),
            levels=frozenset(rng.sample(sorted(Level), rng.randint(0, 2))),
        ),
        never=Choice(models=frozenset(rng.sample(sorted(Model), rng.randint(0, 1)))),
    )


@pytest.mark.archive
def test_every_recorded_event_reaches_exactly_those_whose_written_rule_admits_it(archive: Path, tmp_path: Path) -> None:
    publications, _ = saved_publications(archive)
    with open_store(tmp_path / "var", holder="a test") as store:
        backfill(store, publications[:PUBLICATIONS], rules=SecondLook())
        news = [e for e in store.events() if e.kind in KINDS]
    assert {e.kind for e in news} == set(KINDS)
    rng = random.Random(7)
    desks = [any_desk(rng, number) for number in range(300)]
    reached = {s.name: mine for s, mine in route(news, desks)}
    for s in desks:
        assert reached.get(s.name, ()) == tuple(e for e in news if admits(s, e)), s
