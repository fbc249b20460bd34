"""Golden cases of who is who: by hand, each with the reason that a person would give."""

import pytest

from tests.lists import police, row, sheriff
from watchers.matching.exact import EXACT
from watchers.matching.match import counterparts, match
from watchers.model.agreement import Agreement


def is_one(old: Agreement, new: Agreement) -> bool:
    found = match([old], [new])
    assert (len(found.pairs) == 1) == (found.gone == found.appeared == ())
    return len(found.pairs) == 1


TANEY = sheriff("Taney", moa="taney.pdf")


@pytest.mark.parametrize(
    "new",
    [
        TANEY,
        row("TANEY COUNTY SHERIFF’S OFFICE", county="Taney County", moa="taney.pdf"),
        sheriff("Taney", signed="2025-11-07", moa="taney.pdf"),
        sheriff("Taney", signed="2026-01-15", moa="taney2.pdf"),
        sheriff("Taney", signed="5025-11-06", moa="taney.pdf"),
        sheriff("Taney", county="#N/A", moa=""),
        sheriff("Taney", county="Webster County", moa="taney.pdf"),
        sheriff("Taney", level="State", moa="taney.pdf"),
    ],
)
def test_the_same_state_name_and_model_is_the_same_agreement_whatever_else_changed(new: Agreement) -> None:
    [pair] = match([TANEY], [new]).pairs
    assert pair.because == EXACT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(TANEY, row("Tanney County Sheriff", county="Taney County"), id="a slip, with date and county"),
        pytest.param(TANEY, row("Sheriff's Office of Taney County"), id="words in another order"),
        pytest.param(police("Branson"), row("City of Branson Police"), id="City of"),
        pytest.param(
            police("Branson"), row("City of Branson Police", signed="2026-01-15"), id="City of, under another date"
        ),
        pytest.param(
            row("Osage Beach City Marshal", moa="osageBeach.pdf"),
            police("Osage Beach", moa="osageBeach.pdf"),
            id="another office, with date and document",
        ),
        pytest.param(
            police("Nixa", moa="nixa.pdf"),
            police("Nixxa", signed="2026-01-15", moa="nixa.pdf"),
            id="a slip and a later date, with the document",
        ),
        pytest.param(
            sheriff("Lampass", state="TEXAS"), sheriff("Lampasas", state="TEXAS"), id="no county is called Lampass"
        ),
        pytest.param(police("Nixa"), police("Nixa", state="KANSAS"), id="another state, with name and date"),
        pytest.param(
            sheriff("Taney", moa="taney.pdf"), sheriff("Taney", model="JEM", moa="taney.pdf"), id="the model mended"
        ),
        pytest.param(TANEY, sheriff("Taney", model="", moa="taney.pdf"), id="the model left out"),
        pytest.param(sheriff("Taney", model="??"), sheriff("Taney", model="WSO"), id="the model filled in"),
        pytest.param(
            row("Missouri Office of Homeland Investigations", county="Cole County", level="State"),
            row("Missouri Department of Homeland Protection", county="Cole County", level="State"),
            id="the only one of county, model and date",
        ),
    ],
)
def test_evidence_makes_two_rows_one(old: Agreement, new: Agreement) -> None:
    assert is_one(old, new)
    assert is_one(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(sheriff("Bee", state="TEXAS"), sheriff("Bell", state="TEXAS"), id="Bee and Bell"),
        pytest.param(sheriff("Hale", state="TEXAS"), sheriff("Hill", state="TEXAS"), id="Hale and Hill"),
        pytest.param(sheriff("Hale", state="TEXAS"), sheriff("Hall", state="TEXAS"), id="Hale and Hall"),
        pytest.param(sheriff("Butler", state="KENTUCKY"), sheriff("Bullitt", state="KENTUCKY"), id="Butler, Bullitt"),
        pytest.param(
            sheriff("Bee", state="TEXAS", moa="bee.pdf"),
            sheriff("Bell", state="TEXAS", moa="bee.pdf"),
            id="Bee and Bell, with one document linked wrong",
        ),
        pytest.param(
            row("Bee County Sheriff's Office", state="TEXAS"),
            row("Bell County Sheriff's Office", state="TEXAS"),
            id="Bee and Bell, without the COUNTY column",
        ),
        pytest.param(
            sheriff("Carroll", state="MARYLAND", signed="2025-02-27"),
            sheriff("Carroll", state="KENTUCKY", signed="2025-11-04"),
            id="Carroll in Maryland and in Kentucky",
        ),
        pytest.param(
            sheriff("Allegany", state="MARYLAND"), sheriff("Garrett", state="MARYLAND"), id="neighbours, on one day"
        ),
        pytest.param(
            police("Melbourne", state="FLORIDA", county="Brevard County"),
            police("Melbourne Beach", state="FLORIDA", county="Brevard County"),
            id="Melbourne and Melbourne Beach",
        ),
        pytest.param(
            row("Smith County Constable Precinct 1", state="TEXAS", county="Smith County"),
            row("Smith County Constable Precinct 2", state="TEXAS", county="Smith County"),
            id="two precincts",
        ),
        pytest.param(
            row("Caddo Parish Marshal, Ward 3", state="LOUISIANA", county="Caddo Parish"),
            row("Caddo Parish Marshal, Ward 4", state="LOUISIANA", county="Caddo Parish"),
            id="two wards",
        ),
        pytest.param(
            police("Warwick Township", state="PENNSYLVANIA"),
            police("Warwick Borough", state="PENNSYLVANIA"),
            id="township and borough",
        ),
        pytest.param(police("Nixa"), police("Nixxa", signed="2026-01-15"), id="near names alone"),
        pytest.param(police("Nixa"), police("Nixa", state="KANSAS", signed="2026-01-15"), id="one name in two states"),
        pytest.param(TANEY, sheriff("Taney", model="JEM", signed="2026-01-15", moa="taneyJem.pdf"), id="a new model"),
        pytest.param(TANEY, sheriff("Taney", model="JEM", moa="taneyJem.pdf"), id="two models, signed on one day"),
        pytest.param(sheriff("Taney"), row("Taney County Prosecuting Attorney", signed="2026-01-15"), id="two offices"),
        pytest.param(
            police("Salem Township", state="NEW JERSEY", county="Ocean County", signed="2025-04-01"),
            police("Salem Township", state="NEW JERSEY", county="Union County", signed="2025-11-06"),
            id="one name in two counties, signed on two days",
        ),
    ],
)
def test_two_agencies_stay_two(old: Agreement, new: Agreement) -> None:
    assert not is_one(old, new)
    assert not is_one(new, old)


def test_the_best_evidence_goes_first() -> None:
    old = [police("Nixa", moa="nixa.pdf")]
    new = [police("Nixxa", moa="other.pdf"), row("Nixa City Police", moa="nixa.pdf")]
    found = match(old, new)
    assert [(p.old, p.new) for p in found.pairs] == [(0, 1)]


def test_a_row_is_given_to_one_agreement_only() -> None:
    old = [row("Nixa City Police"), row("Police of Nixa", county="Christian County")]
    found = match(old, [police("Nixa", county="Christian County")])
    assert [(p.old, p.new) for p in found.pairs] == [(1, 0)]
    assert found.absorbed == (0,)
    assert found.gone == ()


def test_a_row_that_stands_there_twice_is_one_agreement() -> None:
    found = match([], [TANEY, TANEY, sheriff("Ozark")])
    assert len(found.appeared) == 2
    assert len(found.doubled) == 1


def test_a_row_added_to_mend_a_misspelt_one_is_a_double() -> None:
    found = match([police("Republic")], [police("Republic"), police("Repulbic")])
    assert found.appeared == ()
    assert found.doubled == (1,)


def test_of_a_doubled_row_that_becomes_single_nothing_is_gone() -> None:
    found = match([police("Republic"), row("City of Republic Police")], [police("Republic")])
    assert found.gone == ()
    assert found.absorbed == (1,)


def test_namesakes_in_two_counties_are_told_apart_on_one_list() -> None:
    ocean = police("Salem Township", state="NEW JERSEY", county="Ocean County", signed="2025-04-01")
    union = police("Salem Township", state="NEW JERSEY", county="Union County", signed="2025-11-06")
    assert len(match([], [ocean, union]).appeared) == 2
    found = match([ocean, union], [union])
    assert [(p.old, p.new) for p in found.pairs] == [(1, 0)]
    assert found.gone == (0,)


def test_a_document_under_many_agencies_proves_nothing() -> None:
    """ICE once linked one agency's file under another's row."""
    others = [police("Ozark", moa="ozark.pdf"), police("Hollister", moa="ozark.pdf")]
    found = match([*others, police("Nixa", moa="ozark.pdf")], [*others, police("Rolla", moa="ozark.pdf")])
    assert found.gone == (2,)
    assert found.appeared == (2,)


def test_where_it_stays_open_both_are_named_as_possibly_one() -> None:
    found = match([police("Nixa")], [police("Nixxa", signed="2026-01-15")])
    assert found.possibly == ((0, 0),)


def test_two_real_places_are_not_even_possibly_one() -> None:
    found = match([sheriff("Bee", state="TEXAS")], [sheriff("Bell", state="TEXAS", signed="2026-01-15")])
    assert found.possibly == ()


def test_the_only_signing_of_a_county_is_the_one_that_was_pending_there() -> None:
    waiting = [row("Taney County Attorney", county="Taney County", signed=""), sheriff("Ozark", signed="")]
    [pair] = counterparts(waiting, [sheriff("Taney"), police("Nixa", county="Christian County")])
    assert (pair.old, pair.new) == (0, 0)


def test_two_signings_of_one_county_leave_open_which_was_pending() -> None:
    waiting = [row("Taney County Attorney", county="Taney County", signed="")]
    assert list(counterparts(waiting, [sheriff("Taney"), police("Taney City", county="Taney County")])) == []
