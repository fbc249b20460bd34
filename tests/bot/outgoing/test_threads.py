"""Later news of an agency goes into the thread of the alert that announced it, and is shown in the channel too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.alerts import alerts_for
from state.outbox import Owed, delivered, sending
from state.store import Store, open_store
from tests.factories import NOON, agreement, event
from watchers.model.agreement import ListKind, Model
from watchers.model.event import Context, Event, EventKind
from watchers.model.register import Register

CONFIG = '[[subscription]]\nname = "missouri"\nstates = ["MO"]\nkinds = "all"\nslack = ["#immigration"]\n'
DAYS = {n: NOON.replace(day=n) for n in (6, 7, 8)}
WAITS = event(id="aaaa0001", kind=EventKind.PENDING, list=ListKind.PENDING, subject="p1", observed_at=DAYS[6])
SIGNED = event(id="aaaa0002", subject="s1", observed_at=DAYS[8], context=Context(waited_days=2))
OTHER = event(id="aaaa0003", subject="s2", observed_at=DAYS[8], agreement=agreement(agency="Rolla Police Department"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var", holder="a test") as opened:
        yield opened


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    return load_config(path, {})


def tells(store: Store, config: Config, *events: Event, receipt: dict[str, Any] | None = None) -> list[Owed]:
    """One publication's events recorded and owed, and delivered where there is a receipt."""
    at = events[0].observed_at
    alerts = alerts_for(events, config=config, store=store, register=Register(), at=at).sent
    owed = [row for alert in alerts for row in alert.owed]
    store.commit(events=events, owed=owed)
    if receipt:
        store.commit(owed=[delivered(sending(row, at), at, receipt) for row in owed])
    return owed


PARENT = {"channel": "C0000001", "ts": "1.0"}


def test_a_signing_goes_on_with_the_alert_that_it_was_pending(store: Store, config: Config) -> None:
    tells(store, config, WAITS, receipt=PARENT)
    (row,) = tells(store, config, SIGNED)
    assert store.reply_to(row) == PARENT
    assert row.payload["reply_broadcast"] is True


def test_it_does_so_too_where_that_alert_still_waits(store: Store, config: Config) -> None:
    tells(store, config, WAITS)
    (row,) = tells(store, config, SIGNED)
    assert row.answers == (WAITS.id,)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (EventKind.MISSING, EventKind.WITHDRAWN),
        (EventKind.SIGNED, EventKind.MOA_POSTED),
    ],
)
def test_what_became_of_it_goes_on_with_what_was_told(
    store: Store, config: Config, first: EventKind, then: EventKind
) -> None:
    tells(store, config, event(id="bbbb0001", kind=first, observed_at=DAYS[6]), receipt=PARENT)
    (row,) = tells(store, config, event(id="bbbb0002", kind=then, observed_at=DAYS[8]))
    assert store.reply_to(row) == PARENT


def test_news_beside_it_makes_it_an_alert_of_its_own(store: Store, config: Config) -> None:
    tells(store, config, WAITS, receipt=PARENT)
    (row,) = tells(store, config, SIGNED, OTHER)
    assert store.reply_to(row) is None
    assert "reply_broadcast" not in row.payload


def test_what_goes_on_with_two_alerts_is_an_alert_of_its_own(store: Store, config: Config) -> None:
    rolla = agreement(agency="Rolla Police Department")
    tells(store, config, WAITS, receipt=PARENT)
    tells(
        store,
        config,
        event(id="aaaa0004", kind=EventKind.PENDING, list=ListKind.PENDING, agreement=rolla, observed_at=DAYS[7]),
        receipt={"channel": "C0000001", "ts": "2.0"},
    )
    second = event(id="aaaa0005", agreement=rolla, observed_at=DAYS[8], context=Context(waited_days=1))
    (row,) = tells(store, config, SIGNED, second)
    assert store.reply_to(row) is None


def test_a_desk_that_heard_nothing_of_it_gets_an_alert(store: Store, config: Config) -> None:
    store.commit(events=[WAITS])
    (row,) = tells(store, config, SIGNED)
    assert store.reply_to(row) is None


@pytest.mark.parametrize("over", [{"agency": "Rolla Police Department"}, {"model": Model.JEM}, {"state": "KS"}])
def test_another_agency_model_or_state_is_another_story(store: Store, config: Config, over: dict[str, Any]) -> None:
    before = event(
        id="aaaa0006", kind=EventKind.PENDING, list=ListKind.PENDING, agreement=agreement(**over), observed_at=DAYS[6]
    )
    tells(store, config, before)
    (row,) = tells(store, config, SIGNED)
    assert row.answers == ()
