import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.matching.similarity import Likeness, likeness

ONE_AGENCY = [
    ("Taney County Sheriff's Office", "Taney County Sheriff’s Office"),
    ("Taney County Sheriff's Office", "TANEY COUNTY SHERIFFS OFFICE"),
    ("Taney County Sheriff's Office", "Taney County Sheriff's Department"),
    ("Taney County Sheriff's Office", "Taney Co. Sheriff"),
    ("Taney County Sheriff's Office", "Taney County SO"),
    ("Branson PD", "Branson Police Department"),
    ("Branson Police Dept.", "Branson Police Department"),
    ("Ft. Walton Beach Police Dept", "Fort Walton Beach Police Department"),
    ("St. Cloud Police Department", "Saint Cloud Police Department"),
    ("Mt. Dora Police Department", "Mount Dora Police Department"),
    ("Lower Makefield Twp. Police Department", "Lower Makefield Township Police Department"),
    ("Doña Ana County Sheriff's Office", "Dona Ana County Sheriff's Office"),
    ("Smith County Constable Pct. 2", "Smith County Constable Precinct 2"),
    ("Smith County Constable Precinct II", "Smith County Constable Precinct Two"),
    ("Ward 03 Marshal, Caddo Parish", "Ward 3 Marshal, Caddo Parish"),
    ("Mesa Police & Fire", "Mesa Police and Fire"),
]
"""Differ in case, marks and usual short forms alone."""

LOOSELY = [
    ("City of Branson Police Department", "Branson Police Department"),
    ("Town of Cary Police Department", "Cary Police Department"),
    ("Taney County Sheriff's Office", "Sheriff's Office of Taney County"),
    ("Department of Corrections, Georgia", "Georgia Department of Corrections"),
    ("Taney County Sheriff's Office", "Taney County Sheriff's Office - Detention Division"),
    ("Idaho State Police", "Idaho State Police Department"),
]
"""The same words but for their order, and words that come and go."""

MISSPELT = [
    ("Taney County Sheriff's Office", "Tanye County Sheriff's Office"),
    ("Taney County Sheriff's Office", "Taney Coutny Sherif's Office"),
    ("Chattahoochee Hills Police Department", "Chatahoochie Hills Police Department"),
    ("DeKalb County Sheriff's Office", "De Kalb County Sheriff's Office"),
    ("St. Clair County Sheriff's Office", "Sr. Clair County Sheriff's Office"),
    ("Branson PD", "Branson P"),
    ("Marshall County Sheriff's Office", "Marshal County Sheriff's Office"),
    ("Bay Harbor Islands Police Department", "Bay Harbour Island Police Department"),
]

TWO_PLACES = [
    ("Melbourne Police Department", "Melbourne Beach Police Department"),
    ("Palm Bay Police Department", "West Palm Bay Police Department"),
    ("Smith County Constable Precinct 1", "Smith County Constable Precinct 2"),
    ("Caddo Parish Marshal Ward 3", "Caddo Parish Marshal Ward 4"),
    ("Smith County Constable Precinct 1", "Smith County Constable Precinct 11"),
    ("Warwick Township Police Department", "Warwick Borough Police Department"),
    ("Lake City Police Department", "Lake Village Police Department"),
    ("Salem Township Police Department", "Salem Village Police Department"),
]
"""No evidence makes these one."""

NOT_ALIKE = [
    ("Taney County Sheriff's Office", "Ozark County Sheriff's Office"),
    ("Taney County Sheriff's Office", "Branson Police Department"),
    ("Idaho State Police", "Idaho Department of Correction"),
    ("Polk County Sheriff's Office", "Pike County Sheriff's Office"),
]

RELATED = [
    ("Taney County Sheriff's Office", "Taney County Prosecuting Attorney"),
    ("Branson Police Department", "Branson City Marshal"),
    ("Osceola County Sheriff's Office", "Osceola County Board of County Commissioners"),
]
"""The same place, and another office in it."""


@pytest.mark.parametrize(("one", "other"), ONE_AGENCY)
def test_usual_short_forms_make_no_difference(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.SAME


@pytest.mark.parametrize(("one", "other"), LOOSELY)
def test_words_may_come_and_go_and_change_places(one: str, other: str) -> None:
    assert likeness(one, other, frozenset({"georgia", "idaho"})) >= Likeness.LOOSE


@pytest.mark.parametrize(("one", "other"), MISSPELT)
def test_a_slip_of_the_pen_leaves_names_near(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.NEAR


@pytest.mark.parametrize(("one", "other"), TWO_PLACES)
def test_words_and_numbers_that_make_another_place_set_names_apart(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.APART


@pytest.mark.parametrize(("one", "other"), RELATED)
def test_another_office_of_one_place_is_related_and_no_more(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.RELATED


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE)
def test_a_shared_kind_or_state_makes_no_likeness(one: str, other: str) -> None:
    assert likeness(one, other, frozenset({"idaho"})) <= Likeness.RELATED


@pytest.mark.parametrize(
    ("one", "other"), [("Bee", "Bell"), ("Hale", "Hill"), ("Hale", "Hall"), ("Butler", "Bullitt"), ("Wood", "Wool")]
)
def test_county_names_a_letter_apart_are_no_more_than_near(one: str, other: str) -> None:
    """Whether they are two is for the county list to say: names alone can't know."""
    assert likeness(f"{one} County Sheriff's Office", f"{other} County Sheriff's Office") <= Likeness.NEAR


PRINTED = st.text(st.sampled_from("abcdeS  '’.-&12IVé"), min_size=1, max_size=24)


@given(PRINTED, PRINTED)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert likeness(one, other) is likeness(other, one)


@given(PRINTED)
def test_a_name_is_the_same_as_itself_in_other_case_quotes_and_spaces(printed: str) -> None:
    other = "  " + printed.upper().replace("'", "’").replace(" ", "\u00a0 ")
    assert likeness(printed, other) is Likeness.SAME
