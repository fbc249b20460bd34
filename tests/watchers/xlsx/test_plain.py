"""Cells that are read without an XML parser: only what a parser would find sound, and the same in either way."""

import pytest

from tests.workbooks import Cell, CellError, Link, Sheet, edited, excel, parts_of
from watchers.table.read import read_table
from watchers.xlsx.plain import begin_of_rows, plain_rows

SHEET = "xl/worksheets/sheet1.xml"
ROW: list[Cell] = [
    "MISSOURI",
    "Webster County Sheriff's Office",
    "County",
    CellError(code="#N/A"),
    "Task Force Model",
    45967,
]
PLAIN = excel(Sheet(rows=[[*ROW, Link(text="link", url="https://www.ice.gov/a.pdf")], ["TEXAS"]], ghosts=3))
XML = parts_of(PLAIN)[SHEET].replace(b"<f>NA()</f>", b"")


BEGIN = begin_of_rows(XML) or 0
ROWS = XML[BEGIN:]


def test_a_sheet_as_excel_writes_it_is_known_from_its_first_row_to_its_last() -> None:
    found = plain_rows(ROWS)
    assert found is not None
    assert XML[:BEGIN].endswith(b"<sheetData>")
    assert ROWS[found.end :].startswith(b"</sheetData>")
    assert (found.last, found.errors, found.texts, found.hidden) == (5, {(1, 3): "#N/A"}, XML.count(b't="s"'), [])


def test_hidden_rows_are_told() -> None:
    found = plain_rows(ROWS.replace(b'<row r="2" spans="1:11">', b'<row r="2" spans="1:11" hidden="1">'))
    assert found is not None
    assert found.hidden == [1]


def test_a_row_that_is_cut_off_waits_for_the_rest() -> None:
    second = ROWS.index(b'<row r="2"')
    found = plain_rows(ROWS[: second + 200])
    assert found is not None
    assert (found.last, found.end) == (0, second)


def test_a_cell_of_a_row_far_below_its_own_is_seen() -> None:
    found = plain_rows(ROWS.replace(b'r="B1"', b'r="B123456"'))
    assert found is not None
    assert (found.last, found.lowest) == (5, 123_455)


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        (b'encoding="UTF-8"', b'encoding="UTF-16"'),
        (b' encoding="UTF-8"', b""),
        (b"<sheetData>", b"<!-- <sheetData> --><sheetData>"),
        (b"<sheetData>", b"<?x <sheetData> ?><sheetData>"),
        (b"<sheetData>", b"<sheetData >"),
    ],
)
def test_a_sheet_that_begins_otherwise_is_left_to_the_parser(plain: bytes, odd: bytes) -> None:
    assert plain in XML
    assert begin_of_rows(XML.replace(plain, odd, 1)) is None


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        (b'<c r="A1"', b'<c  r="A1"'),
        (b'<c r="A1"', b'<c r="AA1"'),
        (b'<c r="A1"', b'<c r="A20000000"'),
        (b'<c r="A1" t="s">', b'<c r="A1" t="s" t="s">'),
        (b'<c r="A1" t="s">', b'<c r="A1" r="A1" t="s">'),
        (b'spans="1:11"', b'spans="1:11" spans="1:11"'),
        (b"<v>0</v>", b"<v>&amp;</v>"),
        (b"<v>0</v>", b"<v><!-- --></v>"),
        (b"<v>0</v>", b"<v>0</v><v>1</v>"),
        (b"<v>0</v>", b"<f>1+1</f><v>0</v>"),
        (b"<v>0</v>", b"<v>]]></v>"),
        (b"<v>0</v>", "<v>\u00e9</v>".encode()),
        (b"<v>0</v></c>", b"<v>0</c></v>"),
        (b"</row>", b""),
    ],
)
def test_a_row_that_is_spelt_otherwise_is_left_to_the_parser(plain: bytes, odd: bytes) -> None:
    assert plain in ROWS
    assert plain_rows(ROWS.replace(plain, odd, 1)) is None


@pytest.mark.parametrize(
    ("plain", "same"),
    [
        ("<sheetData>", "<sheetData >"),
        ("<sheetData>", "<!-- --><sheetData>"),
        ('<c r="A2"', "<c  r='A2'"),
        ('<c r="A999"', "<c  r='A999'"),
        ('<c r="A2001"', "<c  r='A2001'"),
        ('<row r="1500" spans="1:7"', '<row spans="1:7"'),
    ],
)
def test_a_list_is_the_same_whichever_of_its_rows_are_plain(plain: str, same: str) -> None:
    content = excel(Sheet(rows=[[*ROW[:3], CellError(code="#N/A"), *ROW[4:], str(n)] for n in range(2_000)]))
    without = edited(content, SHEET, lambda xml: xml.replace("<f>NA()</f>", ""))
    otherwise = edited(without, SHEET, lambda xml: xml.replace(plain, same, 1))
    table = read_table(otherwise, name="p.xlsx")
    assert table == read_table(without, name="p.xlsx")
    assert {row.cells["county"] for row in table.rows} == {"#N/A"}


def test_what_is_no_sheet_has_no_rows() -> None:
    assert begin_of_rows(b"") is None
    assert begin_of_rows(b'<?xml version="1.0" encoding="UTF-8"?><sst/>') is None
