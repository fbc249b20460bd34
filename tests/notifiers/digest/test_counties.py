"""A desk of one state gets its counties; and its CSV can be laid on a map as it is."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

from notifiers.digest.counties import county_map, nth_of_its_county
from notifiers.digest.drawing import SHARES, draw_counties
from notifiers.digest.model import CountyMap
from notifiers.language.counted import Share
from notifiers.language.english import ENGLISH
from notifiers.maps.shapes import county_rings, has_shape
from tests.factories import agreement
from tests.notifiers.digests import happened, week
from tests.notifiers.maps.test_png import pixels
from watchers.model.agreement import Agreement, Level, Model
from watchers.model.event import EventKind
from watchers.names.counties import counties


def of(county: str, model: Model, state: str = "MO") -> Agreement:
    printed = agreement().printed
    name = f"{county} County Sheriff's Office"
    return agreement(agency=name, county=f"{county} County", model=model, state=state, printed=printed)


LISTED = (
    of("Webster", Model.TFM),
    of("Greene", Model.WSO),
    of("Barry", Model.TFM),
    of("Barry", Model.JEM),
    of("Sedgwick", Model.TFM, "KS"),
    agreement(agency="Missouri State Highway Patrol", county=None, level=Level.STATE),
)


def the_map(*listed: Agreement, new: str = "Webster") -> CountyMap:
    events = [happened(EventKind.SIGNED, f"{new} County Sheriff's Office", agreement=of(new, Model.TFM))]
    found = county_map("MO", events, [fixed(row) for row in listed], ENGLISH)
    assert found is not None
    return found


def fixed(row: Agreement) -> Agreement:
    """The row with its COUNTY cell as printed: that is what tells the county."""
    return replace(row, printed=replace(row.printed, county=row.county or "", agency=row.agency))


def test_each_county_is_counted_once_by_the_models_of_its_agencies() -> None:
    found = the_map(*LISTED)
    assert found.counts == (
        (Share.TASK_FORCE, "1 county"),
        (Share.JAIL, "1 county"),
        (Share.BOTH, "1 county"),
    )
    assert found.words == (
        "Map of the counties of Missouri, agreements by model: Task Force alone in Webster County; jail models alone "
        "in Greene County; both in Barry County; none in 112 counties. Newly signed in Webster County."
    )
    assert found.key == (
        "Outlined: newly signed there. Not on the map: 1 agreement of state agencies or without a county."
    )


def test_the_picture_has_each_colour_that_the_table_names_and_no_other() -> None:
    drawn = draw_counties(the_map(*LISTED, new="Greene"))
    found = {colour for row in pixels(drawn.png) for colour in row}
    named = {tuple(bytes.fromhex(colour[1:])) for share, colour in SHARES.items() if share is not Share.OTHER}
    assert named <= {colour[:3] for colour in found}
    assert (*bytes.fromhex(SHARES[Share.OTHER][1:]), 255) not in found
    assert (drawn.width, drawn.height) <= (536, 400)


def test_a_model_that_nobody_knows_has_a_colour_of_its_own() -> None:
    found = the_map(of("Greene", Model("Tribal Task Force Model")))
    assert found.counts[-1] == (Share.OTHER, "1 county")


def test_a_state_without_shapes_gets_the_nations_map() -> None:
    row = {"state": "GU", "county": None}
    digest = week(happened(EventKind.SIGNED, "Guam Customs", row=row), states=frozenset({"GU"}))
    assert (digest.county_map is None) != (digest.picture is None)


def test_the_third_agency_of_a_county_this_year_is_called_so() -> None:
    def row(agency: str, month: int, **over: Any) -> Agreement:
        return agreement(agency=agency, signed=date(2025, month, 1), **over)

    listed = (
        row("Webster County Sheriff's Office", 3),
        row("Webster County Sheriff's Office", 9, model=Model.JEM),  # the same agency again
        row("Marshfield Police Department", 5),
        row("Rogersville Police Department", 11),
        fixed(row("Seymour Police Department", 11, county="Greene County")),
        agreement(agency="Fordland Police Department", signed=date(2024, 11, 1)),
    )
    new = [happened(EventKind.SIGNED, a.agency, agreement=a) for a in listed[3:5]]
    assert nth_of_its_county(new, listed, 2025, ENGLISH) == {
        new[0].id: "third agency of Webster County this year",
        new[1].id: "",
    }
    tied = happened(EventKind.SIGNED, "Niangua Police Department", agreement=row("Niangua Police Department", 11))
    said = nth_of_its_county([new[0], tied], (*listed, tied.agreement), 2025, ENGLISH)
    assert said[tied.id] == "one of 4 agencies of Webster County this year"


def test_the_csv_can_be_laid_on_a_county_map_as_it_is() -> None:
    rows = [of("Webster", Model.TFM), of("Barry", Model.JEM), of("Autauga", Model.WSO, "AL")]
    rows += [agreement(agency="Missouri Department of Corrections", county=None, level=Level.STATE)]
    digest = week(*(happened(EventKind.SIGNED, r.agency, agreement=fixed(r)) for r in rows), states=None)
    assert digest.csv is not None
    table = list(csv.DictReader(io.StringIO(digest.csv[1])))
    assert {row["state"]: row["state_fips"] for row in table} == {"MO": "29", "AL": "01"}
    on_map = {row["county_fips"]: row for row in table if row["county_fips"]}
    assert sorted(on_map) == ["01001", "29009", "29225"]
    for fips, row in on_map.items():
        assert has_shape(fips)
        assert county_rings(fips)
        (name,) = [county.name for county in counties(row["state"]) if county.fips == fips]
        assert name in row["agency"]
    (left_out,) = [row for row in table if not row["county_fips"]]
    assert all(row["place_fips"][:2] in {"", row["state_fips"]} for row in table)
    assert left_out["agency"] == "Missouri Department of Corrections"
