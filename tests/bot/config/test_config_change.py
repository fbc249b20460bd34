"""Changing subscriptions without an editor: comments and order stay, and a file that would not load is refused."""

import re
import stat
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.config.load import load_config
from bot.exits import Exit
from notifiers.subscriptions.timing import due_at
from tests.factories import NOON

SHIPPED = (Path(__file__).parents[3] / "bot" / "setup" / "shipped_config.toml").read_text("utf-8")


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
    assert does(config, "pause", "houston", "--until", "2999-01-05") == Exit.FINE
    desk = load_config(config, {}).subscriptions[1]
    assert (desk.name, desk.only.counties, list(desk.only.models)) == ("houston", frozenset(), ["JEM"])
    assert str(desk.timing.paused_until) == "2999-01-05"
    assert comments(config.read_text("utf-8")) == comments(SHIPPED)
    assert does(config, "resume", "houston") == Exit.FINE
    assert load_config(config, {}).subscriptions[1].timing.paused_until is None
    assert does(config, "remove", "my-states") == Exit.FINE
    assert [s.name for s in load_config(config, {}).subscriptions] == ["houston"]
    log = (config.parent / "var" / "changes.log").read_text("utf-8").splitlines()
    assert [line.partition(": ")[2] for line in log] == [
        "added houston: states=TX, counties=Harris,Fort Bend, terminal=true",
        "changed houston: models=JEM, without counties",
        "paused houston until 2999-01-05",
        "resumed houston",
        "removed my-states",
    ]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 \S+: ", line) for line in log)


def test_a_pause_without_an_end_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(config, "pause", "my-states") == Exit.FINE
    said = capsys.readouterr().out
    assert said.startswith("Paused my-states until you resume it. ")
    assert "paused     until you resume it, digests too" in said
    assert "alerts     then at once" in said
    assert "9999" not in said
    assert does(config, "list") == Exit.FINE
    assert capsys.readouterr().out.endswith("; to the terminal; paused until you resume it\n")
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
    told = capsys.readouterr().err
    assert said in told
    assert ", line " not in told  # of a file that nobody has
    assert config.read_text("utf-8") == SHIPPED
    assert sorted(path.name for path in config.parent.iterdir()) == ["config.toml"]


def test_a_new_place_is_followed_by_what_is_left_to_do(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(config, "add", "houston", "states=TX", "slack=#houston") == Exit.FINE
    *_, secret, steps = capsys.readouterr().out.splitlines()
    file = config.parent / "secrets" / "SLACK_BOT_TOKEN"
    assert secret == f"houston needs the secret SLACK_BOT_TOKEN. Put it into {file}, or into the environment."
    assert steps.startswith("Next: /invite @watch287g in #houston, then `")
    assert steps.endswith(" test houston`")
    assert does(config, "edit", "houston", "slack=#houston,#texas") == Exit.FINE
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Next: /invite @watch287g in #texas, then `")
    assert does(config, "edit", "houston", "slack=#texas", "digest=weekly") == Exit.FINE
    assert "Next:" not in capsys.readouterr().out


def test_where_nobody_is_to_be_invited_the_test_alone_is_next(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(config, "add", "houston", "states=TX", "slack=#houston") == Exit.FINE
    assert does(config, "add", "dallas", "states=TX", "slack=#houston") == Exit.FINE  # the bot was invited there
    assert capsys.readouterr().out.splitlines()[-1].startswith("Next: `")
    assert does(config, "add", "waco", "states=TX", "terminal=true") == Exit.FINE
    *_, before, last = capsys.readouterr().out.splitlines()
    assert last.endswith(" test waco`")
    assert "secret" not in before


def test_a_secret_that_is_set_is_not_asked_for(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--config", str(config), "subscriptions", "add", "houston", "states=TX", "slack=#houston"]
    assert run(words, {"SLACK_BOT_TOKEN": "xoxb-1-2-abcdefgh"}) == Exit.FINE
    assert "needs the secret" not in capsys.readouterr().out


def test_a_value_that_lost_its_end_to_the_shell_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:  # slack=#a, #b without quotes: the shell takes " #b" for a comment
        does(config, "add", "houston", "states=TX", "slack=#a,")
    assert end.value.code == Exit.USAGE
    assert "“slack=#a,” ends with a comma: what came behind it was lost" in capsys.readouterr().err
    assert config.read_text("utf-8") == SHIPPED
