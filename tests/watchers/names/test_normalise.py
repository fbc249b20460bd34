from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import factories
from tests.factories import workbook
from watchers.model.agreement import Level, ListKind, Model
from watchers.model.table import Table, TableRow
from watchers.names.models import read_model
from watchers.names.normalise import (
    file_of,
    is_blank,
    normalise,
    normalise_row,
    read_date,
    read_level,
    read_link,
)

SEEN = date(2026, 3, 2)
ICE = "https://www.ice.gov/doclib/287g/moa/webster.pdf"
SAFELINK = (
    "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fdoclib%2F287g%2Fmoa%2Fwebster.pdf"
    "&data=05%7C02%7Cjane.doe%40ice.dhs.gov%7C&reserved=0"
)


def table_row(number: int = 2, links: dict[str, str] | None = None, **over: str) -> TableRow:
    cells = {
        "state": "MISSOURI",
        "agency": "Webster County Sheriff's Office",
        "level": "County",
        "county": "Webster County",
        "model": "Task Force Model",
        "signed": "2025-11-06",
        "moa": "link",
    }
    return factories.table_row({**cells, **over}, links, number=number)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2025-11-06", date(2025, 11, 6)),
        ("2025-11-06 00:00:00", date(2025, 11, 6)),
        ("45967", date(2025, 11, 6)),
        ("11/6/2025", date(2025, 11, 6)),
        ("11/06/25", date(2025, 11, 6)),
        ("11-6-2025", date(2025, 11, 6)),
        (" 11/6/2025\u00a0", date(2025, 11, 6)),
        ("05/082025", date(2025, 5, 8)),
        ("7/72025", date(2025, 7, 7)),
        ("8/282025", date(2025, 8, 28)),
        ("1996-09-30", date(1996, 9, 30)),
        ("2025/11/06", date(2025, 11, 6)),
        ("20251106", date(2025, 11, 6)),
        ("2025-11-06T00:00:00Z", date(2025, 11, 6)),
        ("11/6/2025 12:00 AM", date(2025, 11, 6)),
        ("November 6, 2025", date(2025, 11, 6)),
        ("Thursday, Nov. 6th 2025", date(2025, 11, 6)),
        ("6-Nov-25", date(2025, 11, 6)),
        ("06 NOVEMBER 2025", date(2025, 11, 6)),
    ],
)
def test_a_date_is_read_in_all_the_ways_ice_writes_it(printed: str, day: date) -> None:
    assert read_date(printed, not_after=SEEN) == day


@pytest.mark.parametrize(
    "printed",
    ["", "None", "#N/A", "5025-07-07", "7/7/5025", "5/31/20026", "3025-01-02", "2028-05-05", "2/30/2026", "13/13/2025",
     "1995-01-01", "soon", "202", "July",
     "Nov 31, 2025", "November 2025", "20251306", "6 Novice 2025 11"],
)  # fmt: skip
def test_what_is_no_day_on_which_anyone_signed_is_none(printed: str) -> None:
    assert read_date(printed, not_after=SEEN) is None


def test_a_date_in_other_words_is_clear_and_one_with_a_slip_is_not() -> None:
    rows = [normalise_row(table_row(signed=said), observed_on=SEEN) for said in ("6-Nov-25", "11/062025")]
    assert [(row.signed, row.unclear) for row in rows if row] == [
        (date(2025, 11, 6), ()),
        (date(2025, 11, 6), ("signed",)),
    ]


def test_a_signature_of_the_day_after_the_list_was_seen_may_be_a_time_zones() -> None:
    [tomorrow, later] = normalise(
        Table(columns=("signed",), rows=(table_row(signed="2026-03-03"), table_row(signed="2026-03-04"))),
        workbook(),
        observed_on=SEEN,
    ).agreements
    assert (tomorrow.signed, tomorrow.unclear) == (date(2026, 3, 3), ())
    assert (later.signed, later.unclear) == (None, ("signed",))


@pytest.mark.parametrize("printed", ["05/082025", "5025-07-07"])
def test_a_date_that_had_to_be_guessed_or_dropped_is_marked_unclear_and_kept_as_printed(printed: str) -> None:
    a = normalise_row(table_row(signed=printed), observed_on=SEEN)
    assert a is not None
    assert a.unclear == ("signed",)
    assert a.printed.signed == printed


@pytest.mark.parametrize(
    ("printed", "model"),
    [
        ("Task Force Model", Model.TFM),
        ("Task Force Officer ", Model.TFM),
        ("TASK  FORCE\u00a0MODEL", Model.TFM),
        ("Taskforce", Model.TFM),
        ("Tsak Force Model", Model.TFM),
        ("TFM", Model.TFM),
        ("Jail Enforcement Model", Model.JEM),
        ("Jail Enforcment", Model.JEM),
        ("Jial Enforcement Model", Model.JEM),
        ("Warrant Services Officer", Model.WSO),
        ("Warrant Service Office", Model.WSO),
        ("Warant Service Officer", Model.WSO),
        ("Warrant Service Officer (WSO)", Model.WSO),
    ],
)
def test_a_model_is_read_through_its_misspellings(printed: str, model: Model) -> None:
    assert read_model(printed) is model


@pytest.mark.parametrize("printed", ["", "#N/A", "Hybrid", "Jail Enforcement / Task Force", "JEM & WSO", "Model", "x"])
def test_a_model_that_could_be_any_or_two_is_none(printed: str) -> None:
    assert read_model(printed) is None


@pytest.mark.parametrize(
    ("printed", "level"),
    [
        ("County", Level.COUNTY),
        ("county ", Level.COUNTY),
        ("Muncipality ", Level.MUNICIPALITY),
        ("Municipality", Level.MUNICIPALITY),
        ("City", Level.MUNICIPALITY),
        ("State", Level.STATE),
        ("State Agency", Level.STATE),
        ("#NA", None),
        ("", None),
        ("Tribal", None),
    ],
)
def test_a_level_is_read_through_its_misspellings(printed: str, level: Level | None) -> None:
    assert read_level(printed) is level


@pytest.mark.parametrize("printed", ["", "  ", "\u00a0", "#N/A", "#NA", "n/a", "None", "-", "—", "TBD"])
def test_there_are_many_ways_to_write_that_there_is_nothing(printed: str) -> None:
    assert is_blank(printed)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("PENNSLYVANIA", "PA"),
        ("UTAh", "UT"),
        ("UTAHJ", "UT"),
        ("WEST VIRIGINIA", "WV"),
        ("TEXAS ", "TX"),
        ("Georgia", "GA"),
    ],
)
def test_a_rows_state_is_read_through_its_misspellings(printed: str, state: str) -> None:
    a = normalise_row(table_row(state=printed), observed_on=SEEN)
    assert a is not None
    assert (a.state, a.unclear) == (state, ())


@pytest.mark.parametrize("printed", ["", "#N/A", "FEDERAL", "Webster County"])
def test_a_row_whose_state_is_unclear_is_kept_and_says_so(printed: str) -> None:
    a = normalise_row(table_row(state=printed), observed_on=SEEN)
    assert a is not None
    assert (a.state, a.unclear) == (None, ("state",))


@pytest.mark.parametrize(
    ("printed", "state", "county"),
    [
        ("Webster County", "MISSOURI", "Webster County"),
        ("  Webster   County ", "MISSOURI", "Webster County"),
        ("Webster", "MISSOURI", "Webster County"),
        ("WEBSTER COUNTY", "MISSOURI", "Webster County"),
        ("Lampass County", "TEXAS", "Lampasas County"),
        ("St Johns County", "FLORIDA", "St. Johns County"),
        ("De Soto County", "FLORIDA", "DeSoto County"),
        ("Acadia", "LOUISIANA", "Acadia Parish"),
        ("#N/A", "MISSOURI", None),
        ("", "MISSOURI", None),
        ("\u00a0", "MISSOURI", None),
        ("Webster and Greene", "MISSOURI", "Webster and Greene"),
    ],
)
def test_a_county_is_called_by_its_own_name(printed: str, state: str, county: str | None) -> None:
    a = normalise_row(table_row(county=printed, state=state), observed_on=SEEN)
    assert a is not None
    assert a.county == county
    assert a.printed.county == printed


@pytest.mark.parametrize(
    "target",
    [
        ICE,
        "http://www.ice.gov/doclib/287g/moa/webster.pdf",
        "https:/www.ice.gov/doclib/287g/moa/webster.pdf",
        "HTTPS://WWW.ICE.GOV/doclib/287g/moa/webster.pdf",
        f"  {ICE} ",
        f"{ICE}#page=2",
        SAFELINK,
        f"chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/{ICE}",
        "chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/https:/www.ice.gov/doclib/287g/moa/webster.pdf",
        f"chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/{SAFELINK}",
    ],
)
def test_a_document_is_freed_of_what_programs_wrap_around_its_address(target: str) -> None:
    assert read_link(target) == ICE


def test_spaces_in_an_address_are_kept_as_an_address_writes_them() -> None:
    assert read_link("https://www.ice.gov/287g/Webster County.pdf") == "https://www.ice.gov/287g/Webster%20County.pdf"


@pytest.mark.parametrize(
    "target",
    [
        "",
        "link",
        "javascript:alert(1)",
        "mailto:someone@ice.dhs.gov",
        "file:///C:/Users/jane/Desktop/moa.pdf",
        "ftp://www.ice.gov/moa.pdf",
        "https://www.ice.gov.example.com/moa.pdf",
        "https://icegov/moa.pdf",
        "https://drive.example.com/moa.pdf",
        "https://www.ice.gov:8443/moa.pdf",
        "https://www.ice.gov@example.com/moa.pdf",
        "https://user@www.ice.gov/moa.pdf",
        "https://www.ice.gov:port/moa.pdf",
        "https://[bad/moa.pdf",
        "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fx.pdf",
        "https://gcc02.safelinks.protection.outlook.com/?data=x",
        "chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/javascript:alert(1)",
        "//www.ice.gov/moa.pdf",
    ],
)
def test_an_address_outside_government_is_no_document(target: str) -> None:
    assert read_link(target) is None


def test_the_link_behind_the_cell_counts_before_an_address_typed_into_it() -> None:
    typed = "see https://www.ice.gov/typed.pdf"
    both = normalise_row(table_row(moa=typed, links={"moa": ICE}), observed_on=SEEN)
    bare = normalise_row(table_row(moa=typed), observed_on=SEEN)
    assert both is not None
    assert bare is not None
    assert (both.moa, bare.moa) == (ICE, "https://www.ice.gov/typed.pdf")


@pytest.mark.parametrize(
    "words", ["link", "link pending", "Link Pending", "link\u00a0|\u00a0addendum", "\u00a0", "Cons"]
)
def test_words_alone_are_no_document(words: str) -> None:
    a = normalise_row(table_row(moa=words), observed_on=SEEN)
    assert a is not None
    assert a.moa is None


def test_a_documents_file_is_the_same_in_another_folder_and_case() -> None:
    assert file_of("https://www.ice.gov/a/Webster%20Co.pdf") == file_of("https://www.ice.gov/b/webster co.PDF")
    assert file_of("https://www.ice.gov/") is None


def test_a_row_without_an_agency_is_a_note() -> None:
    assert normalise_row(table_row(agency=" ", state="Total: 635"), observed_on=SEEN) is None


def test_agency_and_state_are_tidied_and_kept_as_printed() -> None:
    a = normalise_row(table_row(agency=" Webster\u00a0County  Sheriff’s Office ", number=9), observed_on=SEEN)
    assert a is not None
    assert a.agency == "Webster County Sheriff’s Office"
    assert a.printed.agency == " Webster\u00a0County  Sheriff’s Office "
    assert a.row == 9


@pytest.mark.parametrize(("columns", "kind"), [(("state", "signed"), "participating"), (("state", "moa"), "pending")])
def test_the_signed_column_tells_the_two_lists_apart(columns: tuple[str, ...], kind: str) -> None:
    roll = normalise(Table(columns=columns, rows=(table_row(),)), workbook(), observed_on=SEEN)
    assert roll.kind is ListKind(kind)
    assert roll.columns == columns


@example("SERVI0AA")  # one odd word is no model, and no error
@given(st.text(max_size=30))
def test_no_cell_however_odd_stops_the_reading(text: str) -> None:
    row = table_row(state=text, level=text, county=text, model=text, signed=text, moa=text, links={"moa": text})
    a = normalise_row(row, observed_on=SEEN)
    assert a is None or a.moa is None or a.moa.startswith("https://")


def test_a_row_says_the_same_wherever_it_stands_and_keeps_its_own_number() -> None:
    first, again = (normalise_row(table_row(number=n), observed_on=SEEN) for n in (2, 900))
    assert first is not None
    assert again == replace(first, row=900)


def test_a_date_counts_from_the_day_before_it_on_whatever_was_read_earlier() -> None:
    signed = [
        read.signed
        for seen in (date(2026, 3, 2), date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 1))
        if (read := normalise_row(table_row(signed="2026-03-02"), observed_on=seen))
    ]
    assert signed == [date(2026, 3, 2), None, date(2026, 3, 2), date(2026, 3, 2)]


def test_a_date_still_to_come_is_unclear_once_whatever_else_is_wrong_with_it() -> None:
    for printed in ("2026-05-01", "05/012026"):
        a = normalise_row(table_row(signed=printed, state="?"), observed_on=SEEN)
        assert a is not None
        assert a.unclear == ("state", "signed")
        assert a.signed is None
