"""Subscribing, and taking it back, inside Slack: only what was asked for, and told to all whom it concerns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.typed import COMMANDS
from bot.config.write import LOG
from state.entries import ChannelSubscription
from tests.bot.commands.inside import Inside, inside
from tests.bot.newsroom import DAY, EVERYBODY, agency, lists
from tests.doubles.slack import Fault, Room
from tests.doubles.slack_inside import SlackInside


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


def test_a_subscription_is_only_what_was_asked_for(here: Inside) -> None:
    asked = here.ask("subscribe Missouri, Kansas signed withdrawn")
    assert asked.is_public
    assert "U0Ana changed what comes to this channel" in asked.text
    assert "Kansas and Missouri" in asked.text
    assert "none; Change adds one" in asked.text
    (one,) = made(here)
    assert one.keys == {"states": ["MO", "KS"], "kinds": ["signed", "withdrawn"], "zone": "America/Chicago"}
    assert (one.name, one.channel, one.called, one.by) == ("slack-c0newsroom", "C0NEWSROOM", "#newsroom", "U0Ana")


def test_without_kinds_it_is_the_news_with_a_weekly_digest(here: Inside) -> None:
    asked = here.ask("subscribe Missouri")
    assert "each Monday, with all that happened; the next on Monday, Jan. 12, 8 a.m. CST" in asked.text
    assert "rows missing from the newest list" in asked.text.split("Doesn't come:")[1]


def test_the_last_word_on_a_state_counts(here: Inside) -> None:
    here.ask("subscribe Missouri Kansas")
    here.ask("subscribe Missouri signed")
    assert [(e.keys["states"], e.keys.get("kinds")) for e in made(here)] == [(["KS"], None), (["MO"], ["signed"])]


def test_two_of_one_form_become_one(here: Inside) -> None:
    here.ask("subscribe Missouri")
    here.ask("subscribe Texas")
    (one,) = made(here)
    assert one.keys["states"] == ["MO", "TX"]


def test_the_same_again_changes_nothing(here: Inside) -> None:
    here.ask("subscribe Missouri")
    asked = here.ask("subscribe Missouri", user="U0BEN")
    assert "nothing changed" in asked.text
    assert not asked.is_public
    assert made(here)[0].by == "U0Ana"


def test_unsubscribing_takes_off_states_and_all(here: Inside) -> None:
    here.ask("subscribe Missouri Kansas Texas")
    asked = here.ask("unsubscribe Kansas")
    assert asked.is_public
    assert made(here)[0].keys["states"] == ["MO", "TX"]
    here.ask("unsubscribe all")
    assert made(here) == []


def test_unsubscribing_from_one_of_all_states_leaves_the_others(here: Inside) -> None:
    here.ask("subscribe all signed")
    here.ask("unsubscribe Texas")
    assert made(here)[0].keys["not_states"] == ["TX"]
    assert "all states but Texas" in here.ask("list").text
    here.ask("subscribe Texas signed")
    assert "not_states" not in made(here)[0].keys


def test_what_was_never_there_is_said(here: Inside) -> None:
    here.ask("subscribe Missouri")
    asked = here.ask("unsubscribe Texas")
    assert "nothing of Texas" in asked.text
    assert not asked.is_public


def test_a_pause_until_a_day_and_its_end(here: Inside) -> None:
    here.ask("subscribe Missouri")
    assert "paused this channel until Monday, Jan. 12" in here.ask("pause until Monday").text
    assert made(here)[0].keys["paused_until"] == "2026-01-12"
    assert "resumed" in here.ask("resume").text
    assert "paused_until" not in made(here)[0].keys


def test_buttons_do_the_same(here: Inside) -> None:
    here.ask("subscribe Missouri")
    assert "until somebody types /287g resume" in here.press("pause").text
    assert here.press("resume").is_public
    assert "ended what came" in here.press("drop", "slack-c0newsroom", user="U0BEN").text
    assert made(here) == []


WRONG = {
    "subscrbe Missouri": "/287g subscribe Missouri",
    "subscribe Misouri": "Did you mean “Missouri”?",
    "subscribe signed": "Which states?",
    "pause until yesterdy": "no day that is understood",
    "pause until 2020-01-01": "has come",
    "Texas": "/287g status Texas",
    "subscribe Boone County": "Which state's Boone County?",
    "status Tecas": "Did you mean “Texas”?",
}


def test_what_is_typed_wrong_is_answered_to_whoever_typed_it(here: Inside) -> None:
    here.ask("subscribe Kansas")
    for typed, said in WRONG.items():
        asked = here.ask(typed)
        assert said in asked.text
        assert not asked.is_public
    assert len(made(here)) == 1


HOSTILE = ("<!channel> <@U0ANA>", "x" * 3000, "\u202eirossiM\u202c `*_~", "Ｍissouri & <b>")


def test_hostile_words_do_no_harm(here: Inside) -> None:
    for verb in ("", *(f"{name} " for name in COMMANDS)):
        for words in HOSTILE:
            asked = here.ask(f"{verb}{words}")
            assert "<!channel>" not in asked.answers[0]["text"]
            assert "\u202e" not in str(asked.answers[0])


def test_a_channel_without_the_bot_is_told_how_to_invite_it(here: Inside, slack: SlackInside) -> None:
    slack.rooms["C0PRIVATE"] = Room(name="secret", is_member=False, is_private=True)
    asked = here.ask("subscribe Missouri", channel="C0PRIVATE", name="privategroup")
    assert "/invite @watch287g" in asked.text
    assert made(here) == []
    slack.rooms["C0PRIVATE"] = Room(name="secret", is_private=True)
    assert here.press("again", "subscribe Missouri", channel="C0PRIVATE").is_public
    assert made(here)[0].channel == "C0PRIVATE"


def test_archived_channels_and_direct_messages_are_refused(here: Inside, slack: SlackInside) -> None:
    slack.rooms["C0OLDROOM"] = Room(name="old", is_archived=True)
    assert "archived" in here.ask("subscribe Missouri", channel="C0OLDROOM").text
    assert "Type this in a channel" in here.ask("subscribe Missouri", channel="D0ANA", name="directmessage").text
    assert made(here) == []


def test_people_of_another_workspace_may_look_and_change_nothing(here: Inside) -> None:
    here.ask("subscribe Missouri")
    assert "change nothing" in here.press("drop", "slack-c0newsroom", team="T0OTHER").text
    assert len(made(here)) == 1


def test_only_admins_may_where_the_config_says_so(tmp_path: Path, slack: SlackInside) -> None:
    slack.people["U0BOSS"] = {"is_admin": True}
    with inside(tmp_path, slack, 'who_may_subscribe = "admins"') as here:
        assert "Only admins" in here.ask("subscribe Missouri").text
        assert here.ask("subscribe Missouri", user="U0BOSS").is_public


def test_only_named_people_may_where_the_config_names_them(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack, 'who_may_subscribe = ["U0EDITOR"]') as here:
        assert "whom the newsroom's config names" in here.ask("subscribe Missouri").text
        assert here.ask("subscribe Missouri", user="U0EDITOR").is_public


def test_changes_are_logged_and_told_to_operators_who_want_it(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack, 'tell_operators = true\n[operators]\nslack = ["#ops"]') as here:
        here.ask("subscribe Missouri")
        log = (here.app.store.folder / LOG).read_text("utf-8")
        assert "U0Ana (Slack default): subscriptions of #newsroom: slack-c0newsroom: Missouri" in log
        assert "slack:default:#ops" in [row.destination for row in here.app.store.owed()]


def test_a_config_may_leave_all_subscriptions_to_those_inside_slack(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack, 'who_may_subscribe = "anyone"', subscriptions=" ") as here:
        here.ask("subscribe Missouri")
        here.app.mind_desks()
        assert [s.name for s in here.app.config.subscriptions] == ["slack-c0newsroom"]


def test_what_the_file_sends_here_is_shown_and_is_not_ours_to_end(tmp_path: Path, slack: SlackInside) -> None:
    own = '[[subscription]]\nname = "mo"\nstates = ["MO"]\nslack = ["#newsroom"]\n'
    with inside(tmp_path, slack, subscriptions=own) as here:
        assert "its config" in here.ask("list").text
        assert "its operators change that" in here.ask("unsubscribe Missouri").text
        assert "may come twice" in here.ask("subscribe Missouri").text


def test_a_channel_that_is_gone_ends_its_subscriptions_with_a_notice(here: Inside, slack: SlackInside) -> None:
    here.ask("subscribe Missouri")
    here.ask("subscribe Kansas", channel="C0PLAINSDESK", name="plains")
    slack.event("channel_deleted", channel="C0NEWSROOM")
    here.ask("list")
    assert [e.channel for e in made(here)] == ["C0PLAINSDESK"]
    (notice,) = here.app.store.owed()
    assert "the channel was deleted" in notice.payload["text"]
    slack.event("app_uninstalled")
    here.ask("list")
    assert made(here) == []


def test_a_channel_that_took_nothing_is_tried_again_once_somebody_there_sees_to_it(
    here: Inside, slack: SlackInside
) -> None:
    here.ask("subscribe Missouri signed")
    here.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
    here.app.check()
    slack.fail("chat.postMessage", Fault(error="not_in_channel"))
    here.app.deliver()
    assert "Nothing gets through" in here.ask("list").text
    here.ask("subscribe Missouri Kansas signed")
    here.app.deliver()
    assert [post.channel for post in slack.posts] == ["C0NEWSROOM"]
    assert "Nothing gets through" not in here.ask("list").text


def test_two_people_at_once_lose_neither_word(here: Inside, slack: SlackInside) -> None:
    states = ["Missouri", "Kansas", "Texas", "Iowa", "Ohio", "Utah", "Maine", "Idaho"]
    asked = [slack.type(f"subscribe {state}", user=f"U0N{n}") for n, state in enumerate(states)]
    for each in asked:
        here.answered(each)
    assert sum(len(e.keys["states"]) for e in made(here)) == len(states)


def test_it_is_there_after_a_restart_and_hears_the_news(tmp_path: Path, slack: SlackInside) -> None:
    with inside(tmp_path, slack) as here:
        here.ask("subscribe Missouri signed")
    room = here.room
    room.at += DAY
    room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
    with room.app() as app:
        assert [s.name for s in app.config.subscriptions] == ["far", "slack-c0newsroom"]
        app.check()
        app.deliver()
    (post,) = [p for p in slack.posts if p.channel == "C0NEWSROOM"]
    assert "Nixa" in post.text


def test_nothing_is_sent_after_the_end(here: Inside) -> None:
    here.ask("subscribe Missouri signed")
    here.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
    here.app.check()
    assert [row.status for row in here.app.store.owed()] == ["queued"]
    here.ask("unsubscribe all")
    here.app.deliver()
    assert here.slack.posts == []
    assert [row.status for row in here.app.store.owed()] == ["dropped"]
