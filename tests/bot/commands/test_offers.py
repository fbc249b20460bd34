"""The buttons under an alert: the evidence, and that somebody is on it; and a digest by wish."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.commands.inside import Inside, inside
from tests.bot.newsroom import DAY, EVERYBODY, agency, lists
from tests.doubles.slack import Post
from tests.doubles.slack_inside import SlackInside, until, words_of


@pytest.fixture
def slack() -> Iterator[SlackInside]:
    with SlackInside() as double:
        yield double


@pytest.fixture
def here(tmp_path: Path, slack: SlackInside) -> Iterator[Inside]:
    """Two channels that were told of one signing."""
    with inside(tmp_path, slack) as found:
        found.ask("subscribe Missouri signed")
        found.ask("subscribe all signed", channel="C0NATIONAL", name="national")
        found.room.at += DAY
        found.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
        found.app.check()
        found.app.deliver()
        yield found


def buttons(post: Post) -> dict[str, str]:
    """The buttons under a message: their actions and values."""
    block = post.body["blocks"][-1]
    return {each["action_id"]: each["value"] for each in block["elements"]} if block["type"] == "actions" else {}


def press(here: Inside, action: str, post: Post, user: str = "U0ANA") -> None:
    found = next(name for name in buttons(post) if name.startswith(action))
    here.slack.press(found, buttons(post)[found], user=user, channel=post.channel, message=post.ts)


def test_the_evidence_for_one_who_asks_and_then_for_all(here: Inside) -> None:
    post = here.slack.posts[0]
    asked = here.press("evidence", buttons(post)["evidence.0"])
    assert not asked.is_public
    assert "The evidence: Nixa Police Department" in asked.text
    assert "LAW ENFORCEMENT AGENCY" in asked.text
    assert "national" not in asked.text.casefold(), "which other channels were told is theirs to say"
    asked = here.ask(f"why {buttons(post)['evidence.0'][:8]}")
    assert not asked.is_public
    share = asked.answers[0]["blocks"][-1]["elements"][0]
    shown = here.slack.press(share["action_id"], share["value"], ephemeral=True)
    until(lambda: len(shown.answers) == 2)
    assert shown.answers[0]["response_type"] == "in_channel"
    assert shown.answers[1]["delete_original"]


def test_of_an_alert_of_many_one_is_chosen(here: Inside, slack: SlackInside) -> None:
    new = [agency(f"{town} Police Department") for town in ("Ozark", "Hollister", "Republic")]
    here.room.at += DAY
    here.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department"), *new))
    here.app.check()
    here.app.deliver()
    alert = next(p for p in slack.posts if "Ozark" in words_of(p.body["blocks"]))
    asked = here.press("evidence", buttons(alert)["evidence.0"])
    menu = asked.answers[0]["blocks"][-1]["elements"][0]
    ozark = next(o["value"] for o in menu["options"] if "Ozark" in o["text"]["text"])
    assert "Ozark Police Department" in here.answered(slack.choose(menu["action_id"], ozark)).text


def test_a_sentence_to_quote(here: Inside) -> None:
    value = buttons(here.slack.posts[0])["quote.1"]
    for asked in (here.press("quote", value), here.ask(f"quote {value[:8]}")):
        assert not asked.is_public
        assert "To quote:" in asked.text
        assert "Nixa Police Department" in asked.text
    assert "Which event?" in here.ask("quote").text


def test_an_event_that_is_not_there_is_said(here: Inside) -> None:
    assert "No event has an id" in here.ask("why 00000000").text
    assert "Which event?" in here.ask("why").text


def test_who_is_on_it_stands_in_every_message_that_tells_of_it(here: Inside) -> None:
    one, other = here.slack.posts
    press(here, "claim", one)
    until(lambda: all("U0Ana is on it since" in words_of(post.body["blocks"]) for post in (one, other)))
    press(here, "claim", other, user="U0BEN")
    until(lambda: "U0Ben is on it" in words_of(one.body["blocks"]))
    press(here, "claim", one)
    until(lambda: "U0Ana" not in words_of(other.body["blocks"]))
    assert "U0Ben is on it" in words_of(one.body["blocks"])
    assert buttons(one), "the buttons stay"


def test_without_the_second_token_an_alert_has_no_buttons(tmp_path: Path) -> None:
    from tests.bot.commands.inside import config
    from tests.bot.newsroom import Newsroom

    with SlackInside() as slack:
        own = '[[subscription]]\nname = "mo"\nstates = ["MO"]\nslack = ["#newsroom"]\n'
        room = Newsroom(tmp_path, config(slack, subscriptions=own), {"SLACK_BOT_TOKEN": "xoxb-1"})
        room.sees(*EVERYBODY)
        room.sees(*EVERYBODY, agency("Nixa Police Department"))
        (post,) = slack.posts
        assert buttons(post) == {}
        assert "offers" not in post.body


def test_a_past_digest_comes_to_the_channel(here: Inside, slack: SlackInside) -> None:
    here.room.at += 8 * DAY
    asked = here.ask("digest last week")
    assert "comes here in a moment" in asked.text
    assert here.hurried
    before = len(slack.posts)
    here.app.deliver()
    assert {post.channel for post in slack.posts[before:]} == {"C0NEWSROOM"}
    assert "no period" in here.ask("digest nonsense").text
    assert "First: /287g subscribe" in here.ask("digest last week", channel="C0NOTHING").text
