from dataclasses import replace
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.alerts import Press, Setting, alerts_for
from notifiers.story import compose as composing
from state.store import open_store
from tests.factories import NOON, agreement, event, standing
from watchers.model.register import Register

DESKS = """
[mail]
host = "localhost"
security = "plain"
sender = "alerts@example.org"
sender_name = "287(g) watch"
unsubscribe_mailto = "leave@example.org"

[slack]
webhooks = ["tips"]
"""
DESK = """
[[subscription]]
name = "{name}"
states = {states}
zone = "{zone}"
terminal = true
slack = ["#{name}"]
webhook = ["tips"]
email = ["{name}@example.org", "second-{name}@example.org"]
"""
NEWS = [event(), event(id="81c2ffff", agreement=agreement(agency="Rolla Police Department"))]


def configured(folder: Path, *desks: str) -> Config:
    (folder / "config.toml").write_text(DESKS + "".join(desks), "utf-8")
    return load_config(folder / "config.toml", {})


def desk(name: str, *, states: str = '["MO"]', zone: str = "America/Chicago") -> str:
    return DESK.format(name=name, states=states, zone=zone)


def test_desks_that_read_the_same_get_what_each_would_get_alone(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        desk("one"),
        desk("two"),
        desk("east", zone="America/New_York"),
        desk("nation", states='"all"'),
    )
    with open_store(tmp_path / "var", holder="a test") as store:
        register = Register(standings={"a1": standing()})
        out = alerts_for(NEWS, config=config, store=store, register=register, at=NOON)
    assert [alert.subscription.name for alert in out.alerts] == ["one", "two", "east", "nation"]
    for alert in out.alerts:
        assert alert.story.subscription == alert.subscription.name
        alone = [
            payload
            for id_ in alert.subscription.destinations
            for payload in config.destinations[id_].render(alert.story)
        ]
        assert [row.payload for row in alert.owed] == alone
    assert out.alerts[2].story.source != out.alerts[0].story.source  # another clock
    assert out.alerts[3].story.totals != out.alerts[0].story.totals  # the nation first


def test_a_story_is_written_once_for_all_who_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    compose = composing.compose

    def noted(*args: object, **over: object) -> object:
        written.append(args)
        return compose(*args, **over)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr("bot.outgoing.alerts.compose", noted)
    config = configured(tmp_path, *(desk(f"desk-{n}") for n in range(20)))
    with open_store(tmp_path / "var", holder="a test") as store:
        out = alerts_for(NEWS, config=config, store=store, register=Register(), at=NOON)
    assert (len(out.alerts), len(written)) == (20, 1)


def test_a_story_that_goes_on_with_another_is_another_payload_in_slack(tmp_path: Path) -> None:
    config = configured(tmp_path, desk("one"))
    press = Press(config, Setting.of(Register()))
    plate = press.plate(config.subscriptions[0], NEWS, {})
    [slack] = [id_ for id_ in config.subscriptions[0].destinations if id_.startswith("slack")]
    fresh = press.payloads(plate, slack, plate.story)
    assert press.payloads(plate, slack, plate.story) == fresh
    assert press.payloads(plate, slack, replace(plate.story, continues=("aaaa0001",))) != fresh
