from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.names.counties import (
    counties,
    counties_named,
    county_meant,
    county_names,
    folded_county,
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


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Webster County", "webster"), ("webster co.", "webster"), ("St. Johns County", "saintjohns"),
        ("Ste. Genevieve County", "saintegenevieve"), ("Prince George's County", "princegeorges"),
        ("Acadia Parish", "acadia"), ("County", "county"),
    ],
)  # fmt: skip
def test_a_countys_name_is_what_is_left_without_the_word_county(printed: str, words: str) -> None:
    assert folded_county(printed) == words


@pytest.mark.parametrize(
    ("printed", "state", "county"),
    [
        ("Webster", "MO", "Webster County"), ("Lampass County", "TX", "Lampasas County"),
        ("La Salle County", "TX", "La Salle County"), ("LaSalle", "TX", "La Salle County"),
        ("Saint Lucie", "FL", "St. Lucie County"), ("Lafourch Parish", "LA", "Lafourche Parish"),
        ("Bee County", "TX", "Bee County"), ("Bell County", "TX", "Bell County"), ("Lake Conty", "FL", "Lake County"),
        ("Lampass Couny", "TX", "Lampasas County"), ("Lake County", "FL", "Lake County"),
    ],
)  # fmt: skip
def test_a_county_is_known_through_one_slip(printed: str, state: str, county: str) -> None:
    assert county_meant(printed, state) == county


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("Webster", None),
        ("Webster", "TX"),
        ("Webstr", "??"),
        ("Be", "TX"),
        ("Hael", "TX"),
        ("", "TX"),
        ("Multiple", "MO"),
    ],
)
def test_what_is_no_county_of_the_state_is_none(printed: str, state: str | None) -> None:
    assert county_meant(printed, state) is None


@given(st.sampled_from(sorted(STATES)), st.data())
def test_a_real_county_is_never_read_as_another(code: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([county.name for county in counties(code) if not county.former]))
    meant = county_meant(name, code)
    assert meant is not None
    assert folded_county(meant) == folded_county(name)


def test_of_two_spellings_of_a_county_the_one_of_now_is_taken() -> None:
    assert county_names("IL")["lasalle"] == "LaSalle County"


def test_a_city_gives_its_name_to_the_county_beside_it() -> None:
    assert county_names("VA")["roanoke"] == "Roanoke County"
