"""A new kind of destination is a folder and a line: whoever reads, tests, checks and delivers finds it there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.config.credentials import Secrets, wrong_secrets
from bot.config.load import ConfigError, load_config
from bot.doctor.checks import place_checks
from bot.doctor.exam import Installation, examined
from bot.exits import Exit
from notifiers import registry
from notifiers.destination import Destination
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff

CONFIG = """
[pager]
prefix = "+1-"

[[subscription]]
name = "missouri"
states = ["MO"]
pager = ["4711"]

[operators]
terminal = false
pager = ["112"]
"""


@pytest.fixture(autouse=True)
def _one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._FOLDERS, "pager", "tests.doubles.pager")
    monkeypatch.setitem(registry.SECTIONS, "pager", "pager")


def test_its_news_arrives_and_its_operators_hear_of_trouble(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, CONFIG, {"PAGER_KEY": "beep-1"})
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY, sheriff("Ozark"))
    assert room.printed == ["+1-4711 beeps missouri: Missouri: Ozark County sheriff joins ICE's 287(g) program\n"]
    for _ in range(15):
        room.poll(after=datetime(2026, 1, 2, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC))
    assert room.printed[1:] == ["+1-112 beeps operators: ICE is silent: no new list\n"]


def test_its_keys_its_secret_and_its_mistakes_are_known(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    config = load_config(path, {})
    assert [place.words for place in config.destinations.values()] == ["pager 4711", "pager 112"]
    secrets = Secrets(environ={"PAGER_KEY": "boop"}, own=tmp_path, run_secrets=tmp_path)
    said = wrong_secrets(config, secrets)["PAGER_KEY"]
    assert said.startswith("PAGER_KEY should begin with beep-.")
    path.write_text(CONFIG.replace('"4711"', '"#news"').replace("prefix", "prefx"), "utf-8")
    with pytest.raises(ConfigError, match=r'"#news" is no pager\'s number') as mistakes:
        load_config(path, {})
    assert 'Did you mean "prefix"?' in str(mistakes.value)


def test_the_doctor_and_the_sample_reach_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, environ = tmp_path / "config.toml", {"PAGER_KEY": "beep-1"}
    path.write_text(CONFIG, "utf-8")
    here = Installation(config=load_config(path, environ), environ=environ, now=lambda: datetime.now(UTC))
    found = [finding.found for checks in place_checks(here) for finding in examined(checks)]
    assert found == ["beep-1 fits", "beep-1 fits"]
    assert run(["--config", str(path), "test", "missouri"], environ) == Exit.FINE
    said = capsys.readouterr().out
    assert "+1-4711 beeps missouri: Test, not news" in said
    assert "pager 4711: arrived." in said


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.key)
def test_every_kind_has_an_example_that_knows_itself(kind: type[Destination]) -> None:
    assert registry.kind(kind.key) is kind
    assert not kind.section or registry.kind(registry.SECTIONS[kind.section]).section == kind.section
    example = kind.example(kind.settings(None))
    assert example.words
    assert example.id.startswith(kind.key)
