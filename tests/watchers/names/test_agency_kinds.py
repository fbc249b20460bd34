"""Names and levels, some as ICE printed them, and the kind of agency that a reporter would call it."""

import pytest

from watchers.model.agreement import Level
from watchers.names.agency_kinds import AgencyKind, agency_kind

COUNTY, TOWN, STATE = Level.COUNTY, Level.MUNICIPALITY, Level.STATE

NAMES: dict[AgencyKind, list[tuple[str, Level | None]]] = {
    AgencyKind.SHERIFF: [
        ("Bee County Sheriff's Office", COUNTY),
        ("Webster County Shriffs Office", COUNTY),
        ("Bay County SO", COUNTY),
        ("Jackson County Sheriff's Office - Jail Division", COUNTY),
        ("College County Sheriff's Department", None),
    ],
    AgencyKind.MUNICIPAL_POLICE: [
        ("Ft. Myers PD", TOWN),
        ("City of Nevada Police Department", TOWN),
        ("Nevada Police Department", TOWN),
        ("College Station Police Department", TOWN),
        ("University Park Police Department", TOWN),
        ("State College Police Department", TOWN),
        ("Daytona Beach Shores Public Safety", TOWN),
        ("Stockdale Marshal's Office", TOWN),
        ("Yoakum Police Department", COUNTY),
        ("North Port Police Department", None),
        ("Gulfport Police Department", TOWN),
    ],
    AgencyKind.COUNTY_POLICE: [("Nassau County Police Department", COUNTY)],
    AgencyKind.CAMPUS: [
        ("University of West Florida Police Department", STATE),
        ("Florida Gulf Coast University Police Department", TOWN),
        ("Florida A&M University Board of Trustees", TOWN),
        ("Tallahassee State College Police Department", TOWN),
        ("New College of Florida Police Department", TOWN),
        ("Harmony ISD Police Department", TOWN),
    ],
    AgencyKind.AIRPORT: [
        ("Sanford Airport Police Department", TOWN),
        ("Sarasota Manatee Airport Authority Police Department", TOWN),
        ("Lee County Port Authority Police", COUNTY),
    ],
    AgencyKind.CORRECTIONS: [
        ("Alaska Department of Corrections", STATE),
        ("Virginia DOC Law Enforcement Services", STATE),
        ("Bullitt County Detention Center", COUNTY),
        ("Cambria County Prison", COUNTY),
        ("Albemarle District Jail", COUNTY),
        ("Okaloosa County Board of County Commissioners/ Department of Corrections", COUNTY),
        ("Nebraska Department of Correctional Services", STATE),
    ],
    AgencyKind.CONSTABLE: [
        ("Goliad County Constable's Office Pct. 2", TOWN),
        ("Smith County Constables Precinct 4", COUNTY),
        ("Ward 5 Marshal's Office", TOWN),
    ],
    AgencyKind.PROSECUTOR: [
        ("Luzerne County District Attorney's Office", COUNTY),
        ("Texas Office of the Attorney General", STATE),
        ("Office of the State Attorney Sixth Judicial Circuit", STATE),
    ],
    AgencyKind.STATE_POLICE: [
        ("Idaho State Police (Department)", STATE),
        ("Virginia Department of State Police", STATE),
        ("Missouri Highway Patrol", STATE),
        ("Texas Department of Public Safety - Texas Highway Patrol", STATE),
        ("Georgia Department of Public Safety", STATE),
        ("Nebraska State Patrol", None),
    ],
    AgencyKind.STATE_AGENCY: [
        ("Florida Department of Lottery Services", STATE),
        ("Kansas Bureau of Investigation", STATE),
        ("Louisiana Office of the State Fire Marshal", STATE),
        ("Louisiana Alcohol and Tobacco Control", TOWN),
        ("16th Judicial Distric Drug Task Force", STATE),
    ],
    AgencyKind.NATIONAL_GUARD: [
        ("Texas National Guard", STATE),
        ("Florida State Guard", STATE),
        ("Louisiana Military Department", STATE),
    ],
    AgencyKind.COUNTY_GOVERNMENT: [
        ("Pasco County Board of County Commissioners", COUNTY),
        ("Gulf County BOCC", COUNTY),
        ("Caddo Parish Police Jury", COUNTY),
        ("Harney County Emergency Services", COUNTY),
        ("Harney County Emergency Services", None),
    ],
    AgencyKind.TRIBAL: [("Miccosukee Tribe Police Department", TOWN), ("Osage Nation Police Department", None)],
    AgencyKind.OTHER: [("Metro Drug Task Force", TOWN), ("", None)],
}


@pytest.mark.parametrize(("kind", "name", "level"), [(k, n, lv) for k, found in NAMES.items() for n, lv in found])
def test_a_name_and_a_level_tell_the_kind_of_agency(kind: AgencyKind, name: str, level: Level | None) -> None:
    assert agency_kind(name, level).kind is kind


def test_every_kind_has_an_example() -> None:
    assert set(NAMES) == set(AgencyKind)


@pytest.mark.parametrize(
    ("name", "level", "rule"),
    [
        ("Bee County Sheriff's Office", COUNTY, "the name says “sheriff”"),
        ("Kansas Bureau of Investigation", STATE, "the list's TYPE is state, and the name says no other kind"),
        ("Nassau County Police Department", COUNTY, "the name says “county police”"),
        ("Yoakum PD", COUNTY, "the name says “police” and no county, though the list's TYPE is county"),
    ],
)
def test_the_rule_that_told_it_is_said_in_words(name: str, level: Level, rule: str) -> None:
    assert agency_kind(name, level).rule == rule
