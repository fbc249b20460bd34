"""Is our sheriff in it? What the record says to a reporter's words."""

from dataclasses import replace

import pytest

from tests.lists import MONDAY, Watch, police, row, sheriff
from watchers.model.agreement import ListKind
from watchers.model.event import Event, EventKind
from watchers.model.register import Stand
from watchers.search.find import find
from watchers.search.model import Finding, Question
from watchers.search.question import asked

LISTED = (
    sheriff("Webster"),
    sheriff("Christian"),
    sheriff("Christian", model="WSO"),
    police("Fort Myers", state="FLORIDA", county="Lee County"),
    police("Columbia", state="SOUTH CAROLINA"),
    police("Ozark", county="Christian County"),
    row("Dogulas County Sheriff's Office", county="Douglas"),
    row("Missouri State Highway Patrol", level="State"),
    row("Florida Department of Law Enforcement", state="FLORIDA", level="State"),
    row("University of Florida Police Department", state="FLORIDA", level="State"),
    sheriff("Doña Ana", state="NEW MEXICO"),
    sheriff("Boone", state="KENTUCKY"),
)


def search(words: str, state: str | None = None, watch: Watch | None = None, events: tuple[Event, ...] = ()) -> Finding:
    seen = watch or Watch(*LISTED)
    return find(asked(words, state), seen.register, events)


def names(finding: Finding) -> list[str]:
    return [agency.name for agency in finding.agencies]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("webster county MO", "Webster County Sheriff's Office"),
        ("Sheriff of Webster Co., Missouri", "Webster County Sheriff's Office"),
        ("webster county sherrif mo", "Webster County Sheriff's Office"),
        ("“Webster” mo", "Webster County Sheriff's Office"),
        ("ft. myers pd", "Fort Myers Police Department"),
        ("City of Fort Myers", "Fort Myers Police Department"),
        ("DONA ANA", "Doña Ana County Sheriff's Office"),
        ("douglas county, mo", "Dogulas County Sheriff's Office"),
        ("highway patrol mo", "Missouri State Highway Patrol"),
        ("MSHP", "Missouri State Highway Patrol"),
        ("FDLE", "Florida Department of Law Enforcement"),
        ("university of florida", "University of Florida Police Department"),
        ("ozark police, Mo.", "Ozark Police Department"),
    ],
)
def test_an_agency_is_found_by_what_people_call_it(words: str, name: str) -> None:
    assert names(search(words)) == [name]


def test_a_citys_sheriff_is_found_where_cities_are_counties() -> None:
    watch = Watch(row("Hopewell Sheriff's Office", state="VIRGINIA", county="Hopewell City"))
    assert names(search("Hopewell city", "VA", watch)) == ["Hopewell Sheriff's Office"]


def test_one_agency_has_all_its_agreements() -> None:
    (agency,) = search("christian county MO").agencies
    assert [s.agreement.model for s in agency.standings] == ["TFM", "WSO"]
    assert agency.is_listed


def test_what_a_county_has_beside_its_sheriff_is_told() -> None:
    finding = search("christian county sheriff", "MO")
    assert [agency.name for agency in finding.beside] == ["Ozark Police Department"]
    assert finding.county is not None
    assert (finding.county.name, finding.placeless) == ("Christian County", 1)


def test_a_real_place_of_which_the_record_has_nothing_is_absent() -> None:
    finding = search("boone county", "MO")
    assert [(place.name, place.state) for place in finding.absent] == [("Boone County", "MO")]
    assert (finding.agencies, finding.near, finding.beside) == ((), (), ())


def test_without_a_state_each_state_that_has_the_place_is_answered_for() -> None:
    finding = search("boone county")
    assert names(finding) == ["Boone County Sheriff's Office"]
    assert {place.state for place in finding.absent} == {"AR", "IL", "IN", "IA", "MO", "NE", "WV"}


def test_a_county_and_its_namesake_town_are_two_places() -> None:
    watch = Watch(police("Jackson"))
    assert [place.name for place in search("jackson", "MO", watch).absent] == ["Jackson County"]
    assert search("jackson county", "MO", watch).agencies == ()
    assert names(search("city of jackson", "MO", watch)) == ["Jackson Police Department"]


def test_a_misspelt_place_is_taken_for_the_only_one_it_may_be() -> None:
    finding = search("Bonne county mo")
    assert finding.read_as is not None
    assert (finding.read_as.name, finding.absent) == ("Boone County", (finding.read_as,))
    assert names(search("chrsitian county sheriff mo")) == ["Christian County Sheriff's Office"]


def test_part_of_a_name_has_names_that_are_near() -> None:
    finding = search("myers fl")
    assert not finding.agencies
    assert [agency.name for agency in finding.near] == ["Fort Myers Police Department"]


def test_another_real_place_is_not_near() -> None:
    watch = Watch(sheriff("Washington", state="WISCONSIN"))
    assert not search("port washington wi", watch=watch).near


def test_a_place_that_the_state_lacks_is_named_elsewhere() -> None:
    assert "MO" in search("webster county", "TX").elsewhere


def test_an_agency_that_left_the_list_is_still_found_with_its_history() -> None:
    watch = Watch(sheriff("Webster"), sheriff("Christian"))
    events = watch.sees(sheriff("Christian")) + watch.sees(sheriff("Christian"))
    (agency,) = search("webster county", "MO", watch, events).agencies
    assert not agency.is_listed
    assert [event.kind for event in agency.history] == [EventKind.MISSING, EventKind.WITHDRAWN]
    assert [standing.stand for standing in agency.standings] == [Stand.GONE]


def test_an_agency_is_found_under_a_name_that_it_had() -> None:
    watch = Watch(row("Ft. Meyers Police Department", state="FLORIDA", moa="a.pdf"))
    events = watch.sees(row("Fort Myers Police Department", state="FLORIDA", moa="a.pdf"))
    (agency,) = search("Ft. Meyers police", "FL", watch, events).agencies
    assert agency.name == "Fort Myers Police Department"
    assert agency.former == ("Ft. Meyers Police Department",)


def test_a_pending_row_misspelt_by_ice_belongs_to_its_agency_once_signed() -> None:
    watch = Watch(sheriff("Webster"), pending=(row("Christian County Sherrif's Office", county="Christian County"),))
    events = watch.sees(sheriff("Webster"), sheriff("Christian"), pending=())
    (agency,) = search("christian county", "MO", watch, events).agencies
    assert agency.is_listed


def test_a_row_whose_state_cannot_be_read_is_found_in_any_state() -> None:
    lost = replace(sheriff("Boone"), state=None)
    assert names(search("boone county", "MO", Watch(sheriff("Webster"), lost))) == ["Boone County Sheriff's Office"]


def test_a_state_alone_is_its_figures_and_agencies() -> None:
    finding = search("missouri")
    assert (finding.question.words, finding.tally.agreements, finding.tally.agencies) == ("", 6, 5)
    assert len(finding.agencies) == 5


@pytest.mark.parametrize(
    ("text", "words", "state"),
    [
        ("boone county mo", "boone county", "MO"),
        ("Boone County, Missouri", "Boone County", "MO"),
        ("  'o’fallon',  mo. ", "o’fallon", "MO"),
        ("boone co", "boone co", None),
        ("el paso CO", "el paso", "CO"),
        ("fort worth west virginia", "fort worth west virginia", None),
        ("berkeley county sheriff west virginia", "berkeley county sheriff", "WV"),
        ("drug task force arkansas", "drug task force", "AR"),
        ("port washington", "port washington", None),
        ("new york", "new york", None),
        ("oklahoma city ok", "oklahoma city", "OK"),
        ("university of florida", "university of florida", None),
        ("sheriff, tx", "sheriff", "TX"),
        ("texas", "", "TX"),
        ("TX", "", "TX"),
        ("", "", None),
        ("?!", "", None),
    ],
)
def test_a_state_behind_the_words_is_theirs(text: str, words: str, state: str | None) -> None:
    assert asked(text) == Question(words=words, state=state)


@pytest.mark.parametrize("words", ["", "!!!", "sheriff", "of", "\x1b[31m", "٣", "a" * 200, "'; DROP", "é", "1"])
def test_no_words_are_too_odd_to_be_answered(words: str) -> None:
    for state in (None, "MO"):
        finding = find(Question(words=words, state=state), Watch(*LISTED).register, (), {ListKind.PENDING})
        assert finding.searched.held == {ListKind.PENDING}


def test_an_empty_record_has_no_answer() -> None:
    from watchers.model.register import Register

    finding = find(asked("boone county mo"), Register(), ())
    assert finding.searched.participating.workbook is None


def test_the_sign_of_a_first_list_is_its_time() -> None:
    assert search("webster county mo").searched.participating.baseline_at == MONDAY
