import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.names.gazetteer import (
    colleges,
    counties,
    counties_named,
    entries,
    fold,
    is_a_place,
    may_share_a_name,
    places,
    states_with_county,
)
from watchers.names.places import STATES

FIFTY = sorted(set(STATES) - {"DC", "AS", "GU", "MP", "PR", "VI"})


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ("AK", 30), ("CA", 58), ("DE", 3), ("GA", 159), ("HI", 5), ("LA", 64), ("MD", 24), ("MO", 115), ("NV", 17),
        ("NY", 62), ("PR", 78), ("SD", 66), ("TX", 254), ("VA", 133), ("GU", 1), ("MP", 4), ("DC", 1),
    ],
)  # fmt: skip
def test_a_state_has_the_counties_that_it_has(state: str, count: int) -> None:
    assert len({county.fips for county in counties(state) if not county.former}) == count


def test_the_fifty_states_and_the_district_have_3143_counties_with_connecticuts_old_ones() -> None:
    old = {c.fips for state in [*FIFTY, "DC"] for c in counties(state) if not c.former and not c.fips.startswith("091")}
    assert len(old) == 3143


def test_connecticut_has_its_old_counties_and_its_planning_regions() -> None:
    kinds = Counter(county.name.split()[-1] for county in counties("CT"))
    assert kinds == {"County": 8, "Region": 9}
    assert [c.fips for c in counties_named("Capitol Planning Region", "CT")] == ["09110"]
    assert [c.fips for c in counties_named("Hartford", "CT")] == ["09003"]
    assert counties_named("Lake Woods", "MN") == counties_named("Lake of the Woods County", "MN") != ()


@pytest.mark.parametrize(
    ("printed", "state", "names"),
    [
        ("Acadia", "LA", ["Acadia Parish"]), ("ACADIA PARISH", "LA", ["Acadia Parish"]),
        ("Acadia Co.", "LA", ["Acadia Parish"]), ("County of Dawes", "NE", ["Dawes County"]),
        ("St. Johns", "FL", ["St. Johns County"]), ("Saint Johns County", "FL", ["St. Johns County"]),
        ("Ste Genevieve", "MO", ["Ste. Genevieve County"]), ("De Soto County", "FL", ["DeSoto County"]),
        ("Prince George’s", "MD", ["Prince George's County"]), ("LaSalle", "TX", ["La Salle County"]),
        ("Doña Ana", "NM", ["Doña Ana County"]), ("Dona Ana County", "NM", ["Doña Ana County"]),
        ("Añasco", "PR", ["Añasco Municipio"]), ("Guam", "GU", ["Guam"]),
        ("Saipan", "MP", ["Saipan Municipality"]), ("Kenai Peninsula", "AK", ["Kenai Peninsula Borough"]),
        ("Juneau", "AK", ["Juneau City and Borough"]), ("Bethel Census Area", "AK", ["Bethel Census Area"]),
        ("Carson City", "NV", ["Carson City"]), ("Charles City County", "VA", ["Charles City County"]),
        ("Roanoke", "VA", ["Roanoke County", "Roanoke city"]), ("City of Roanoke", "VA", ["Roanoke city"]),
        ("Roanoke County", "VA", ["Roanoke County"]), ("Baltimore", "MD", ["Baltimore County", "Baltimore city"]),
        ("St. Louis City", "MO", ["St. Louis city"]), ("Norfolk", "VA", ["Norfolk city"]),
        ("Shannon County", "SD", ["Shannon County"]), ("Martial County", "IA", []), ("Webster", "TX", []),
        ("", "TX", []), ("Webster", "??", []),
    ],
)  # fmt: skip
def test_a_county_is_known_by_every_usual_form(printed: str, state: str, names: list[str]) -> None:
    assert sorted(c.name for c in counties_named(printed, state)) == sorted(names)


def test_every_county_is_found_by_its_name_and_bare_name() -> None:
    for state in STATES:
        for county in counties(state):
            assert county.fips in {c.fips for c in counties_named(county.name, state)}
            assert county.fips in {c.fips for c in counties_named(county.bare, state)}


def test_a_word_is_a_county_somewhere_or_nowhere() -> None:
    assert states_with_county("Dawes County") == {"NE"}
    assert states_with_county("Martial County") == frozenset()
    assert len(states_with_county("Washington")) >= 30


def test_every_state_has_places_with_people() -> None:
    assert {state for state in STATES if not places(state)} == set()
    assert places("TX")[fold("Houston")].population > 2_000_000
    assert 1_000 < len(places("PA")) < 2_000
    assert is_a_place("St. Augustine")
    assert not is_a_place("Nowhere Such Place")
    assert not is_a_place("Augustine")  # within a name


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
