"""What a program, or somebody with a long list, gets of the tables: --json, --limit, --agency."""

import csv
import io
import json

import pytest

from bot.exits import Exit
from tests.bot.cli.test_main import Desk, desk, page, told

__all__ = ["desk", "page", "told"]


@pytest.mark.parametrize(
    "words",
    [
        ["status"], ["events"], ["history", "--at", "today"], ["export", "roll"], ["export", "events"],
        ["find", "osage county mo"], ["hold", "list"], ["outbox", "list"], ["outbox", "list", "--all"],
        ["subscriptions", "list"], ["health"], ["health", "--alive"], ["doctor", "--offline"],
    ],
)  # fmt: skip
def test_every_table_is_had_as_one_json_document(told: Desk, words: list[str]) -> None:
    document = json.loads(told.says(*words, "--json").out)
    assert isinstance(document, dict | list)


def test_the_json_of_a_table_has_its_rows(told: Desk) -> None:
    events = json.loads(told.says("events", "--json").out)
    assert [event["id"] for event in events] == [
        json.loads(line)["id"] for line in told.says("events", "--format", "jsonl").out.splitlines()
    ]
    (desk_a, *_) = json.loads(told.says("subscriptions", "list", "--json").out)
    assert {"name", "states", "kinds", "send", "destinations"} <= desk_a.keys()
    sent = json.loads(told.says("outbox", "list", "--all", "--json").out)
    assert {message["status"] for message in sent} == {"delivered"}


def test_the_last_events_are_those_that_a_limit_leaves(told: Desk) -> None:
    lines = told.says("events").out.splitlines()
    assert len(lines) > 2
    assert told.says("events", "--limit", "2").out.splitlines() == lines[-2:]


def test_events_and_lists_of_one_agency(told: Desk) -> None:
    said = told.says("events", "--agency", "osage county sheriff").out
    assert said
    assert all("Osage County" in line for line in said.splitlines())
    rows = list(csv.DictReader(io.StringIO(told.says("export", "roll", "--agency", "Reno county, kansas").out)))
    assert [row["agency"] for row in rows] == ["Reno County Sheriff's Office"]
    assert told.says("history", "--at", "today", "--agency", "nobody's police").out == ""


def test_an_agency_that_is_a_state_alone_is_refused(told: Desk) -> None:
    said = told.says("events", "--agency", "Missouri")
    assert said.status == Exit.USAGE
    assert "--state is for states" in said.err


def test_a_long_outbox_says_what_is_left_out(told: Desk) -> None:
    sent = json.loads(told.says("outbox", "list", "--all", "--json").out)
    said = told.says("outbox", "list", "--all", "--limit", "1")
    assert len(said.out.splitlines()) == 1
    assert said.err == f"{len(sent) - 1} more are left out.\n"
