"""What is taken for cells as Excel spells them is sound XML, and lies where it is said to lie."""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.workbooks import Cell, CellError, Link, Sheet, excel, parts_of
from watchers.xlsx.bounds import packed_anew
from watchers.xlsx.plain import for_calamine, plain_cells, plain_sheets

NAME = "xl/worksheets/sheet1.xml"
LINES: list[list[Cell]] = [
    [
        "MISSOURI",
        "Webster County & City",
        "County",
        CellError(code="#N/A"),
        "TFM",
        45967,
        Link(text="a", url="https://www.ice.gov/a.pdf"),
        None,
    ]
]
PARTS = parts_of(excel(Sheet(rows=LINES * 3, ghosts=2)))
SHEET = PARTS[NAME]


def row(cells: bytes, row: bytes = b'<row r="9">') -> bytes:
    """The sheet with one more row, as it is written."""
    return SHEET.replace(b"</sheetData>", row + cells + b"</row></sheetData>")


def test_the_cells_of_a_sheet_as_excel_writes_it_are_known_from_the_first_to_the_last() -> None:
    cells = plain_cells(SHEET)
    assert cells is not None
    assert (SHEET[: cells.begin].endswith(b"<sheetData>"), SHEET[cells.end :].startswith(b"</sheetData>")) == (
        True,
    ) * 2
    assert cells.are_near
    assert plain_cells(row(b'<c r="A9" s="3" t="str"><f>IF(A1&gt;2,"&amp;","")</f><v>"e"</v></c><c r="B9" s="1"/>'))


@pytest.mark.archive
def test_the_cells_of_ices_own_lists_are_known(archive: Path) -> None:
    for path in sorted(archive.glob("*/*.xlsx"))[::12]:
        parts = parts_of(path.read_bytes())
        sheets = [name for name, part in parts.items() if b"<sheetData>" in part]
        assert list(plain_sheets(parts)) == sheets, path.name
        assert sheets


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b'<c s="1" r="A9"/>',
        b"<c r='A9'/>",
        b'<c  r="A9"/>',
        b'<c r="A9" r="A9"/>',
        b'<c r="AAAA9"/>',
        b'<c r="A9" t="inlineStr"><is><t>x</t></is></c>',
        b'<c r="A9"><v>1</c></v>',
        b'<c r="A9"><v>1</v>',
        b'<c r="A9"><v>1<v/></v></c>',
        b'<c r="A9"><v>&a;</v></c>',
        b'<c r="A9"><f>&a;</f></c>',
        b'<c r="A9"><f>1 & 2</f></c>',
        b'<c r="A9"><v>]]></v></c>',
        b'<c r="A9"><v>\x01</v></c>',
        b'<c r="A9"><v>\xff</v></c>',
        b'<c r="A9"><v>' + b"1" * 301 + b"</v></c>",
        b'<x:c r="A9"/>',
        b"<!-- -->",
        b"<![CDATA[]]>",
        b"words",
    ],
)
def test_a_cell_that_is_spelt_in_another_way_or_broken_is_left_to_a_parser(cell: bytes) -> None:
    assert plain_cells(row(b'<c r="A9"/>')) is not None
    assert plain_cells(row(cell)) is None


@pytest.mark.parametrize("tag", [b"<row>", b'<row s="1" r="9">', b'<row r="9" ht="1" ht="1">', b'<row r="9" a="1">'])
def test_a_row_that_is_spelt_in_another_way_is_left_to_a_parser(tag: bytes) -> None:
    assert plain_cells(row(b"", row=tag)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<sheetData >"),
        (b"<sheetData>", b"<!-- <sheetData> --><sheetData>"),
        (b'encoding="UTF-8"', b'encoding="cp037"'),
        (b"</worksheet>", b"</worksheet>\0"),
        (b"<sheetData>", b"<x/>" * 20_000 + b"<sheetData>"),
    ],
)
def test_a_sheet_whose_head_is_another_is_left_to_a_parser(old: bytes, new: bytes) -> None:
    assert old in SHEET
    assert plain_cells(SHEET.replace(old, new)) is None


@pytest.mark.parametrize(
    ("place", "is_near"),
    [("Z19999", True), ("A20000", False), ("AA9", False), ("XFD1048576", False)],
)
def test_cells_are_near_up_to_z19999(place: str, is_near: bool) -> None:
    at = place.lstrip("ABCDFXZ")
    cells = plain_cells(row(f'<c r="{place}"/>'.encode(), row=f'<row r="{at}">'.encode()))
    assert cells is not None
    assert cells.are_near == is_near


def test_a_sheet_of_a_hundred_thousand_rows_is_no_harder() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (at, at) for at in range(9, 100_000))
    far = SHEET.replace(b"</sheetData>", rows + b"</sheetData>")
    cells = plain_cells(far)
    assert cells is not None
    assert (cells.are_near, far[cells.end :]) == (False, far[far.index(b"</sheetData>") :])


def test_calamine_reads_the_same_without_its_search_for_merged_cells_and_what_holds_none() -> None:
    def read(parts: dict[str, bytes]) -> list[list[object]]:
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed_anew(parts)))
        return [list(line) for line in book.get_sheet_by_index(0).iter_rows()]

    merged = PARTS | {
        NAME: SHEET.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>')
    }
    for parts in (PARTS, merged):
        without = for_calamine(parts, plain_sheets(parts))
        assert without[NAME] != parts[NAME]
        assert len(without) < len(parts)
        assert read(without) == read(parts)


PIECES = (
    *(b"<c ", b'<c r="A1"', b'<c r="XFD9"', b'<c r="Z20000"', b' s="1"', b' t="e"', b' t="s"', b"/>", b">", b"</c>"),
    *(b"<v>", b"</v>", b"<f>", b"</f>", b"<row ", b'<row r="3"', b"</row>", b"&amp;", b"&", b"-->", b"<!--", b"\x01"),
    *(b"<sheetData>", b"</sheetData>", b'"', b"<", b"\xc3", b"]]>", b"<?x ", b"?>", b" "),
)
PLACES = [found.start() for found in re.finditer(rb"[<>\"]", SHEET)]
CUTS = st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 30), st.lists(st.sampled_from(PIECES))), max_size=3)


@given(CUTS)
@settings(max_examples=400, deadline=None)
def test_cells_that_are_taken_for_plain_are_sound_and_lie_where_they_are_said_to(
    cuts: Iterable[tuple[int, int, list[bytes]]],
) -> None:
    xml = SHEET
    for at, length, pieces in cuts:
        xml = xml[:at] + b"".join(pieces) + xml[at + length :]
    cells = plain_cells(xml)
    if cells is None:
        return
    places: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: places.append(given["r"]) if tag in {"row", "c"} else None
    parser.Parse(b"<sheetData>" + xml[cells.begin : cells.end] + b"</sheetData>", True)
    assert not cells.are_near or all(re.fullmatch("[A-Z]?1?[0-9]{1,4}", place) for place in places)


def test_only_parts_without_cells_are_kept_from_calamine() -> None:
    parts = {NAME: b"<a/>", "docProps/app.xml": b"<Properties/>", "customXml/item1.xml": b"<w><sheetData/></w>"}
    assert list(for_calamine(parts, {})) == [NAME, "customXml/item1.xml"]
