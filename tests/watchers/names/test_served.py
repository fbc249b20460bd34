import pytest

from tests.factories import agreement
from watchers.model.agreement import Level
from watchers.names.counties import PEOPLE_IN, county_people
from watchers.names.gazetteer import places
from watchers.names.served import Slip, place_fips, served, slip


@pytest.mark.parametrize(
    ("agency", "county", "state", "level", "name", "people"),
    [
        ("Harris County Sheriff's Office", "Harris County", "TX", Level.COUNTY, "Harris County", 4_738_253),
        ("Harris County Sheriff's Office", None, "TX", Level.COUNTY, "Harris County", 4_738_253),
        ("Dogulas County Sheriff's Office", "Douglas County", "MO", Level.COUNTY, "Douglas County", 13_344),
        ("Roanoke City Sheriff's Office", "Roanoke", "VA", Level.COUNTY, "Roanoke city", 99_058),
        ("Jacksonville Sheriff's Office", "Duval County", "FL", Level.COUNTY, "Duval County", 966_728),
        ("Clayton County Police Department", None, "GA", Level.COUNTY, "Clayton County", 292_646),
        ("Board of County Commissioners", "Collier County", "FL", Level.COUNTY, "Collier County", 392_973),
        ("Branson Police Department", "Taney County", "MO", Level.MUNICIPALITY, None, None),
        ("City of Fort Worth Police Department", "Tarrant County", "TX", Level.MUNICIPALITY, "Fort Worth", 1_008_106),
    ],
)
def test_an_agency_serves_the_county_or_place_that_its_row_names(
    agency: str, county: str | None, state: str, level: Level, name: str | None, people: int | None
) -> None:
    found = served(agreement(agency=agency, county=county, state=state, level=level))
    assert (found and found.name, found and found.people) == (name, people)
    assert found is None or found.year == (PEOPLE_IN if level is Level.COUNTY else None)


@pytest.mark.parametrize(
    ("agency", "county", "state", "level"),
    [
        ("Harris County Sheriff's Office", "Dallas County", "TX", Level.COUNTY),  # which of the two is unsure
        ("Harris County Constable Precinct 1", "Harris County", "TX", Level.COUNTY),  # a part of it
        ("Metro Police Authority of Genesee County", "Genesee County", "MI", Level.COUNTY),  # of some of its townships
        ("Texas Department of Public Safety", None, "TX", Level.STATE),
        ("University of Houston Police Department", "Harris County", "TX", Level.MUNICIPALITY),
        ("Bethlehem Township Police Department", "Northampton County", "PA", Level.MUNICIPALITY),  # beside the city
        ("Webster Sheriff", "Taney County", "??", Level.COUNTY),
    ],
)
def test_where_it_is_unsure_nobody_is_said_to_be_served(agency: str, county: str, state: str, level: Level) -> None:
    assert served(agreement(agency=agency, county=county, state=state, level=level)) is None


def test_a_territory_has_no_number_and_a_name_that_two_places_have_no_place() -> None:
    guam = served(agreement(agency="Guam Police Department", county="Guam", state="GU", level=Level.COUNTY))
    assert guam is None or guam.people is None
    assert places("FL")["plantation"].is_shared
    assert served(agreement(agency="Plantation Police Department", state="FL", level=Level.MUNICIPALITY)) is None


def test_every_county_of_the_states_has_its_number() -> None:
    assert len(county_people("TX")) == 254
    assert sum(county_people("TX").values()) == 29_360_759


@pytest.mark.parametrize(
    ("agency", "county", "state", "right", "word"),
    [
        ("Dogulas County Sheriff", "Douglas County", "MO", "Douglas County Sheriff", "Douglas County"),
        ("DOGULAS COUNTY SHERIFF", "Douglas County", "MO", "DOUGLAS COUNTY SHERIFF", "Douglas County"),
        ("Dogulas County Sheriff's Office", None, "MO", "Douglas County Sheriff's Office", "Douglas County"),
        ("Marshal County Sheriff's Office", None, "AL", "Marshall County Sheriff's Office", "Marshall County"),
        ("Calacasieu Parish Sheriff", None, "LA", "Calcasieu Parish Sheriff", "Calcasieu Parish"),
        ("Big Sandy Police Departement", "Upshur County", "TX", "Big Sandy Police Department", "Department"),
        ("Coolspring Township Constbales Office", None, "PA", "Coolspring Township Constables Office", "Constables"),
        ("CASS COUNTY SHERRIFF", "Cass County", "MO", "CASS COUNTY SHERIFF", "SHERIFF"),
    ],
)  # fmt: skip
def test_a_slip_in_a_countys_name_or_an_offices_is_put_right_where_it_is_certain(
    agency: str, county: str | None, state: str, right: str, word: str
) -> None:
    assert slip(agreement(agency=agency, county=county, state=state)) == Slip(right=right, word=word)


@pytest.mark.parametrize(
    ("agency", "county", "state"),
    [
        ("Dogulas County Sheriff's Office", "Taney County", "MO"),  # the column gainsays it
        ("Pima County Sheriff's Office", "Pinal County", "AZ"),  # both are counties
        ("Lee County Sheriff's Office", "Lea County", "NM"),  # short: may be any
        ("Webster County Sheriff's Office", "Webster County", "MO"),
        ("Dogulas Police Department", "Douglas County", "MO"),
        ("Florida Department of Environmental Protection", None, "FL"),
        ("Indian Harbour Beach Police Department", None, "FL"),
        ("Jackson County Commission", "Jackson County", "MO"),
        ("Constable Precinct 2", "Freestone County", "TX"),
        ("Smith County Constables", "Smith County", "TX"),
        ("Department of Public Safety Officers", None, "TX"),
    ],
)
def test_what_may_be_right_is_no_slip(agency: str, county: str | None, state: str) -> None:
    assert slip(agreement(agency=agency, county=county, state=state)) is None


def test_where_two_counties_are_as_near_the_name_is_doubtful() -> None:
    assert slip(agreement(agency="Jacson County Sheriff's Office", county=None, state="WV")) == Slip(
        right="Jackson County Sheriff's Office", word="Jackson County"
    )
    assert slip(agreement(agency="Harrson County Sheriff", county=None, state="MS")) == Slip(
        right="Harrison County Sheriff", word="Harrison County"
    )
    assert slip(agreement(agency="Marison County Sheriff", county=None, state="OH")) == Slip(right=None)


@pytest.mark.parametrize(
    ("agency", "state", "level", "fips"),
    [
        ("City of Fort Worth Police Department", "TX", Level.MUNICIPALITY, "4827000"),
        ("Houston Police Department", "TX", Level.MUNICIPALITY, "4835000"),
        ("Dade City Police Department", "FL", Level.MUNICIPALITY, "1216125"),
        ("Borough of Ambridge Police", "PA", Level.MUNICIPALITY, "4202288"),
        ("Bethlehem Police Department", "PA", Level.MUNICIPALITY, None),  # the city's or the township's
        ("City of Bethlehem Police Department", "PA", Level.MUNICIPALITY, "4206088"),
        ("Bethlehem Township Police Department", "PA", Level.MUNICIPALITY, None),  # no incorporated place
        ("Village of Houston Police Department", "TX", Level.MUNICIPALITY, None),
        ("Harris County Sheriff's Office", "TX", Level.COUNTY, None),
        ("University of Houston Police Department", "TX", Level.MUNICIPALITY, None),
        ("Northwest Regional Police Department", "PA", Level.MUNICIPALITY, None),
    ],
)
def test_a_towns_police_have_the_code_of_their_place_where_it_is_sure(
    agency: str, state: str, level: Level, fips: str | None
) -> None:
    assert place_fips(agreement(agency=agency, county=None, state=state, level=level)) == fips
