"""A story as Slack messages that Slack takes, with nothing cut."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.slack.blocks import plain_words, rendered
from notifiers.slack.render import MOST_AGENCIES, MOST_BLOCKS, MOST_CHARACTERS, render_slack
from notifiers.story.model import Story
from tests.factories import agreement, event
from tests.notifiers.slack_rules import check
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told
from watchers.diff.totals import Tally
from watchers.model.agreement import Model
from watchers.model.event import EventKind
from watchers.names.places import STATES, state_name

EVIL = "Evil *x* _y_ <!channel> <@U1> & Co | :smile: `z`"


def bullets(payload: dict[str, Any]) -> list[str]:
    found = [e for b in payload.get("blocks", []) if b["type"] == "rich_text" for e in b["elements"]]
    lists = [e for e in found if e["type"] == "rich_text_list"]
    return [item["elements"][0]["text"] for part in lists for item in part["elements"]]


def agencies(story: Story) -> list[str]:
    return [item.agency for section in story.sections for item in section.items]


def test_a_usual_day_is_one_message_with_everything_in_it() -> None:
    (payload,) = render_slack(told(WEBSTER, GONE), single_message=False)
    check(payload)
    assert payload["text"] == (
        "Missouri: Webster County Sheriff's Office (Task Force) newly signed; "
        "Pulaski County Sheriff's Office (Jail Enforcement) no longer listed."
    )
    words = plain_words(payload["blocks"])
    for said in (
        "First in Webster County on our record.",
        "does not say why, or whether the agreement ended",
        "Missouri now: 19",
        "signed a 287(g) Task Force agreement Nov. 6, according to U.S. Immigration and Customs Enforcement",
    ):
        assert said in words
    assert "watch287g why" not in words
    (copied,) = [e for b in payload["blocks"] for e in b.get("elements", ()) if e["type"] == "rich_text_preformatted"]
    assert [part["text"] for part in copied["elements"]] == [told(WEBSTER, GONE).quote]


def test_long_news_from_many_states_has_every_states_total_in_its_parent() -> None:
    states = tuple(sorted(STATES))[:19]
    totals = {state: Tally(agreements=40, agencies=39, states=1, models={Model.TFM: 40}) for state in states}
    parent, *_ = render_slack(told(*signings(87, states), states=None, totals=totals), single_message=False)
    said = plain_words(parent["blocks"])
    assert "Nationwide now: 760 agreements" in said
    assert all(f"{state_name(state)}\u00a040" in said for state in states)


def test_a_headline_too_long_for_its_number_is_whole_and_the_number_stands_below() -> None:
    story = replace(told(*signings(90)), headline="n" * 149)
    first = render_slack(story, single_message=True)[0]
    check(first)
    assert first["blocks"][0]["text"]["text"] == story.headline
    assert "Part 1 of" in plain_words(first["blocks"][1])


def test_what_goes_on_with_an_older_alert_is_shown_in_the_channel_too() -> None:
    (payload,) = render_slack(replace(told(WEBSTER), continues=("aaaa0001",)), single_message=False)
    assert payload["reply_broadcast"] is True


def test_agency_text_is_literal_and_cannot_mention_or_format() -> None:
    evil = event(id="e", agreement=agreement(agency=EVIL, county="<!here>"))
    (payload,) = render_slack(told(WEBSTER, evil), single_message=False)
    check(payload)
    assert EVIL in bullets(payload)
    outside_literals = json.dumps([b for b in payload["blocks"] if b["type"] == "context"]) + payload["text"]
    assert "<!channel>" not in outside_literals
    assert "&lt;!channel&gt;" in payload["text"]
    assert payload["mrkdwn"] is False


@pytest.mark.parametrize("single_message", [False, True])
@pytest.mark.parametrize("number", [40, 41, 87, 135])
def test_long_news_is_parted_between_agencies_and_never_cut(number: int, single_message: bool) -> None:
    story = told(*signings(number, ("TX", "PA", "MO", "KS", "AR")), GONE, states=None)
    payloads = [p for p in render_slack(story, single_message=single_message) if "file" not in p]
    for payload in payloads:
        check(payload)
        assert len(bullets(payload)) <= MOST_AGENCIES
    assert [name for p in payloads for name in bullets(p)] == agencies(story)
    counts = plain_words(payloads[0]["blocks"])
    assert f"{number} agencies newly signed in 5 states" in counts
    assert (
        f"Newly signed ({number} agreements): Arkansas {number // 5 + (number % 5 > 4)}" in counts or "Texas" in counts
    )


def test_numbered_messages_stand_in_for_a_thread_behind_a_webhook() -> None:
    payloads = render_slack(told(*signings(90)), single_message=True)
    assert payloads[0]["blocks"][0]["text"]["text"].endswith("(1 of 4)")
    assert payloads[1]["text"].startswith("Part 2 of 4 · ")
    assert "in the next 3 messages" in plain_words(payloads[0]["blocks"])


def test_past_a_hundred_agencies_a_csv_follows_whose_cells_are_no_formulas() -> None:
    story = told(*signings(120), event(id="x", agreement=agreement(agency='=HYPERLINK("http://evil")')))
    file = render_slack(story, single_message=False)[-1]["file"]
    rows = list(csv.reader(io.StringIO(file["content"].removeprefix("\ufeff"))))
    assert len(rows) == 122
    assert any(cell == '\'=HYPERLINK("http://evil")' for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_correction_in_a_thread_is_shown_in_the_channel_too() -> None:
    assert render_slack(told(BACK), single_message=False)[0]["reply_broadcast"] is True
    assert "reply_broadcast" not in render_slack(told(WEBSTER), single_message=False)[0]


def test_every_state_at_once_fits() -> None:
    news = [e for kind in EventKind for e in signings(57, tuple(STATES))]
    news = [event(id=f"{n}", kind=list(EventKind)[n // 57], agreement=e.agreement) for n, e in enumerate(news)]
    payloads = render_slack(told(*news, states=None), single_message=False)
    for payload in payloads[:-1]:
        check(payload)
    assert sum(len(bullets(p)) for p in payloads) == len(news)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(EventKind), st.sampled_from(["MO", "KS", "GU", None]), st.text(max_size=400)),
        min_size=1,
        max_size=60,
    ),
    st.booleans(),
)
def test_whatever_ice_prints_slack_would_take(rows: list[tuple[EventKind, str | None, str]], single: bool) -> None:
    news = [
        event(id=f"{n}", kind=kind, agreement=agreement(state=state, agency=name, county=name[:90] or None))
        for n, (kind, state, name) in enumerate(rows)
    ]
    story = told(*news, states=None)
    payloads = render_slack(story, single_message=single)
    for payload in payloads:
        check(payload)
        assert len(payload["blocks"]) <= MOST_BLOCKS
        assert rendered(payload["blocks"]) <= MOST_CHARACTERS
    names = [name for p in payloads for name in bullets(p)]
    assert names == agencies(story) or len(names) == 1 == len(agencies(story))


def test_the_terminal_does_not_wait_for_slack_to_load() -> None:
    code = (
        "import sys, bot.outgoing.channels, notifiers.slack.render, notifiers.console; "
        "print('slack_sdk' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
