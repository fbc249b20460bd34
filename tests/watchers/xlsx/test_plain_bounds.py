"""What is taken for plainly small is small: the quick look never lets through what the counting would refuse."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bot.newsroom import EVERYBODY
from tests.hostile.test_workbook import BOMBS, PLAIN
from tests.workbooks import Sheet, excel, parts_of
from watchers.errors import UnreadableTable, Unsafe
from watchers.xlsx import bounds as sheet_bounds
from watchers.xlsx import plain as plain_bounds
from watchers.xlsx.bounds import check_bounds
from watchers.xlsx.plain import plain_sheets

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def counted(parts: dict[str, bytes]) -> bool:
    """Whether the counting, which looks at each tag, lets these parts through."""
    with patch.object(sheet_bounds, "is_plainly_small", lambda *_: False):
        try:
            check_bounds(parts, plain_sheets(parts), name="a list")
        except (Unsafe, UnreadableTable):
            return False
    return True


def is_plainly_small(parts: dict[str, bytes]) -> bool:
    return plain_bounds.is_plainly_small(parts, plain_sheets(parts))


def with_sheet(old: bytes, new: bytes, part: str = SHEET) -> dict[str, bytes]:
    parts = parts_of(PLAIN)
    return parts | {part: parts[part].replace(old, new, 1)}


def test_a_list_as_excel_writes_it_is_plainly_small() -> None:
    assert is_plainly_small(parts_of(PLAIN))
    assert is_plainly_small(parts_of(excel(Sheet(rows=EVERYBODY * 400))))


@pytest.mark.archive
def test_ices_own_lists_are_plainly_small(archive: Path) -> None:
    for path in sorted(archive.glob("*/*.xlsx"))[::12]:
        assert is_plainly_small(parts_of(path.read_bytes())), path.name


@pytest.mark.parametrize("name", BOMBS)
def test_nothing_made_to_swell_is_plainly_small(name: str) -> None:
    parts = parts_of(BOMBS[name]())
    assert not is_plainly_small(parts) or counted(parts)


@pytest.mark.parametrize(
    ("part", "new"),
    [
        (SHEET, b'<row r="3"><c r="AA3"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="3"><c r = "XFD3"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="3"><c s="1" r="XFD3"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="3"><c\nr="XFD3"><v>1</v></c></row></sheetData>'),
        (SHEET, b"<row r='3'><c r='XFD3'><v>1</v></c></row></sheetData>"),
        (SHEET, b'<row r="3"><c r="&#88;FD3"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="3"><x:c r="XFD3"><v>1</v></x:c></row></sheetData>'),
        (SHEET, b'<row r="3"><c><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row><c r="A3"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<row r="70000"><c r="A70000"><v>1</v></c></row></sheetData>'),
        (SHEET, b'<!-- <c r="A1"> --></sheetData>'),
        (SHEET, b"<![CDATA[<c]]></sheetData>"),
    ],
)
def test_whatever_excel_would_not_have_written_so_is_counted(part: str, new: bytes) -> None:
    assert not is_plainly_small(with_sheet(b"</sheetData>", new, part))


def test_a_sheet_in_another_encoding_or_under_other_bytes_is_counted() -> None:
    text = parts_of(PLAIN)[SHEET].decode()
    for disguise in (text.encode("utf-16"), b"\0" + text.encode(), text.replace("UTF-8", "UTF-7").encode()):
        assert not is_plainly_small(parts_of(PLAIN) | {SHEET: disguise})


def test_one_long_text_in_many_cells_is_counted_and_in_few_is_not() -> None:
    long = b"<si><t>" + b"A" * 31_000 + b"</t></si>"
    few = parts_of(PLAIN)
    assert is_plainly_small(few | {STRINGS: few[STRINGS].replace(b"<si>", long + b"<si>", 1)})
    many = parts_of(excel(Sheet(rows=EVERYBODY * 100)))
    assert not is_plainly_small(many | {STRINGS: many[STRINGS].replace(b"<si>", long + b"<si>", 1)})


PIECES = st.sampled_from(
    [
        *(
            b"<c ",
            b"<c",
            b'r="A1"',
            b'r="XFD9"',
            b"r='B2'",
            b'r="Z99999"',
            b">",
            b"/>",
            b"</c>",
            b"<row ",
            b'r="20001"',
        ),
        *(b"</row>", b"<v>1</v>", b' t="s"', b" ", b"\n", b"<x:c ", b"<!--", b"-->", b"<si>", b"<sheet ", b"&#65;"),
    ]
)


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=300, deadline=None)
def test_what_is_plainly_small_and_sound_passes_the_counting(pieces: list[bytes]) -> None:
    parts = with_sheet(b"</sheetData>", b"".join(pieces) + b"</sheetData>")
    scan = sheet_bounds._Scan()
    if is_plainly_small(parts):
        try:
            for name, content in parts.items():
                scan.read(name, content)
            scan.check_sums()
        except sheet_bounds._BrokenError:  # unsound XML, which is refused before
            return
