"""A channel that reads Spanish: what people ask there is answered in it, beside a channel that reads English."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.commands.inside import Inside, inside
from tests.bot.newsroom import DAY, EVERYBODY, agency, lists
from tests.doubles.slack_inside import SlackInside, until, words_of
from tests.notifiers.language.english_words import english_in

PRINTED = {str(cell) for row in EVERYBODY for cell in row if isinstance(cell, str)} | {
    "Nixa Police Department",
    "Participating",
    "watch287g",
    "PM",
    "U0Ana",
}


@pytest.fixture
def slack() -> Iterator[SlackInside]:
    with SlackInside() as double:
        yield double


@pytest.fixture
def here(tmp_path: Path, slack: SlackInside) -> Iterator[Inside]:
    """Two channels that were told of one signing, each in its language."""
    with inside(tmp_path, slack) as found:
        found.ask("subscribe Missouri signed in Spanish")
        found.ask("subscribe Missouri signed", channel="C0NATIONAL", name="national")
        found.room.at += DAY
        found.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
        found.app.check()
        found.app.deliver()
        yield found


def test_each_channel_is_told_in_its_language(here: Inside, slack: SlackInside) -> None:
    said = {post.channel: words_of(post.body["blocks"]) for post in slack.posts}
    assert "La policía de Nixa se suma" in said["C0NEWSROOM"] or "la policía de Nixa se suma" in said["C0NEWSROOM"]
    assert "Evidencia" in said["C0NEWSROOM"]
    assert "joins ICE's 287(g) program" in said["C0NATIONAL"]
    assert "Evidence" in said["C0NATIONAL"]
    assert all("language" not in post.body for post in slack.posts), "Slack knows no such argument"


ASKED = (
    "help", "list", "status", "status MO", "find webster county mo", "find missouri", "find boone county mo",
    "subscribe nowhereland", "frobnicate", "why", "quote", "pause until someday", "digest last week",
    "unsubscribe Kansas", "pause until Monday", "resume", "status nowhere",
)  # fmt: skip


def test_what_is_asked_there_is_answered_in_spanish_alone(here: Inside, slack: SlackInside) -> None:
    said = {typed: here.ask(typed).text for typed in ASKED}
    said["subscribe"] = words_of(slack.views[here.dialog()])
    found = {typed: english_in(_without_what_is_typed(text), PRINTED) for typed, text in said.items()}
    assert {typed: words for typed, words in found.items() if words} == {}


def test_the_evidence_and_the_quote_are_spanish_but_for_ices_own_headers(here: Inside, slack: SlackInside) -> None:
    post = next(p for p in slack.posts if p.channel == "C0NEWSROOM")
    event = post.body["blocks"][-1]["elements"][0]["value"]
    evidence = here.ask(f"why {event}").text
    assert "Como lo imprime ICE:" in evidence
    headers = {"LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "STATE", "TYPE", "COUNTY", "SIGNED"}
    assert english_in(_without_what_is_typed(evidence), PRINTED | headers) == []
    assert "según el Servicio de Inmigración y Control de Aduanas (ICE)" in here.ask(f"quote {event}").text


def _without_what_is_typed(said: str) -> str:
    """The text without commands and their examples, which are English wherever they stand."""
    for typed in _TYPED:
        said = said.replace(typed, " ")
    return said


_TYPED = (
    "subscribe", "unsubscribe", "list", "pause until Monday", "resume", "status", "find boone county mo",
    "digest last week", "signed withdrawn", "why EVENT", "quote EVENT", "all", "MO KS signed", "Monday", "tomorrow",
    "Texas", "someday", "America/New York",
)  # fmt: skip


@pytest.mark.parametrize(
    ("joined", "title"),
    [(["C0NEWSROOM"], "Lo que llega a sus canales"), (["C0NEWSROOM", "C0NATIONAL"], "What comes to your channels")],
)
def test_home_is_in_the_language_of_ones_channels_where_they_have_one(
    here: Inside, slack: SlackInside, joined: list[str], title: str
) -> None:
    slack.members = {channel: ["U0ANA"] for channel in joined}
    slack.event("app_home_opened", user="U0ANA", tab="home")
    until(lambda: "U0ANA" in slack.homes)
    home = words_of(slack.homes["U0ANA"])
    assert title in home
    if len(joined) == 1:
        assert english_in(_without_what_is_typed(home), PRINTED) == []
