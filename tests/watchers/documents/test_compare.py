from datetime import date
from typing import Any

import pytest

from tests.factories import agreement
from watchers.documents.compare import contradictions, is_new_form, names_it
from watchers.model.agreement import Model
from watchers.model.document import Layer, Reading, Said, SaidDay, Signer


def reading(**over: Any) -> Reading:
    usual: dict[str, Any] = {"reader": 1, "pages": 12, "layer": Layer.TYPED, "model": Model.TFM}
    return Reading(**{**usual, **over})


def named(agency: str) -> Reading:
    return reading(agency=Said(words=agency, page=1))


def signed(day: date, party: str = "ICE") -> Reading:
    return reading(signers=(Signer(party=party, signed=SaidDay(words=f"{day:%m/%d/%Y}", page=9, day=day)),))


@pytest.mark.parametrize(
    "agency",
    [
        "Webster County Sheriff's Office",
        "Webster Co. Sheriff",
        "WCSO",
        "Sheriff of Webster County",
        "Webster County, MO",
    ],
)
def test_another_way_to_print_the_name_is_no_contradiction(agency: str) -> None:
    assert contradictions(agreement(), named(agency)) == ()


@pytest.mark.parametrize(
    "agency", ["Pettis County Sheriff's Office", "Rolla Police Department", "Tavares Police Department, FL"]
)
def test_another_agencys_document_is_one(agency: str) -> None:
    (found,) = contradictions(agreement(), named(agency))
    assert (found.field, found.row, found.document, found.page) == ("agency", agreement().agency, agency, 1)


def test_another_model_is_one_and_none_is_not() -> None:
    (found,) = contradictions(agreement(), reading(model=Model.WSO, model_said=Said(words="WSO", page=1)))
    assert (found.row, found.document) == ("Task Force Model", "Warrant Service Officer")
    assert contradictions(agreement(model=None), reading()) == ()
    assert contradictions(agreement(), reading(model=None)) == ()
    assert contradictions(agreement(), None) == ()


def test_a_day_that_is_off_by_weeks_is_one_and_by_days_is_not() -> None:
    assert contradictions(agreement(), signed(date(2025, 11, 5))) == ()
    assert contradictions(agreement(), signed(date(2025, 3, 10), "LEA")) == ()
    (found,) = contradictions(agreement(), signed(date(2025, 10, 6)))
    assert (found.field, found.row, found.document, found.page) == ("signed", "2025-11-06", "10/06/2025", 9)


def test_a_scans_text_is_held_against_no_row_and_may_speak_for_one() -> None:
    scan = reading(layer=Layer.SCANNED, agency_seen="Pettis County Sheriffs Office")
    assert contradictions(agreement(), scan) == ()
    assert not names_it(agreement(), scan)
    assert names_it(agreement(agency="Pettis County Sheriff's Office"), scan)
    assert names_it(agreement(), named("Webster County Sheriff's Office"))


def test_a_form_is_new_where_its_typed_stamp_is_later_than_all_of_its_model() -> None:
    def stamped(day: date | None, **over: Any) -> Reading:
        return reading(revised=SaidDay(words="a day", page=1, day=day), **over)

    old, new = stamped(date(2025, 2, 12)), stamped(date(2025, 3, 7))
    assert is_new_form(new, [old])
    assert not is_new_form(new, [old, new])
    assert not is_new_form(old, [new])
    assert not is_new_form(new, [])
    assert not is_new_form(new, [stamped(date(2025, 2, 12), model=Model.WSO)])
    assert not is_new_form(stamped(date(2025, 3, 7), layer=Layer.SCANNED), [old])
    assert not is_new_form(stamped(None), [old])
