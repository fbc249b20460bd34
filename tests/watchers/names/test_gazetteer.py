import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.names.counties import counties
from watchers.names.gazetteer import (
    colleges,
    entries,
    fold,
    is_a_place,
    may_share_a_name,
    municipalities,
    places,
    towns,
)
from watchers.names.places import STATES

FIFTY = sorted(set(STATES) - {"DC", "AS", "GU", "MP", "PR", "VI"})


def test_every_state_has_places_with_people() -> None:
    assert {state for state in STATES if not places(state)} == set()
    assert places("TX")[fold("Houston")].population > 2_000_000
    assert 1_000 < len(places("PA")) < 2_000
    assert is_a_place("St. Augustine")
    assert not is_a_place("Nowhere Such Place")
    assert not is_a_place("Augustine")  # within a name


def test_an_incorporated_places_code_begins_with_its_states() -> None:
    """And each is of one place."""
    assert {state for state in FIFTY if not municipalities(state)} == {"HI"}
    codes = [(state, place.fips) for state in FIFTY for found in municipalities(state).values() for place in found]
    assert {(state, code[:2]) for state, code in codes} == {(s, counties(s)[0].fips[:2]) for s in FIFTY if s != "HI"}
    assert len({code for _, code in codes}) == len(codes) > 19_000


def test_a_place_too_small_for_that_list_has_a_post_office() -> None:
    assert fold("Dunbarton") in towns("NH") - places("NH").keys()
    assert is_a_place("Dunbarton")


def test_a_place_says_its_kind_where_that_is_on_record() -> None:
    assert places("MN")[fold("Albert Lea")].kind == "city"
    assert {place.kind for state in STATES for place in places(state).values()} >= {None, "city", "town", "village"}


def test_two_names_of_one_college_have_one_number_and_two_colleges_two() -> None:
    michigan = colleges("MI")
    assert michigan[fold("Calvin College")] == michigan[fold("Calvin University")]
    ohio = colleges("OH")
    assert ohio[fold("Ohio University")] != ohio[fold("Ohio State University")]
    assert all(colleges(state) for state in FIFTY)


def test_every_state_has_airports_and_agencies_of_its_own() -> None:
    assert all(entries("airports.txt", state) for state in FIFTY)
    assert all(entries("state_agencies.txt", state) for state in STATES)


def test_no_two_agencies_of_a_state_share_a_name() -> None:
    for state in STATES:
        groups = [entry.split("|") for entry in _lines("state_agencies.txt")[state]]
        counts = Counter(fold(name) for names in groups for name in names)
        assert [name for name, n in counts.items() if n > 1] == [], state


def test_a_division_and_its_department_are_agencies_of_the_state() -> None:
    for state, divisions in _lines("state_divisions.txt").items():
        known = {entry.split("|")[0] for entry in entries("state_agencies.txt", state)}
        assert {name for pair in divisions for name in pair.split("|")} <= known, state


def _lines(file: str) -> dict[str, list[str]]:
    from importlib.resources import files

    text = files("watchers.names").joinpath("data", file).read_text("utf-8")
    return {code: entries.split(", ") for code, _, entries in (line.partition(": ") for line in text.splitlines())}


def test_where_two_towns_of_one_name_may_stand_is_known() -> None:
    assert may_share_a_name("NY")
    assert not may_share_a_name("FL")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_and_leaves_letters_and_digits(name: str) -> None:
    once = fold(name)
    assert fold(once) == once or once in {"st", "ste", "mt", "ft"}
    assert once == "" or not any(c.isspace() for c in once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary’s", "Saint Marys"), ("Mt. Vernon", "Mount Vernon"), ("Ft Worth", "FORT WORTH"),
        ("Parks & Wildlife", "Parks and Wildlife"), ("La Cañada", "La Canada"), ("De Soto", "DeSoto"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_nothing_is_read_before_it_is_asked_for() -> None:
    code = "from watchers.names import gazetteer as g; print(g._by_state.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"
