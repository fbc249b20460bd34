"""Cells that are read without an XML parser: only what a parser would find sound, and the same in either way."""

import pytest

from tests.workbooks import Cell, CellError, Link, Sheet, edited, excel, parts_of
from watchers.table.read import read_table
from watchers.xlsx.plain import plain_cells

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


def test_a_sheet_as_excel_writes_it_is_known_by_its_first_and_last_row() -> None:
    found = plain_cells(XML)
    assert found is not None
    assert XML[: found.begin].endswith(b"<sheetData>")
    assert XML[found.end :].startswith(b"</sheetData>")
    assert found.errors == {(1, 3): "#N/A"}
    assert found.texts == XML.count(b't="s"')
    assert found.hidden_rows == []


def test_hidden_rows_are_told() -> None:
    found = plain_cells(XML.replace(b'<row r="2" spans="1:11">', b'<row r="2" spans="1:11" hidden="1">'))
    assert found is not None
    assert found.hidden_rows == [1]


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        (b'encoding="UTF-8"', b'encoding="UTF-16"'),
        (b' encoding="UTF-8"', b""),
        (b"<sheetData>", b"<!-- <sheetData> --><sheetData>"),
        (b"<sheetData>", b"<?x <sheetData> ?><sheetData>"),
        (b"<sheetData>", b"<sheetData >"),
        (b"</sheetData>", b"</sheetData >"),
        (b'<c r="A1"', b'<c  r="A1"'),
        (b'<c r="A1"', b'<c r="AA1"'),
        (b'<c r="A1"', b'<c r="A20000"'),
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
        (b"</row></sheetData>", b"</sheetData>"),
        (b"</row></sheetData>", b"</row>"),
    ],
)
def test_what_is_spelt_otherwise_is_left_to_the_parser(plain: bytes, odd: bytes) -> None:
    assert plain in XML
    assert plain_cells(XML.replace(plain, odd, 1)) is None


@pytest.mark.parametrize(("plain", "same"), [("<sheetData>", "<sheetData >"), ("<sheetData>", "<!-- --><sheetData>")])
def test_a_list_is_the_same_with_the_parser_and_without(plain: str, same: str) -> None:
    otherwise = edited(PLAIN, SHEET, lambda xml: xml.replace(plain, same, 1))
    assert read_table(otherwise, name="p.xlsx") == read_table(PLAIN, name="p.xlsx")


def test_no_cell_is_counted_in_a_sheet_of_none() -> None:
    assert plain_cells(b"") is None
    assert plain_cells(b'<?xml version="1.0" encoding="UTF-8"?><sst/>') is None
