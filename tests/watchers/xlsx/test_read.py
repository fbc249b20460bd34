from string import ascii_uppercase

import pytest

from tests.workbooks import HEADER, PENDING_HEADER, Cell, CellError, Link, Sheet, edited, excel
from watchers.errors import NotAWorkbook, UnreadableTable, Unsafe
from watchers.model.table import Table
from watchers.spreadsheet.read import read_workbook
from watchers.table.read import read_table

SHEET = "xl/worksheets/sheet1.xml"
MOA = "https://www.ice.gov/doclib/287g/moa/websterCountyMo.pdf"
ADDENDUM = "https://www.ice.gov/doclib/287g/moa/websterCountyMoAddendum.pdf"


def row(agency: str = "Webster County Sheriff's Office", moa: Cell = "link pending") -> list[Cell]:
    return ["MISSOURI", agency, "County", "Webster County", "Task Force Model", 45967, moa, None]


def read(*sheets: Sheet) -> Table:
    return read_table(excel(*sheets), name="participating.xlsx")


def test_a_row_is_read_by_its_headers() -> None:
    table = read(Sheet(rows=[row()]))
    assert table.columns == ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
    [only] = table.rows
    assert only.number == 2
    assert only.cells == {
        "state": "MISSOURI",
        "agency": "Webster County Sheriff's Office",
        "level": "County",
        "county": "Webster County",
        "model": "Task Force Model",
        "signed": "45967",
        "moa": "link pending",
        "addendum": "",
    }


def test_the_columns_order_plays_no_part() -> None:
    turned = read(Sheet(header=HEADER[::-1], rows=[row()[::-1]]))
    assert turned.rows[0].cells == read(Sheet(rows=[row()])).rows[0].cells


def test_a_header_counts_in_any_case_with_any_spaces_and_under_a_near_name() -> None:
    header = (" state ", "Agency\u00a0Name", "type", "COUNTY", "Support\nType", "Date Signed", "mou", "ADDENDA")
    assert read(Sheet(header=header, rows=[row()])).rows[0].cells == read(Sheet(rows=[row()])).rows[0].cells


def test_columns_without_a_name_or_with_an_unknown_one_are_passed_over() -> None:
    table = read(Sheet(header=["", *HEADER, "SORT KEY"], rows=[["x", *row(), "17"]]))
    assert table.columns == ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
    assert table.rows[0].cells["state"] == "MISSOURI"


def test_of_two_columns_with_one_name_the_first_counts() -> None:
    table = read(Sheet(header=[*HEADER, "STATE"], rows=[[*row(), "KANSAS"]]))
    assert table.rows[0].cells["state"] == "MISSOURI"


def test_the_pending_list_has_no_signed_column() -> None:
    table = read(Sheet(header=PENDING_HEADER, rows=[row()[:5]]))
    assert table.columns == ("state", "agency", "level", "county", "model")


def test_a_list_with_a_header_alone_is_an_empty_table() -> None:
    assert read(Sheet(header=PENDING_HEADER, rows=[])).rows == ()


def test_a_title_and_a_note_above_the_table_are_passed_over() -> None:
    table = read(Sheet(above=[["287(g) agencies, by STATE"], [], ["As of", 45967]], rows=[row()]))
    assert [r.number for r in table.rows] == [5]


def test_the_sheet_that_has_the_table_is_found_wherever_it_lies() -> None:
    notes = Sheet(title="Notes", header=["STATE", "Remark"], rows=[["TEXAS", "see the other sheet"]])
    agencies = Sheet(title="Agencies & more", rows=[row(moa=Link(text="link", url=MOA))])
    for sheets in ((notes, agencies), (agencies, notes)):
        [only] = read(*sheets).rows
        assert only.cells["agency"] == "Webster County Sheriff's Office"
        assert only.links == {"moa": MOA}


def test_rows_that_hold_nothing_are_no_rows() -> None:
    table = read(Sheet(rows=[row("Barry County Sheriff's Office"), [], [" ", "\u00a0"], row()], ghosts=40))
    assert [(r.number, r.cells["agency"]) for r in table.rows] == [
        (2, "Barry County Sheriff's Office"),
        (5, "Webster County Sheriff's Office"),
    ]


def test_documents_are_found_behind_the_cells_words() -> None:
    cells = [*row(moa=Link(text="link", url=MOA))[:7], Link(text="addendum", url=ADDENDUM)]
    [_, second] = read(Sheet(rows=[row("Barry County Sheriff's Office"), cells])).rows
    assert second.cells["moa"] == "link"
    assert second.links == {"moa": MOA, "addendum": ADDENDUM}


def test_a_link_keeps_what_stands_behind_its_hash_sign() -> None:
    [only] = read(Sheet(rows=[row(moa=Link(text="link", url=f"{MOA}#page=3"))])).rows
    assert only.links == {"moa": f"{MOA}#page=3"}


def test_a_link_over_several_cells_counts_for_each_of_them() -> None:
    rows = [row("Barry County Sheriff's Office", Link(text="link", url=MOA)), row(), row("Ozark County Sheriff")]
    content = edited(excel(Sheet(rows=rows)), SHEET, lambda xml: xml.replace('ref="G2"', 'ref="F2:H3"'))
    links = [r.links for r in read_table(content, name="a.xlsx").rows]
    assert links == [{"signed": MOA, "moa": MOA, "addendum": MOA}, {"signed": MOA, "moa": MOA, "addendum": MOA}, {}]


def test_a_link_over_a_whole_column_costs_no_more_than_the_longest_list() -> None:
    content = excel(Sheet(rows=[row(moa=Link(text="link", url=MOA))]))
    endless = edited(content, SHEET, lambda xml: xml.replace('ref="G2"', 'ref="A1:XFD1048576"'))
    assert read_table(endless, name="a.xlsx").rows[0].links["moa"] == MOA


def test_a_link_within_the_workbook_is_no_document() -> None:
    assert read(Sheet(rows=[row(moa=Link(text="link", url="internal:Sheet1!A1"))])).rows[0].links == {}


@pytest.mark.parametrize(
    ("formulas", "leads_to"),
    [
        (['HYPERLINK("https://a.gov/1","link")', 'hyperlink( "https://a.gov/2" )'], ["1", "2"]),
        (['HYPERLINK(J2,"link")', "HYPERLINK($J$3)"], ["2", "3"]),
        (['HYPERLINK(J3,"link")', 'HYPERLINK(K3,"link")'], ["3", ""]),
        (['HYPERLINK(J9,"link")', 'HYPERLINK(Sheet2!J3,"link")'], ["", ""]),
        (['HYPERLINK(CONCATENATE(J2,"x"),"link")', 'HYPERLINK("https://a.gov/1")&HYPERLINK(J2)'], ["", ""]),
        (['<f t="shared" ref="G2:G3" si="0">HYPERLINK(J2,"link")</f>', '<f t="shared" si="0"/>'], ["2", "3"]),
        (['<f t="shared" ref="G2:G3" si="0">HYPERLINK($J$2,"link")</f>', '<f t="shared" si="0"/>'], ["2", "2"]),
        (['<f t="shared" ref="G2:G3" si="0">SUM(J2)</f>', '<f t="shared" si="0"/>'], ["", ""]),
    ],
)
def test_a_formula_leads_where_it_says_or_where_its_cell_says(formulas: list[str], leads_to: list[str]) -> None:
    def cells(number: int, formula: str) -> str:
        spelt = formula if formula.startswith("<") else f"<f>{formula}</f>".replace("&", "&amp;")
        return (
            f'<c r="G{number}" t="str">{spelt}<v>link</v></c><c r="J{number}" t="inlineStr"><is><t>'
            f'https://a.gov/{number}</t></is></c><c r="K{number}" t="str"><v>a.gov</v></c></row>'
        )

    def edit(xml: str) -> str:
        head, second, third, end = xml.split("</row>")
        return f"{head}</row>{second}{cells(2, formulas[0])}{third}{cells(3, formulas[1])}{end}"

    content = edited(excel(Sheet(rows=[row(moa=None), row("Barry County Sheriff", moa=None)])), SHEET, edit)
    links = [each.links.get("moa", "") for each in read_table(content, name="a.xlsx").rows]
    assert links == [f"https://a.gov/{end}" if end else "" for end in leads_to]


def test_an_error_cell_is_read_as_it_shows() -> None:
    cells = row()
    cells[3] = CellError(code="#N/A")
    [broken, sound] = read(Sheet(rows=[cells, row()])).rows
    assert broken.cells["county"] == "#N/A"
    assert sound.cells["county"] == "Webster County"


def spelt(content: bytes, member: str, *changes: tuple[str, str]) -> bytes:
    """The workbook with its XML spelt another way that means the same."""

    def edit(xml: str) -> str:
        for old, new in changes:
            assert old in xml
            xml = xml.replace(old, new)
        return xml

    return edited(content, member, edit)


RELS = "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize(
    ("member", "changes"),
    [
        (RELS, [("ice.gov", "ice&#46;gov")]),
        (RELS, [('"', "'")]),
        (RELS, [(' TargetMode="External"', "")]),
        (RELS, [("b=1&amp;c", "b=1&#38;c")]),
        (RELS, [("<Relationship ", '<Relationship Id="rId9" Type="image" Target="../é.png"/><Relationship ')]),
        (RELS, [("<Relationship ", '<Relationship Id="rId9" Type="image" Target="../a.png"/><Relationship ')]),
        (RELS, [('Id="rId1" ', ""), ("/></", ' Id="rId1"/></')]),
        (RELS, [("<Relationships", "<!-- <Relationship Id='x'/> --><Relationships")]),
        (RELS, [("<Relationship", "<r:Relationship"), ("</Rel", "</r:Rel"), ("xmlns=", "xmlns:r=")]),
        (SHEET, [("sheetData>", "sheetData >"), ("</sheetData >", "</sheetData\n>")]),
        (SHEET, [("<sheetData>", "<!-- <sheetData> --><sheetData>")]),
        (SHEET, [('t="e"', "t='e'")]),
        (SHEET, [('<c r="D2"', '<c s="e" r="D2"')]),
        (SHEET, [("</worksheet>", "<!-- </sheetData> --></worksheet>")]),
        (SHEET, [("</row></sheetData>", '</row><row r="9"><c r="A9" t="str"><v>"e"</v></c></row></sheetData>')]),
    ],
)
def test_links_and_error_cells_are_found_however_the_xml_is_spelt(member: str, changes: list[tuple[str, str]]) -> None:
    cells = row(moa=Link(text="link", url="https://www.ice.gov/a.pdf?b=1&c=2"))
    cells[3] = CellError(code="#N/A")
    [plain, sound] = read(Sheet(rows=[cells, row()])).rows
    content = spelt(excel(Sheet(rows=[cells, row()])), member, *changes)
    assert read_table(content, name="p.xlsx").rows[:2] == (plain, sound)
    assert plain.links == {"moa": "https://www.ice.gov/a.pdf?b=1&c=2"}
    assert (plain.cells["county"], sound.cells["county"]) == ("#N/A", "Webster County")


@pytest.mark.parametrize(
    ("lacking", "says"),
    [
        ({"SUPPORT TYPE"}, "p.xlsx has no column SUPPORT TYPE;"),
        ({"STATE", "SUPPORT TYPE"}, "p.xlsx has no column STATE and no column SUPPORT TYPE;"),
        ({"LAW ENFORCEMENT AGENCY"}, "p.xlsx has no column LAW ENFORCEMENT AGENCY;"),
    ],
)
def test_a_missing_column_is_named(lacking: set[str], says: str) -> None:
    header = ["Remark" if name in lacking else name for name in HEADER]
    with pytest.raises(UnreadableTable) as caught:
        read_table(excel(Sheet(header=header, rows=[row()])), name="p.xlsx")
    assert str(caught.value).startswith(says)
    assert "Remark" in str(caught.value)


def test_a_workbook_without_any_table_says_what_it_found_instead() -> None:
    with pytest.raises(UnreadableTable, match="says: nothing"):
        read_table(excel(Sheet(header=[], rows=[])), name="p.xlsx")


def test_a_sheet_of_too_many_rows_is_no_list_of_agencies() -> None:
    content = excel(Sheet(rows=[row(f"Agency {n}") for n in range(40)]))
    assert len(read_table(read_workbook(content, where="p.xlsx", most_rows=41), name="p.xlsx").rows) == 40
    with pytest.raises(UnreadableTable, match=r"p\.xlsx has 41 rows; a list of agencies has fewer than 40"):
        read_workbook(content, where="p.xlsx", most_rows=40)


def with_cell(at: str, cell: str) -> bytes:
    """A list of one row with a cell added below it."""
    end = f'<row r="{at.lstrip(ascii_uppercase)}">{cell}</row></sheetData>'
    return edited(excel(Sheet(rows=[row()])), SHEET, lambda xml: xml.replace("</sheetData>", end))


@pytest.mark.parametrize("at", ["XFD1048576", "ABC19000", "K9000000"])
def test_a_stray_cell_far_from_the_table_is_told_before_room_is_made_for_all_between(at: str) -> None:
    with pytest.raises(
        Unsafe, match=r"^p\.xlsx was not opened: its sheets span [0-9,]+ cells, where at most 2,000,000"
    ):
        read_table(with_cell(at, f'<c r="{at}"><v>1</v></c>'), name="p.xlsx")


def test_a_cell_far_to_the_right_of_a_short_list_does_no_harm() -> None:
    assert len(read_table(with_cell("XFD3", '<c r="XFD3"><v>1</v></c>'), name="p.xlsx").rows) == 1


def test_a_cell_far_away_that_holds_nothing_but_a_format_does_no_harm() -> None:
    assert len(read_table(with_cell("XFD1048576", '<c r="XFD1048576" s="1"/>'), name="p.xlsx").rows) == 1


def test_what_is_no_workbook_is_told_by_its_name() -> None:
    with pytest.raises(NotAWorkbook, match=r"^p\.xlsx is a file that begins b'<html>Ac'"):
        read_table(b"<html>Access denied</html>", name="p.xlsx")


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_that_declares_a_document_type_is_refused(member: str) -> None:
    content = edited(
        excel(Sheet(rows=[row(moa=Link(text="link", url=MOA))])),
        member,
        lambda xml: xml.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "aaaa">]>\n', 1),
    )
    with pytest.raises(UnreadableTable, match="document type"):
        read_table(content, name="p.xlsx")


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        ("</Relationships>", ""),
        ("www", "\x01"),
        ("www", "&"),
        ("www", "<"),
        ("/></Rel", "/>&</Rel"),
        ("Target=", "Id="),
    ],
)
def test_damaged_xml_is_told_as_such(sound: str, damaged: str) -> None:
    content = spelt(excel(Sheet(rows=[row(moa=Link(text="link", url=MOA))])), RELS, (sound, damaged))
    with pytest.raises(UnreadableTable, match="broken XML"):
        read_table(content, name="p.xlsx")
