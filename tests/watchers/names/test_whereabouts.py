import pytest

from tests.lists import police, row, sheriff
from watchers.model.agreement import Agreement
from watchers.names.whereabouts import Basis, whereabouts


def told(agreement: Agreement) -> tuple[str | None, Basis]:
    found = whereabouts(agreement)
    return found.county.fips if found.county else None, found.basis


@pytest.mark.parametrize(
    ("agreement", "fips"),
    [
        (sheriff("Webster"), "29225"),
        (police("Kenner", state="LOUISIANA", county="Jefferson Parish "), "22051"),
        (police("Anchorage", state="ALASKA", county="Anchorage"), "02020"),
        (sheriff("Hartford", state="CONNECTICUT"), "09003"),
        (police("Sparta", state="TENNESSEE", county="Sparta-White County"), "47185"),
        (police("Roanoke County", state="VIRGINIA", county="Roanoke", level="County"), "51161"),
        (row("City of Roanoke Police Department", state="VIRGINIA", county="Roanoke", level="Municipality"), "51770"),
    ],
)
def test_the_county_cell_tells_the_county(agreement: Agreement, fips: str) -> None:
    assert told(agreement) == (fips, Basis.CELL)


@pytest.mark.parametrize(
    ("agreement", "fips"),
    [
        (sheriff("Webster", county=""), "29225"),
        (sheriff("Webster", county="#N/A"), "29225"),
        (sheriff("Pope", state="ARKANSAS", county="Pop County"), "05115"),
        (row("Acadia Parish Sheriff", state="LOUISIANA"), "22001"),
        (row("Jacksonville Sheriff's Office", state="FLORIDA"), "12031"),
        (police("Norfolk City", state="VIRGINIA"), "51710"),
        (row("City of St. Louis Sheriff", state="MISSOURI"), "29510"),
        (row("Baltimore County Police Department", state="MARYLAND"), "24005"),
    ],
)
def test_without_a_cell_a_county_agency_is_of_the_county_that_it_is_named_for(agreement: Agreement, fips: str) -> None:
    assert told(agreement) == (fips, Basis.NAME)


@pytest.mark.parametrize(
    ("agreement", "basis"),
    [
        (police("Sarasota", state="FLORIDA"), Basis.NOT_PRINTED),
        (police("Culpeper", state="VIRGINIA", county="#N/A"), Basis.NOT_PRINTED),
        (row("Missouri Highway Patrol", level="State"), Basis.STATEWIDE),
        (row("Wyoming State Highway Patrol", state="WYOMING", county="Laramie County", level="State"), Basis.STATEWIDE),
        (row("Office of the Attorney General", state="GUAM", county="Guam", level="State"), Basis.STATEWIDE),
        (row("Arizona Department of Corrections", state="ARIZONA", level="State"), Basis.STATEWIDE),
        (police("Roanoke", state="VIRGINIA", county="Roanoke"), Basis.TWO_OF_THE_NAME),
        (row("Baltimore Sheriff", state="MARYLAND"), Basis.TWO_OF_THE_NAME),
        (police("Branson", county="Taney and Stone"), Basis.SEVERAL),
        (police("Branson", county="Taney County, Stone County"), Basis.SEVERAL),
        (police("Branson", county="Hollister-Taney County"), Basis.NO_SUCH_COUNTY),
        (police("Texarkana", state="ARKANSAS", county="Bowie County"), Basis.NO_SUCH_COUNTY),
        (sheriff("Webster", state="ATLANTIS"), Basis.NO_STATE),
    ],
)
def test_what_the_row_does_not_say_is_not_guessed(agreement: Agreement, basis: Basis) -> None:
    assert told(agreement) == (None, basis)
