"""How much of a state takes part."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import agreement, standing
from watchers.diff.coverage import Coverage, coverage
from watchers.model.agreement import Level, Model, Workbook
from watchers.model.register import Stand
from watchers.names.agency_kinds import AgencyKind
from watchers.names.normalise import normalise
from watchers.table.read import read_table


def test_agencies_count_once_and_agreements_by_model() -> None:
    town = agreement(agency="Seymour Police Department", level=Level.MUNICIPALITY, county=None)
    rows = [agreement(), agreement(model=Model.JEM), agreement(model=None), town, agreement(state="KS")]
    found = coverage([standing(id=str(n), agreement=a) for n, a in enumerate(rows)], "MO")
    assert found == Coverage(
        agencies={AgencyKind.SHERIFF: 1, AgencyKind.MUNICIPAL_POLICE: 1},
        agreements={AgencyKind.SHERIFF: {Model.JEM: 1, Model.TFM: 1}, AgencyKind.MUNICIPAL_POLICE: {Model.TFM: 1}},
        sheriffs=1,
        counties=115,
    )


def test_a_sheriff_whose_county_ice_left_blank_is_placed_by_name_and_one_that_is_gone_counts_no_more() -> None:
    blank = agreement(agency="Greene County Sheriff's Office", county=None)
    gone = agreement(agency="Barry County Sheriff's Office", county="Barry County")
    found = [standing(agreement=blank), standing(id="b", agreement=gone, stand=Stand.GONE)]
    assert coverage(found, "MO").sheriffs == 1


@pytest.mark.archive
@pytest.mark.parametrize(("state", "sheriffs", "of"), [("TX", 63, 254), ("FL", 67, 67)])
def test_the_shares_of_may_29_2025_are_those_that_people_counted(
    archive: Path, state: str, sheriffs: int, of: int
) -> None:
    file = archive / "participating" / "participatingAgencies05292025am.xlsx"
    book = Workbook(name=file.name, url=f"https://www.ice.gov/{file.name}", sha256="ab" * 32)
    roll = normalise(read_table(file.read_bytes(), name=file.name), book, observed_on=date(2025, 5, 29))
    found = coverage([standing(id=str(a.row), agreement=a) for a in roll.agreements], state)
    assert (found.sheriffs, found.counties) == (sheriffs, of)
