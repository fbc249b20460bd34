"""The rehearsal's workbooks, read by the code that reads ICE's, tell the story that the demo is to show."""

import io
from hashlib import sha256

import openpyxl
import pytest

from bot.demo.workbooks import publication_workbooks
from bot.rehearsal.ice import RehearsedFile, RehearsedPublication
from watchers.diff.compare import Outcome, compare
from watchers.diff.plausible import suspect
from watchers.diff.totals import tally_by_state
from watchers.model.agreement import Level, ListKind, Publication, Roll, Workbook
from watchers.model.event import Event
from watchers.model.register import Register
from watchers.model.second_look import SecondLook
from watchers.names.normalise import normalise
from watchers.table.read import read_table

PUBLICATIONS = publication_workbooks()

STORY = {
    "2025-08-29": [],
    "2025-09-02": ["amended MO Pettis County Sheriff's Office JEM"],
    "2025-09-09": [
        "signed MO Southwest City Police Department TFM",
        "signed NE Sioux County Sheriff's Office TFM",
        "pending MO Wheaton Police Department TFM",
        "pending MO Wheaton Police Department WSO",
        "amended KS Rooks County Sheriff's Office WSO",
    ],
    "2025-09-24": [
        "signed KS Saline County Sheriff's Office WSO",
        "signed MO Goodman Police Department TFM",
        "signed MO Goodman Police Department WSO",
        "pending IA Marion County Sheriff's Office TFM",
        "pending MO Washburn Police Department WSO",
        "moa_posted KS Haskell County Sheriff's Office WSO",
        "moa_posted KS Jewell County Sheriff's Office WSO",
        "moa_posted KS Rush County Sheriff's Office WSO",
        "moa_posted KS Wabaunsee County Sheriff's Office WSO",
    ],
    "2025-10-20": [
        "signed KS Seward County Sheriff's Office TFM",
        "signed MO Phelps County Sheriff's Department TFM",
        "signed MO Washburn Police Department WSO",
        "signed NE Nebraska Department of Correctional Services JEM",
        "pending MO Washburn Police Department TFM",
        "pending_dropped MO Wheaton Police Department TFM",
        "pending_dropped MO Wheaton Police Department WSO",
        "moa_posted MO Pettis County Sheriff's Office JEM",
        "moa_posted MO Pulaski County Sheriff's Office JEM",
        "moa_posted MO Pulaski County Sheriff's Office TFM",
        "moa_posted MO Pulaski County Sheriff's Office WSO",
        "moa_posted NE Banner County Sheriff's Office TFM",
        "moa_posted NE Brown County Sheriff's Office JEM",
        "moa_posted NE Nebraska State Patrol TFM",
    ],
    "2025-11-05": [
        "signed KS Brown County Sheriff's Office JEM",
        "signed KS Brown County Sheriff's Office TFM",
        "signed KS Brown County Sheriff's Office WSO",
        "signed KS Coffeyville Police Department TFM",
        "signed KS Sedgwick County Sheriff's Office WSO",
        "signed MO Ozark County Sheriff's Office JEM",
        "signed MO Ozark County Sheriff's Office TFM",
        "signed MO Ozark County Sheriff's Office WSO",
        "signed MO Sparta Police Department TFM",
        "signed MO Washburn Police Department TFM",
        "pending MO Webster County Sheriff's Office TFM",
    ],
    "2025-11-06": [
        "signed MO Webster County Sheriff's Office TFM",
        "missing MO Pulaski County Sheriff's Office JEM",
    ],
    "2025-11-10": [
        "signed IA Marion County Sheriff's Office TFM",
        "missing KS Seward County Sheriff's Office TFM",
        "withdrawn MO Pulaski County Sheriff's Office JEM",
    ],
}


def roll_of(file: RehearsedFile, publication: RehearsedPublication) -> Roll:
    workbook = Workbook(name=file.name, url=f"https://www.ice.gov/{file.name}", sha256=sha256(file.content).hexdigest())
    table = read_table(file.content, name=file.name)
    return normalise(table, workbook, observed_on=publication.published_at.date())


def rolls_of(publication: RehearsedPublication) -> tuple[Roll, Roll]:
    assert publication.pending is not None
    return roll_of(publication.participating, publication), roll_of(publication.pending, publication)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """Each publication taken into the record, after it was found plausible."""
    found: list[Outcome] = []
    for publication in PUBLICATIONS:
        register = found[-1].register if found else Register()
        participating, pending = rolls_of(publication)
        assert suspect(register, participating, expected=ListKind.PARTICIPATING) is None
        assert suspect(register, pending, expected=ListKind.PENDING, beside=participating) is None
        news = Publication(observed_at=publication.published_at, participating=participating, pending=pending)
        found.append(compare(register, news, SecondLook()))
    return found


def told(event: Event) -> str:
    shown = event.agreement
    return f"{event.kind} {shown.state} {shown.agency} {shown.model}"


def only(outcomes: list[Outcome], line: str) -> Event:
    [event] = [event for outcome in outcomes for event in outcome.events if told(event) == line]
    return event


def test_the_lists_tell_exactly_the_intended_story(outcomes: list[Outcome]) -> None:
    days = [publication.published_at.date().isoformat() for publication in PUBLICATIONS]
    assert dict(zip(days, ([told(e) for e in o.events] for o in outcomes), strict=True)) == STORY


def test_the_first_publication_is_a_silent_baseline(outcomes: list[Outcome]) -> None:
    assert set(outcomes[0].baseline) == {ListKind.PARTICIPATING, ListKind.PENDING}
    assert not any(outcome.baseline for outcome in outcomes[1:])


def test_missouri_ends_with_the_figures_that_ice_had(outcomes: list[Outcome]) -> None:
    missouri = tally_by_state(outcomes[-1].register)["MO"]
    assert missouri.agreements == 19
    assert sorted(missouri.models.values()) == [3, 5, 11]


def test_webster_county_waited_a_day(outcomes: list[Outcome]) -> None:
    webster = only(outcomes, "signed MO Webster County Sheriff's Office TFM")
    assert webster.context.waited_days == 1
    # Missouri's list has rows without a county, so that nobody can say that it is the county's first.
    assert webster.context.first_of == ("agency",)


def test_pulaski_county_keeps_two_models_and_links_the_third_ones_document(outcomes: list[Outcome]) -> None:
    gone = only(outcomes, "withdrawn MO Pulaski County Sheriff's Office JEM")
    assert sorted(gone.context.other_models) == ["TFM", "WSO"]
    assert gone.context.missing_from == ("participatingAgencies11062025am.xlsx", "participatingAgencies11102025am.xlsx")
    assert (gone.agreement.moa or "").endswith("/PulaskiCoSheriffsOfficeMO_JEM_MOA_07292025.pdf")


def test_washburn_adds_a_model_to_the_one_it_had(outcomes: list[Outcome]) -> None:
    assert [*only(outcomes, "signed MO Washburn Police Department TFM").context.other_models] == ["WSO"]


def test_ice_mends_the_name_of_pettis_countys_office(outcomes: list[Outcome]) -> None:
    [change] = only(outcomes, "amended MO Pettis County Sheriff's Office JEM").changes
    assert (change.before, change.after) == ("Pettis County Sheriff's Department", "Pettis County Sheriff's Office")


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda p: str(p.published_at.date()))
def test_every_row_of_every_list_can_be_read(publication: RehearsedPublication) -> None:
    for roll in rolls_of(publication):
        for row in roll.agreements:
            assert row.unclear == ()
            assert None not in (row.state, row.model, row.level)
            assert row.county is not None or row.level in (Level.STATE, Level.MUNICIPALITY)
            assert row.moa is None or row.moa.startswith("https://www.ice.gov/doclib/287gMOA/")


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda p: str(p.published_at.date()))
def test_the_counts_are_those_of_the_list(publication: RehearsedPublication) -> None:
    rows = rolls_of(publication)[0].agreements
    assert (publication.agreements, publication.states) == (len(rows), len({row.state for row in rows}))
    assert len(rows) <= 60


def test_the_workbooks_are_the_same_bytes_each_time() -> None:
    assert publication_workbooks() == PUBLICATIONS


def test_no_two_lists_are_alike_in_name_or_bytes() -> None:
    files = [file for publication in PUBLICATIONS for file in (publication.participating, publication.pending) if file]
    assert len({file.name for file in files}) == len({file.content for file in files}) == len(files) == 16


def test_publications_follow_one_another_in_time() -> None:
    times = [publication.published_at for publication in PUBLICATIONS]
    assert times == sorted(set(times))
    assert all(time.utcoffset() is not None for time in times)


def test_the_lists_have_ices_headers_and_blemishes() -> None:
    publication = PUBLICATIONS[-2]
    assert publication.pending is not None
    sheet, pending = (
        openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
        for file in (publication.participating, publication.pending)
    )
    headers = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM"]
    assert [cell.value for cell in sheet[1]] == headers
    assert [cell.value for cell in pending[1]] == headers[:5]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert any(str(cell.value).endswith(" ") for cell in cells)
    assert any(cell.value == "link pending" for cell in cells)
    links = [cell.hyperlink.target or "" for cell in cells if cell.hyperlink]
    assert {link.split("/")[2] for link in links} == {"www.ice.gov", "gcc02.safelinks.protection.outlook.com"}
