"""Changing subscriptions without an editor: comments and order stay, and a file that would not load is refused."""

import re
import stat
from pathlib import Path

import pytest

from bot.cli import run
from bot.config import load_config
from bot.exits import Exit
from notifiers.timing import due_at
from tests.factories import NOON

SHIPPED = (Path(__file__).parents[2] / "bot" / "shipped_config.toml").read_text("utf-8")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SHIPPED, "utf-8")
    path.chmod(0o640)
    return path


def does(config: Path, *words: str) -> int:
    return run(["--config", str(config), "subscriptions", *words], {})


def comments(text: str) -> list[str]:
    return re.findall(r"^#.*$", text, re.MULTILINE)


def test_one_is_added_changed_paused_resumed_and_removed(config: Path) -> None:
    assert does(config, "add", "houston", "states=TX", "counties=Harris,Fort Bend", "terminal=true") == Exit.FINE
    assert does(config, "edit", "houston", "models=JEM", "counties=") == Exit.FINE
    assert does(config, "pause", "houston", "--until", "2026-01-05") == Exit.FINE
    desk = load_config(config, {}).subscriptions[1]
    assert (desk.name, desk.only.counties, list(desk.only.models)) == ("houston", frozenset(), ["JEM"])
    assert str(desk.timing.paused_until) == "2026-01-05"
    assert comments(config.read_text("utf-8")) == comments(SHIPPED)
    assert does(config, "resume", "houston") == Exit.FINE
    assert load_config(config, {}).subscriptions[1].timing.paused_until is None
    assert does(config, "remove", "my-states") == Exit.FINE
    assert [s.name for s in load_config(config, {}).subscriptions] == ["houston"]
    log = (config.parent / "var" / "changes.log").read_text("utf-8").splitlines()
    assert [line.partition(": ")[2] for line in log] == [
        "added houston: states=TX, counties=Harris,Fort Bend, terminal=true",
        "changed houston: models=JEM, without counties",
        "paused houston until 2026-01-05",
        "resumed houston",
        "removed my-states",
    ]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 \S+: ", line) for line in log)


def test_a_pause_without_an_end_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(config, "pause", "my-states") == Exit.FINE
    assert "wait until they are resumed, digests too" in capsys.readouterr().out
    desk = load_config(config, {}).subscriptions[0]
    assert due_at(desk.timing, desk.zone, NOON).year == 9999


def test_a_change_touches_its_own_lines_alone(config: Path) -> None:
    assert does(config, "edit", "my-states", "zone=America/New_York", "states=MO,Kansas,NE") == Exit.FINE
    before, after = SHIPPED.splitlines(), config.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        'states = ["MO", "Kansas", "NE"]',
        'zone = "America/New_York"',
    ]
    assert after[after.index('zone = "America/New_York"') - 1] == "terminal = true"
    assert stat.S_IMODE(config.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edit", "my-states", "states=Missuri"], 'Did you mean "MO" (Missouri)?'),
        (["edit", "my-states", "county=Bee"], 'Did you mean "counties"?'),
        (["edit", "my-state", "states=MO"], "Did you mean"),
        (["add", "my-states", "states=MO"], "already"),
        (["add", "x", "states=[MO"], "can't be read"),
        (["add", "x", "states=TX"], "goes nowhere"),
        (["remove", "my-states"], "only subscription"),
        (["edit", "my-states", "slack=xoxb-123456789012-abcdefghijkl"], "Secrets don't belong in this file"),
    ],
)
def test_a_change_that_would_not_load_is_refused_and_changes_nothing(
    config: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert does(config, *words) == Exit.USAGE
    assert said in capsys.readouterr().err
    assert config.read_text("utf-8") == SHIPPED
    assert sorted(path.name for path in config.parent.iterdir()) == ["config.toml"]
