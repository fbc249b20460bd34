"""The dialog of a channel's subscription, and the app's Home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from state.entries import ChannelSubscription
from tests.bot.commands.inside import Inside, inside
from tests.doubles.slack_inside import Asked, SlackInside, until, words_of


@pytest.fixture
def slack() -> Iterator[SlackInside]:
    with SlackInside() as double:
        yield double


@pytest.fixture
def here(tmp_path: Path, slack: SlackInside) -> Iterator[Inside]:
    with inside(tmp_path, slack) as found:
        yield found


def made(here: Inside) -> list[ChannelSubscription]:
    return list(here.app.store.entries(ChannelSubscription).values())


def errors(asked: Asked) -> dict[str, str]:
    assert asked.ack is not None
    found: dict[str, str] = asked.ack["errors"]
    return found


def test_a_dialog_makes_a_subscription_and_tells_the_channel(here: Inside, slack: SlackInside) -> None:
    slack.people["U0ANA"] = {"tz": "America/New_York"}
    view = here.dialog()
    here.submit(
        view,
        states=["TX", "MO"],
        kinds=["signed"],
        counties="Harris County TX, Boone County MO",
        models=["TFM"],
        agency_kinds=["sheriff"],
        send="daily",
        digest="weekly",
        digest_day="Friday",
        hour="17",
        quiet_hours="22:00-07:00",
    )
    (one,) = made(here)
    assert one.keys == {
        "states": ["TX", "MO"],
        "counties": ["Harris County, TX", "Boone County, MO"],
        "models": ["TFM"],
        "agency_kinds": ["sheriff"],
        "kinds": ["signed"],
        "send": "daily",
        "send_hour": 17,
        "digest": "weekly",
        "digest_hour": 17,
        "digest_day": "Friday",
        "quiet_hours": "22:00-07:00",
        "zone": "America/New_York",
    }
    until(lambda: slack.posts)
    (post,) = slack.posts
    assert (post.channel, "changed what comes" in post.text) == ("C0NEWSROOM", True)
    assert "Only:" in words_of(slack.views[view])


def test_what_it_was_opened_with_and_left_alone_stays(here: Inside, slack: SlackInside) -> None:
    here.ask("subscribe Texas except Bee County TX")
    here.ask("unsubscribe all")
    here.ask("subscribe all except Texas")
    before = made(here)[0].keys
    here.submit(here.dialog())
    after = made(here)[0].keys
    assert after == {**before, "digest_day": "Monday", "digest_hour": 8}
    assert made(here)[0].name == "slack-c0newsroom"


@pytest.mark.parametrize(
    ("filled", "field", "said"),
    [
        ({"states": []}, "states", "Choose a state"),
        ({"states": ["MO"], "kinds": [], "digest": "none"}, "kinds", "nothing to hear"),
        ({"states": ["MO"], "counties": "Nowhere County MO"}, "counties", "is no county"),
        ({"states": ["MO", "KS"], "counties": "Boone County MO"}, "counties", "No county of Kansas"),
        ({"states": ["MO"], "counties": "Harris County TX"}, "counties", "No county of Missouri"),
        ({"states": ["MO"], "quiet_hours": "late"}, "quiet_hours", "no hours of a day"),
    ],
)
def test_a_mistake_is_shown_at_its_field_while_the_dialog_is_open(
    here: Inside, filled: dict[str, str | list[str]], field: str, said: str
) -> None:
    found = errors(here.submit(here.dialog(), **filled))
    assert list(found) == [field]
    assert said in found[field]
    assert made(here) == []


def test_of_two_who_change_a_channel_at_once_the_second_is_told(here: Inside, slack: SlackInside) -> None:
    here.ask("subscribe Missouri")
    view = here.dialog()
    here.ask("subscribe Kansas", user="U0BEN")
    here.submit(view, states=["TX"])
    assert "Nothing of yours was saved" in words_of(slack.views[view])
    assert made(here)[0].keys["states"] == ["MO", "KS"]


def test_a_dialog_outlives_a_restart(here: Inside, slack: SlackInside) -> None:
    view = here.dialog()
    here.listening.restart()
    until(lambda: all(line.is_open for line in here.listening.states().values()))
    here.submit(view, states=["MO"])
    assert made(here)[0].keys["states"] == ["MO"]


def test_a_button_opens_its_own_subscription(here: Inside, slack: SlackInside) -> None:
    here.ask("subscribe Missouri")
    here.ask("subscribe Texas signed")
    before = set(slack.views)
    slack.press("change.0", "slack-c0newsroom-2")
    until(lambda: set(slack.views) - before)
    here.submit((set(slack.views) - before).pop(), kinds=["withdrawn"])
    assert {e.name: e.keys.get("kinds") for e in made(here)} == {
        "slack-c0newsroom": None,
        "slack-c0newsroom-2": ["withdrawn"],
    }


def test_a_dialog_that_comes_too_late_is_offered_again(here: Inside, slack: SlackInside) -> None:
    slack._triggers.clear()
    asked = slack.type("subscribe")
    slack._triggers.clear()
    here.answered(asked)
    assert "three seconds" in asked.text
    assert asked.answers[0]["blocks"][-1]["elements"][0]["action_id"] == "open.0"


def test_home_shows_the_channels_that_one_is_in_and_no_others(here: Inside, slack: SlackInside) -> None:
    here.ask("subscribe Missouri")
    here.ask("subscribe Texas", channel="C0SECRETS", name="secrets")
    slack.members["C0NEWSROOM"] = ["U0ANA"]
    slack.event("app_home_opened", user="U0ANA", tab="home")
    until(lambda: "U0ANA" in slack.homes)
    home = words_of(slack.homes["U0ANA"])
    assert "#newsroom" in home
    assert "secrets" not in home
    assert "Texas" not in home
    assert "Last good look" in home
    slack.press("pause.1", "slack-c0newsroom", channel="")
    until(lambda: "Resume" in words_of(slack.homes["U0ANA"]))
    slack.press("drop.2", "slack-c0newsroom", channel="")
    until(lambda: "None of the channels" in words_of(slack.homes["U0ANA"]))
    assert [e.channel for e in made(here)] == ["C0SECRETS"]
