"""Which rows of which tabs are the list."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from tests.bot.newsroom import EVERYBODY, Row, agency, sheriff
from tests.factories import workbook
from tests.workbooks import HEADER, PENDING_HEADER, Cell, Link, Sheet, edited, excel
from watchers.errors import UnreadableTable
from watchers.model.agreement import Roll
from watchers.model.grounds import findings_of
from watchers.model.table import Table
from watchers.names.normalise import normalise
from watchers.table.read import read_table

NEW = (sheriff("Osage"), sheriff("Reno", "KANSAS"))
SHEET = "xl/worksheets/sheet1.xml"


def read(*sheets: Sheet) -> Table:
    return read_table(excel(*sheets), name="a list")


def by_hand(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A workbook as openpyxl writes it, with the list on its first tab."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADER, *EVERYBODY):
        sheet.append(list(line))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roll(table: Table) -> Roll:
    return normalise(table, workbook(), observed_on=date(2026, 3, 2))


def agencies(table: Table) -> list[str]:
    return [row.cells["agency"] for row in table.rows]


ALL = [str(row[1]) for row in EVERYBODY]


def test_rows_of_a_second_tab_belong_to_the_list_and_are_named_with_their_tab() -> None:
    table = read(Sheet(rows=EVERYBODY), Sheet(rows=NEW, title="Page 2"))
    assert agencies(table) == [*ALL, *(str(row[1]) for row in NEW)]
    assert {(row.tab, row.number) for row in table.rows[-2:]} == {("Page 2", 2), ("Page 2", 3)}
    assert roll(table).agreements[-1].place == "row 3 of tab “Page 2”"
    assert (table.doubt, table.remarks) == ("", ())


def test_a_list_on_one_tab_names_none() -> None:
    assert {row.tab for row in read(Sheet(rows=EVERYBODY)).rows} == {""}


@pytest.mark.parametrize(
    "other",
    [
        Sheet(rows=NEW[1:], header=[str(cell) for cell in NEW[0]]),  # rows without a header
        Sheet(rows=[row[:2] for row in NEW], header=HEADER[:2]),  # no models
        Sheet(rows=[row[:5] for row in NEW], header=PENDING_HEADER),  # the other list
        Sheet(rows=[*EVERYBODY[:-1], *NEW]),  # an older copy, or a newer one
    ],
)
def test_a_tab_that_may_hold_agencies_and_cant_be_told_is_a_doubt(other: Sheet) -> None:
    named = Sheet(rows=other.rows, header=other.header, title="Other")
    table = read(Sheet(rows=EVERYBODY), named)
    assert "“Other”" in table.doubt
    assert findings_of(f"{table.doubt}.")
    assert agencies(table) == ALL


@pytest.mark.parametrize(
    "rows",
    [
        [["TFM", "Task Force Model"], ["JEM", "Jail Enforcement Model"]],
        [["MISSOURI", 12, 3], ["KANSAS", 4, 1]],
        [["Task Force Model", 1300], ["MISSOURI", 12]],
        [["These agencies have signed. Call the Field Office in TEXAS."]],
    ],
)
def test_a_legend_a_note_or_a_count_is_passed_over(rows: list[list[Cell]]) -> None:
    table = read(Sheet(rows=EVERYBODY), Sheet(rows=rows, header=["", "Number"], title="Notes"))
    assert (agencies(table), table.doubt) == (ALL, "")


def test_a_tab_that_only_repeats_rows_adds_none_and_is_told() -> None:
    table = read(Sheet(rows=EVERYBODY), Sheet(rows=EVERYBODY[:2], title="New this week"))
    assert (agencies(table), [remark.kind for remark in table.remarks]) == (ALL, ["copied tab"])


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_tab_is_never_read(state: str) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        old = book.create_sheet("Old", 0)
        for line in (HEADER, *NEW):
            old.append(line)
        old.sheet_state = state
        book.active = 1

    table = read_table(by_hand(edit), name="a list")
    assert agencies(table) == ALL
    assert "a hidden tab (“Old”)" in table.remarks[0].sentence


def test_a_list_that_is_hidden_alone_is_none() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("Seen").append(["Back soon"])
        book.active = 1

    with pytest.raises(UnreadableTable, match=r"has no column STATE .* a hidden tab"):
        read_table(by_hand(edit), name="a list")


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.auto_filter.ref = "A1:H9"

    table = read_table(by_hand(edit), name="a list")
    assert agencies(table) == ALL
    assert {remark.kind for remark in table.remarks} == {"hidden rows", "hidden columns"}
    assert "the first is row 3. A filter is on." in table.remarks[0].sentence


def test_a_column_that_is_not_read_is_told_with_its_few_words() -> None:
    rows = [[*row, *[""] * (9 - len(row)), "Terminated" if at == 1 else "Active"] for at, row in enumerate(EVERYBODY)]
    table = read(Sheet(rows=rows, header=[*HEADER, "", "Status"]))
    assert (agencies(table), table.doubt) == (ALL, "")
    [remark] = table.remarks
    assert "a column that the bot doesn't read: “Status” (Active, Terminated)." in remark.sentence
    assert (remark.kind, remark.about) == ("unread columns", ("“Status”", "Active", "Terminated"))


@pytest.mark.parametrize("header", [HEADER, ("", "Number")])
def test_a_tab_of_agreements_that_ended_is_no_part_of_the_list_and_is_told(header: tuple[str, ...]) -> None:
    table = read(Sheet(rows=NEW, header=header, title="Terminated"), Sheet(rows=EVERYBODY, title="Current"))
    assert (agencies(table), table.doubt) == (ALL, "")
    assert [remark.kind for remark in table.remarks] == ["ended tab"]


def test_a_list_whose_only_tab_is_named_as_if_it_had_ended_is_read() -> None:
    assert agencies(read(Sheet(rows=EVERYBODY, title="Terminated removed"))) == ALL


def test_a_merged_cell_counts_for_all_its_rows_and_for_no_row_that_is_blank() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["G2"] = "link"
        sheet["G2"].hyperlink = "https://www.ice.gov/a.pdf"
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("G2:G3")
        sheet.merge_cells("A8:A12")

    table = read_table(by_hand(edit), name="a list")
    assert agencies(table) == ALL
    assert [row.cells["state"] for row in table.rows[:4]] == ["MISSOURI", "MISSOURI", "MISSOURI", "KANSAS"]
    assert [dict(row.links) for row in table.rows[:3]] == [{"moa": "https://www.ice.gov/a.pdf"}] * 2 + [{}]


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ('HYPERLINK("https://www.ice.gov/a.pdf","link")', "https://www.ice.gov/a.pdf"),
        ('IFERROR(hyperlink( "https://www.ice.gov/a.pdf" ),"")', "https://www.ice.gov/a.pdf"),
        ('HYPERLINK("https://www.ice.gov/"&amp;B2,"link")', None),
        ('HYPERLINK(J2,"link")', None),
        ('IF(B2="",HYPERLINK("https://a.gov","a"),HYPERLINK("https://b.gov","b"))', None),
    ],
)
def test_an_address_is_taken_from_a_formula_that_writes_it_out(formula: str, found: str | None) -> None:
    content = edited(
        by_hand(lambda book: book.worksheets[0].__setitem__("G2", "=1+1")),
        SHEET,
        lambda xml: (
            xml.replace("<f>1+1</f><v></v>", f"<f>{formula}</f><v>link</v>")
            .replace("<f>1+1</f><v />", f"<f>{formula}</f><v>link</v>")
            .replace('<c r="G2"', '<c r="G2" t="str"')
        ),
    )
    [first, *_] = read_table(content, name="a list").rows
    assert (first.cells["moa"], first.links.get("moa")) == ("link", found)


def test_a_cell_that_says_link_and_leads_nowhere_is_told_and_no_missing_document() -> None:
    rows = [(*row[:6], "link") for row in EVERYBODY]
    found = roll(read(Sheet(rows=rows)))
    assert all(row.is_document_unknown for row in found.agreements)
    assert [remark.kind for remark in found.remarks] == ["no address"]
    assert not any(row.is_document_unknown for row in roll(read(Sheet(rows=EVERYBODY))).agreements)


NO_AGENCIES: dict[str, list[Cell]] = {
    "a total": ["", "Total Agencies: 51"],
    "a total under STATE": ["TOTAL", "51"],
    "a state's total": ["KANSAS", "Kansas Total: 12"],
    "a total that counts a model": ["Grand Total", "51 agreements in 4 states", "", "", "Task Force Model: 30"],
    "a state's total of a model": ["KANSAS", "Total", "", "", "Task Force Model"],
    "a count": ["KANSAS", "12"],
    "a note": ["", "* Agencies in bold signed this week."],
    "a note under STATE": ["As of Nov. 6, 2025"],
    "the header again": list(HEADER),
    "a heading": ["KANSAS"],
}


@pytest.mark.parametrize("name", NO_AGENCIES)
def test_a_row_that_names_no_agency_is_left_out_and_told(name: str) -> None:
    found = roll(read(Sheet(rows=[*EVERYBODY[:3], NO_AGENCIES[name], *EVERYBODY[3:]])))
    assert [row.agency for row in found.agreements] == ALL
    [remark] = found.remarks
    assert (remark.kind, "row 5: “" in remark.sentence) == ("left out", True)


def test_a_new_total_is_about_the_same() -> None:
    about = [roll(read(Sheet(rows=[*EVERYBODY, ["", f"Total: {n}"]]))).remarks[0].about for n in (51, 1_052)]
    assert about[0] == about[1]


@pytest.mark.parametrize("column", [0, 4])
def test_an_agency_with_one_cell_that_cant_be_read_is_one(column: int) -> None:
    row = list(sheriff("Osage"))
    row[column] = "#N/A"
    assert roll(read(Sheet(rows=[*EVERYBODY, row]))).agreements[-1].agency == "Osage County Sheriff's Office"


NEAR = ("STATE/TERRITORY", "Law Enforcement Agency*", "Type of Agency", "County Name", "Support Type (Model)",
        "Date Signed by ICE", "MOA Link", "Addendum(s)")  # fmt: skip


def test_near_headers_are_understood_by_the_cells_under_them() -> None:
    table = read(Sheet(rows=EVERYBODY, header=NEAR))
    assert table.columns == read(Sheet(rows=EVERYBODY)).columns
    assert [row.texts for row in table.rows] == [row.texts for row in read(Sheet(rows=EVERYBODY)).rows]


@pytest.mark.parametrize("state", ["ST", "Postal Code"])
@pytest.mark.parametrize("agency", ["Partner", "Participating Entity"])
@pytest.mark.parametrize("signed", ["Date of Agreement", "MOA Date", "Agreement Date", "Executed On"])
def test_other_words_in_a_header_are_understood(state: str, agency: str, signed: str) -> None:
    header = (state, agency, "Category", "Cnty", "287(g)", signed, *HEADER[6:])
    table = read(Sheet(rows=EVERYBODY, header=header))
    assert (agencies(table), table.columns) == (ALL, read(Sheet(rows=EVERYBODY)).columns)


@pytest.mark.parametrize(
    "other",
    ["Expiration Date of MOA", "Date Agreement Sent", "MOA Request Date", "Effective Date of MOA", "Effective Date"],
)
def test_another_date_is_no_signing_date(other: str) -> None:
    header = tuple("Signature Date" if cell == "SIGNED" else cell for cell in HEADER)
    rows = [(*row, "1/2/2024") for row in EVERYBODY]
    signed = [row.cells["signed"] for row in read(Sheet(rows=EVERYBODY)).rows]
    assert [row.cells["signed"] for row in read(Sheet(rows=rows, header=(*header, other))).rows] == signed
    waiting = [(*row[:5], "1/2/2024") for row in EVERYBODY]
    assert "signed" not in read(Sheet(rows=waiting, header=(*PENDING_HEADER, other))).columns


@pytest.mark.parametrize("header", ["STAET", "Law Enforcment Agency", "SUPORT TYPE"])
def test_a_slip_in_a_header_is_understood(header: str) -> None:
    at = {"STAET": 0, "Law Enforcment Agency": 1, "SUPORT TYPE": 4}[header]
    assert agencies(read(Sheet(rows=EVERYBODY, header=[*HEADER[:at], header, *HEADER[at + 1 :]]))) == ALL


def test_a_near_header_over_other_cells_is_none() -> None:
    rows: list[Row] = [("Ozark", *row[1:]) for row in EVERYBODY]
    with pytest.raises(UnreadableTable, match="no column STATE;"):
        read(Sheet(rows=rows, header=("STATE OFFICE", *HEADER[1:])))


def test_where_two_columns_may_be_the_one_the_list_is_refused_and_both_are_named() -> None:
    rows = [(*row, "OHIO") for row in EVERYBODY]
    with pytest.raises(UnreadableTable, match="“STATE/TERRITORY” and “State Name” may both be STATE"):
        read(Sheet(rows=rows, header=("STATE/TERRITORY", *HEADER[1:], "State Name")))


def test_a_date_that_was_only_expected_makes_no_participating_list() -> None:
    rows = [(*row[:5], "2026-01-01") for row in EVERYBODY]
    table = read(Sheet(rows=rows, header=(*PENDING_HEADER, "Expected Signing Date")))
    assert "signed" not in table.columns


def test_parts_named_with_backslashes_are_found() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel(Sheet(rows=EVERYBODY)))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo("x")
            member.filename = name.replace("/", "\\")
            new.writestr(member, old.read(name))
    assert agencies(read_table(out.getvalue(), name="a list")) == ALL


def test_links_stand_on_every_tab() -> None:
    linked = agency("Nixa Police Department")[:6]
    link = Link(text="link", url="https://www.ice.gov/nixa.pdf")
    table = read(Sheet(rows=EVERYBODY), Sheet(rows=[(*linked, link)], title="Page 2"))
    assert dict(table.rows[-1].links) == {"moa": "https://www.ice.gov/nixa.pdf"}
