"""`find` on the command line."""

import json

import pytest

from bot.exits import Exit
from tests.bot.cli.test_main import Desk, desk, page, told

__all__ = ["desk", "page", "told"]


@pytest.mark.parametrize("words", [["osage", "county", "MO"], ["Osage county", "--state", "missouri"]])
def test_an_agency_is_found_with_its_history(told: Desk, words: list[str]) -> None:
    said = told.says("find", *words)
    assert said.status == Exit.FINE
    assert "Osage County Sheriff's Office, Missouri" in said.out
    assert "Newly signed" in said.out


def test_a_program_gets_json(told: Desk) -> None:
    document = json.loads(told.says("find", "boone county", "--state", "MO", "--json").out)
    assert (document["found"], document["absent"][0]["name"]) == (0, "Boone County")
    (agency,) = json.loads(told.says("find", "osage county mo", "--json").out)["agencies"]
    assert [event["kind"] for event in agency["events"]] == ["signed"]


def test_a_long_answer_is_cut_and_says_so(told: Desk) -> None:
    said = told.says("find", "missouri", "--limit", "2")
    assert said.out.count("  • ") == 2
    assert "left out" in said.out


def test_nothing_asked_is_told_how_to_ask(told: Desk) -> None:
    said = told.says("find", "''")
    assert (said.status, said.err) == (
        Exit.USAGE,
        "Name an agency, a county, a town or a state: watch287g find boone county MO\n",
    )


def test_without_a_list_it_says_so(desk: Desk) -> None:
    assert desk.says("find", "boone", "county").out == "Nothing is known yet: no list of ICE's has been read.\n"


@pytest.mark.parametrize("number", ["0", "-1", "many", "²"])
def test_a_limit_is_a_number(desk: Desk, number: str) -> None:
    said = desk.says("find", "boone", f"--limit={number}")
    assert said.status == Exit.USAGE
    assert "is no number of rows" in said.err
