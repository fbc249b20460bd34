"""A model that nobody knew: told in ICE's words, counted by itself, and the operators hear of it once."""

import json
from pathlib import Path

import pytest

from bot.poll.summary import check_sentence
from bot.reports.status import status_document, status_text
from tests.bot.newsroom import EVERYBODY, OPERATORS, TWO_DESKS, Newsroom, sheriff
from watchers.model.agreement import Model
from watchers.model.event import EventKind

TRIBAL = "Tribal Task Force Model"
WEBSTER, *REST = EVERYBODY


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path, TWO_DESKS + OPERATORS)
    room.sees(*EVERYBODY)
    return room


def test_an_agency_under_it_has_signed_another_agreement(room: Newsroom) -> None:
    checked = room.sees(*EVERYBODY, sheriff("Webster", model="TRIBAL TASK FORCE MODEL"))
    [event] = checked.events
    assert (event.kind, event.agreement.model) == (EventKind.SIGNED, Model(TRIBAL))
    assert event.context.other_models == (Model.TFM,)
    said = " ".join("\n".join(room.printed).split())
    assert "adds Tribal Task Force Model to its 287(g) agreements" in said
    assert "(1 Tribal Task Force Model)" in said
    [alert] = checked.alerts
    assert any("ICE's words; we don't know this model" in line for line in alert.document.glossary)


def test_the_operators_hear_of_it_once_and_also_by_the_checks_own_words(room: Newsroom) -> None:
    first = room.sees(*EVERYBODY, sheriff("Webster", model=TRIBAL))
    again = room.sees(*EVERYBODY, sheriff("Webster", model=TRIBAL), sheriff("Pettis", model="Tribal Task Froce Model"))
    assert (first.models, again.models) == ((Model(TRIBAL),), ())
    [notice] = {text for text in map(str, map(json.loads, room.notices())) if "ICE names a new model" in text}
    assert TRIBAL in notice
    with room.record() as store:
        said = [check_sentence(checked, store.register(), room.config.watch.zone) for checked in (first, again)]
    assert ["names a model that watch287g doesn't know" in sentence for sentence in said] == [True, False]


def test_status_and_record_count_it_apart_through_a_restart(room: Newsroom) -> None:
    room.sees(*EVERYBODY, sheriff("Webster", model=TRIBAL))
    with room.record() as store:
        found = status_document(store)["participating"]["models"]
        assert (found["TFM"]["agreements"], found[TRIBAL]) == (6, {"agreements": 1, "states": 1})
        assert f"1  {TRIBAL} (1 state)" in status_text(store, room.config)


def test_a_desk_may_ask_for_it_alone(tmp_path: Path) -> None:
    desk = f'[[subscription]]\nname = "tribal"\nstates = "all"\nterminal = true\nmodels = ["{TRIBAL.lower()}"]\n'
    room = Newsroom(tmp_path, desk)
    room.sees(*REST)
    checked = room.sees(*EVERYBODY, sheriff("Osage", model=TRIBAL))
    assert {event.agreement.agency for event in checked.events} == {WEBSTER[1], "Osage County Sheriff's Office"}
    [alert] = checked.alerts
    assert [i.agency for s in alert.document.sections for i in s.items] == ["Osage County Sheriff's Office"]
