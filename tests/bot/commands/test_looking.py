"""What people look up inside Slack."""

from collections.abc import Iterator

import pytest

from tests.bot.commands.inside import Inside, inside
from tests.bot.newsroom import DAY, EVERYBODY, agency, lists
from tests.doubles.slack_inside import SlackInside

SITE = '[site]\nfolder = "site"\naddress = "https://record.example.org"'


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with SlackInside() as slack, inside(tmp_path_factory.mktemp("inside"), slack, SITE) as found:
        found.room.at += 8 * DAY
        found.room.ice.post(lists(*EVERYBODY, agency("Nixa Police Department")))
        found.app.check()
        found.room.at += DAY
        yield found


def test_help_has_every_command_and_is_for_whoever_asks(here: Inside) -> None:
    asked = here.ask("help")
    assert not asked.is_public
    for command in ("subscribe", "list", "unsubscribe", "pause", "status", "find"):
        assert f"/287g {command}" in asked.text or f"· {command}" in asked.text
    assert here.ask("").text == asked.text


def test_a_states_card(here: Inside) -> None:
    text = here.ask("status Missouri").text
    assert "Missouri on ICE's 287(g) list" in text
    assert "4, of 4 agencies" in text
    assert "4 Task Force" in text
    assert "sheriffs of 2 of 115 counties" in text
    assert "+1 in a week" in text
    assert "signed: Nixa Police Department, seen Jan. 13, 2026" in text
    assert "<https://record.example.org/states/missouri.html|In the public record>" in text


def test_the_nations_card(here: Inside) -> None:
    text = here.ask("status").text
    assert "8, of 8 agencies in 3 states and territories" in text
    assert "Last good look at ICE's list" in text
    assert "<https://record.example.org/|In the public record>" in text


def test_the_evidence_leads_to_its_page(here: Inside) -> None:
    (event,) = here.app.store.events()
    assert (
        f"<https://record.example.org/events/{event.id}.html|In the public record>" in here.ask(f"why {event.id}").text
    )


def test_a_county_and_an_agency(here: Inside) -> None:
    assert "Webster County Sheriff's Office" in here.ask("status Webster County MO").text
    assert "Task Force: on ICE's list, signed Nov. 6, 2025" in here.ask("find webster county mo").text
    assert "not on ICE's list" in here.ask("find boone county mo").text
    assert "Name an agency" in here.ask("find").text
