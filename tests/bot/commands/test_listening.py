"""Hearing people inside Slack: each thing once, in turn, and whatever happens to it stops no alert."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.listening import workspaces_heard
from bot.config.credentials import Secrets
from bot.config.load import load_config
from bot.reports.health import examine
from bot.service.run import _commands
from notifiers.slack.line import LineState
from state.entries import ChannelSubscription, OpenTrouble
from tests.bot.commands.inside import SECRETS, inside
from tests.bot.newsroom import Newsroom
from tests.doubles.slack import Fault
from tests.doubles.slack_inside import SlackInside, until


@pytest.fixture
def slack() -> Iterator[SlackInside]:
    with SlackInside() as double:
        yield double


def test_what_slack_sends_twice_is_answered_once(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack) as here:
        asked = here.ask("subscribe Missouri")
        slack.again(asked)
        here.ask("list")
        assert len(asked.answers) == 1


def test_many_at_once_are_all_acknowledged_at_once_and_answered_in_turn(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack):
        asked = [slack.type("help") for _ in range(200)]
        until(lambda: all(each.acked_at for each in asked), within=3)
        until(lambda: all(each.answers for each in asked))
        assert all(len(each.answers) == 1 for each in asked)


def test_an_answer_that_slack_was_too_busy_for_comes_again(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack) as here:
        slack.fail("respond", Fault(status=429, error="x", retry_after=1))
        assert "/287g" in here.ask("help").text


def test_a_fault_of_ours_is_said_and_the_next_is_answered(
    tmp_path: Path, slack: SlackInside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(tmp_path, slack) as here:
        monkeypatch.setattr("bot.commands.looking.coverage", lambda *_: 1 / 0)
        assert "watch287g's own" in here.ask("status MO").text
        assert "/287g" in here.ask("help").text


def test_without_an_app_token_nothing_of_it_is_there(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack) as here:
        assert _commands(here.app, {"SLACK_BOT_TOKEN": "xoxb-1"}) is None
        assert _commands(here.app, SECRETS) is not None


def test_each_workspace_has_its_own_token(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[[subscription]]\nname = "a"\nstates = ["MO"]\nterminal = true\n[slack]\nworkspaces = ["plains-desk", "x"]\n'
    )
    secrets = Secrets.beside(path, {"SLACK_APP_TOKEN_PLAINS_DESK": "xapp-2"})
    assert workspaces_heard(load_config(path, {}), secrets) == ["plains-desk"]


def test_two_workspaces_are_heard_each_by_its_own_token(tmp_path: Path, slack: SlackInside) -> None:
    slack.app_tokens.add("xapp-2")
    secrets = {"SLACK_APP_TOKEN_PLAINS_DESK": "xapp-2", "SLACK_BOT_TOKEN_PLAINS_DESK": "xoxb-2"}
    with inside(tmp_path, slack, 'workspaces = ["plains-desk"]', secrets=secrets) as here:
        assert set(here.listening.states()) == {"default", "plains-desk"}
        for number, line in enumerate(slack.live):
            slack.only = line
            here.ask("subscribe Missouri", channel=f"C0CHANNEL{number}")
        here.app.mind_desks()
        made = here.app.store.entries(ChannelSubscription).values()
        assert {each.workspace for each in made} == {"default", "plains-desk"}
        ids = {id_ for s in here.app.config.subscriptions for id_ in s.destinations if id_.startswith("slack")}
        assert ids == {f"slack:{each.workspace}:{each.channel}" for each in made}


def test_a_subscription_whose_workspace_the_config_no_longer_names_is_a_failure(
    tmp_path: Path, slack: SlackInside
) -> None:
    with inside(tmp_path, slack) as here:
        here.ask("subscribe Missouri")
        one = here.app.store.entry(ChannelSubscription, "slack-c0newsroom")
        assert one is not None
        here.app.store.commit(entries=[replace(one, workspace="gone")])
        here.app.mind_desks()
        assert "slack-c0newsroom" not in [s.name for s in here.app.config.subscriptions]
        (said,) = [f for f in examine(here.app.config, here.app.now()) if "goes nowhere" in f.words]
        assert not said.well


def test_operators_hear_once_where_nobody_is_heard_and_once_when_they_are(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    shut = LineState(is_open=False, lasts=400, why="Slack can't be reached.")
    with room.app() as app:
        app.mind_commands({"default": LineState(is_open=False, lasts=10, why="It is being opened.")})
        assert app.store.entries(OpenTrouble) == {}
        for _ in range(2):
            app.mind_commands({"default": shut})
        assert len(app.store.owed()) == 1
        (said,) = [f.words for f in examine(app.config, app.now()) if "inside Slack" in f.words]
        assert "Slack can't be reached. Alerts go out as ever" in said
        app.mind_commands({"default": LineState(is_open=True)})
        assert len(app.store.owed()) == 2
        app.mind_commands({"other": LineState(is_open=False, why="The token is wrong.", is_broken=True)})
        app.mind_commands({})
        assert app.store.entries(OpenTrouble) == {}


def test_at_rest_it_costs_next_to_nothing(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack):
        begun = time.process_time()
        time.sleep(2)
        assert time.process_time() - begun < 0.1  # with the double's own side
