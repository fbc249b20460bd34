import json
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.alerts import Setting, Stories, alerts_for
from bot.outgoing.send import Copy, Sender
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
    assert [alert.subscription.name for alert in out.sent] == ["one", "two", "east", "nation"]
    for alert in out.sent:
        assert alert.document.subscription == alert.subscription.name
        alone = [
            payload
            for id_ in alert.subscription.destinations
            for payload in config.destinations[id_].render(alert.document)
        ]
        assert [row.payload for row in alert.owed] == alone
    assert out.sent[2].document.source != out.sent[0].document.source  # another clock
    assert out.sent[3].document.totals != out.sent[0].document.totals  # the nation first


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
    assert (len(out.sent), len(written)) == (20, 1)


def test_a_story_that_goes_on_with_another_is_another_payload_in_slack(tmp_path: Path) -> None:
    config = configured(tmp_path, desk("one"))
    reader = config.subscriptions[0]
    story = Stories(config.watch.page, Setting.of(Register()), lambda _: None).about(reader, NEWS, {})
    [slack] = [config.destinations[id_] for id_ in reader.destinations if id_.startswith("slack")]
    sender = Sender(config, NOON)
    fresh = sender.payloads(slack, Copy(document=story), reader.name)
    assert sender.payloads(slack, Copy(document=story), reader.name) == fresh
    assert sender.payloads(slack, Copy(document=story, continues=("aaaa0001",)), reader.name) != fresh


def test_a_csv_bears_the_name_of_the_desk_that_gets_it_and_of_no_other(tmp_path: Path) -> None:
    config = configured(tmp_path, desk("one"), desk("two"))
    many = [event(id=f"{n:08x}", agreement=agreement(agency=f"Town {n} Police Department")) for n in range(120)]
    with open_store(tmp_path / "var", holder="a test") as store:
        out = alerts_for(many, config=config, store=store, register=Register(), at=NOON)
    for sent, other in zip(out.sent, ("two", "one"), strict=True):
        files = [row.payload["file"]["name"] for row in sent.owed if "file" in row.payload]
        assert files == [f"watch287g-{sent.subscription.name}-2025-11-06.csv"]
        assert not any(f"-{other}-" in json.dumps(row.payload) for row in sent.owed if "slack" in row.destination)


def test_the_order_of_desks_and_their_ids_do_not_depend_on_who_reads_the_same(tmp_path: Path) -> None:
    config = configured(tmp_path, desk("one"), desk("two"))
    with open_store(tmp_path / "var", holder="a test") as store:
        both = alerts_for(NEWS, config=config, store=store, register=Register(), at=NOON)
        alone = alerts_for(NEWS, config=configured(tmp_path, desk("two")), store=store, register=Register(), at=NOON)
    assert both.sent[1].owed == alone.sent[0].owed
