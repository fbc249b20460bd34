import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.names.agency_name import parts
from watchers.names.counties import counties, folded_county
from watchers.names.places import STATES
from watchers.names.spelling import folded, proper, words_of


def test_a_name_is_taken_apart_into_its_place_and_its_number() -> None:
    printed = "Smith Co. Constable, Pct. No. 2"
    assert proper(printed) == {"smith"}
    assert parts(printed, None).numbers == {"2"}
    assert folded(printed) == "smith county constable precinct 2"


def test_short_forms_are_spelt_out() -> None:
    assert folded("Allen Ind. School Dist. Police") == folded("Allen ISD Police")
    assert folded("Apollo College Dept. of Pub. Safety") == folded("Apollo College DPS")


def test_a_roman_number_counts_as_one_only_beside_a_precinct_or_its_like() -> None:
    assert parts("Constable Precinct IV", None).numbers == {"4"}
    assert parts("Troop I", None).numbers == {"1"}
    assert parts("Henry I Museum Police", None).numbers == set()
    assert parts("Troop A, State Patrol", None).numbers == {"a"}
    assert parts("A Town Police Department", None).numbers == set()


@pytest.mark.parametrize("code", sorted(STATES))
def test_the_sheriffs_of_two_counties_are_never_the_same(code: str) -> None:
    names = {folded_county(county.name): county.name for county in counties(code)}
    found = {folded(f"{name} Sheriff's Office").replace(" ", "") for name in names.values()}
    assert len(found) == len(names)


@pytest.mark.parametrize("place", ["Marshall", "Church", "Constantine", "Saint Clair", "Stephens", "Attalla"])
def test_a_places_name_is_kept_though_it_looks_like_a_word_for_an_office(place: str) -> None:
    assert place.lower().split()[0] in words_of(f"{place} Police Department")


PRINTED = st.text(st.sampled_from("abcdeS  '’.-&12IVé"), min_size=1, max_size=24)


@given(PRINTED)
def test_folding_twice_is_folding_once(printed: str) -> None:
    once = folded(printed)
    assert folded(once) == once


@pytest.mark.parametrize(
    ("printed", "state", "place", "kind", "office"),
    [
        ("City of Lake City Police Department", "FL", ("lake", "city"), "city", "police"),
        ("Sheriff's Office of Goliad County", "TX", ("goliad",), "county", "sheriff"),
        ("Oklahoma County Sheriff's Office", "OK", ("oklahoma",), "county", "sheriff"),
        ("New Jersey West Milford Township Police", "NJ", ("west", "milford"), "township", "police"),
        ("Virginia Beach Police Department", "VA", ("virginia", "beach"), "", "police"),
        ("West Virginia State Police (West Virginia)", "WV", (), "", "state patrol"),
        ("State of Utah Department of Corrections", "UT", (), "", "corrections"),
        ("Marshal County Sheriff's Office", "IA", ("marshal",), "county", "sheriff"),
        ("Gray County District Attorney", "KS", ("gray",), "county", "district attorney"),
        ("Gray County Attorney", "KS", ("gray",), "county", "county attorney"),
        ("Florida State University Police", "FL", ("florida", "state", "university"), "", "campus"),
        ("College Station Police Department", "TX", ("college", "station"), "", "police"),
        ("Tulsa Airport Authority Police", "OK", ("tulsa",), "", "airport"),
        ("Center Police Department", "TX", ("center",), "", "police"),
    ],
)
def test_the_parts_of_a_name_are_read_in_its_state(
    printed: str, state: str, place: tuple[str, ...], kind: str, office: str
) -> None:
    read = parts(printed, state)
    assert (read.place, read.kind, read.office) == (place, kind, office)


@pytest.mark.parametrize(
    ("printed", "state", "place"),
    [
        ("Idaho State University Department of Public Safety", "ID", ("idaho", "state", "university")),
        ("Ohio State University Police Division", "OH", ("ohio", "state", "university")),
        ("District Board of Trustees of Three Rivers College", "MO", ("three", "rivers", "college")),
        ("Utah State University Police", "UT", ("utah", "state", "university")),
    ],
)
def test_a_state_university_keeps_its_state_and_a_place_its_number(
    printed: str, state: str, place: tuple[str, ...]
) -> None:
    read = parts(printed, state)
    assert (read.place, read.office, read.numbers) == (place, "campus", frozenset())
