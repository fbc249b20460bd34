"""A workbook made to exhaust or crash its reader: each is refused within a second, and the bot goes on."""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.poll.check import Found
from tests.bot.newsroom import EVERYBODY, Newsroom, lists, sheriff
from tests.workbooks import Sheet, edited, excel
from watchers.diff import plausible
from watchers.errors import NotAWorkbook, UnreadableTable, Unsafe, WatchError
from watchers.spreadsheet.read import read_workbook
from watchers.table.read import read_table

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
PLAIN = excel(Sheet(rows=EVERYBODY))
RELATION = '<Relationship Id="rId1" Type="hyperlink" Target="https://www.ice.gov/a.pdf" TargetMode="External"/>'
RELATIONS = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{RELATION}'


def with_rows(xml: str) -> bytes:
    return edited(PLAIN, SHEET, lambda sheet: sheet.replace("</sheetData>", f"{xml}</sheetData>"))


def with_links(xml: str) -> bytes:
    """The sheet with hyperlinks, whose relationship rId1 leads to ICE."""
    linked = edited(
        PLAIN, SHEET, lambda sheet: sheet.replace("</sheetData>", f"</sheetData><hyperlinks>{xml}</hyperlinks>")
    )
    return with_part(linked, "xl/worksheets/_rels/sheet1.xml.rels", f"{RELATIONS}</Relationships>".encode())


def with_part(content: bytes, name: str, part: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", packing) as packed:
        packed.writestr(name, part)
    return out.getvalue()


def one_text_in_many_cells() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(100, 2000))
    return edited(with_rows(rows), STRINGS, lambda xml: xml.replace("<t>", f"<t>{'A' * 30_000}", 1))


def sheets_of_one_part(number: int) -> bytes:
    more = "".join(f'<sheet name="n{n}" sheetId="{n + 9}" r:id="rId1"/>' for n in range(number))
    return edited(PLAIN, BOOK, lambda xml: xml.replace("</sheets>", f"{more}</sheets>"))


BOMBS: dict[str, Callable[[], bytes]] = {
    "a cell in the last corner": lambda: with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a cell behind the last corner": lambda: with_rows('<row r="3"><c r="ZZZZZZZZZZ3"><v>1</v></c></row>'),
    "a row that is no number of rows": lambda: with_rows('<row r="4294967295"><c><v>1</v></c></row>'),
    "a reference of 5,000 digits": lambda: with_rows(f'<row r="9"><c r="A{"9" * 5000}"><v>1</v></c></row>'),
    "one long text in many cells": one_text_in_many_cells,
    "a text longer than Excel's": lambda: edited(
        PLAIN, STRINGS, lambda xml: xml.replace("<t>", f"<t>{'A' * 40_000}", 1)
    ),
    "many sheets of one part": lambda: sheets_of_one_part(20_000),
    "a deep tree": lambda: with_rows("<a>" * 600_000 + "</a>" * 600_000),
    "elements without end": lambda: with_rows("<c/>" * 4_000_001),
    "XML that only a lenient reader takes": lambda: with_rows("<c r='A9'><v>1</c></v>"),
    "a sheet behind bytes that are no XML": lambda: edited(PLAIN, SHEET, lambda xml: f"\0\1{xml}"),
    "links over the whole sheet, many times": lambda: with_links(
        '<hyperlink ref="A1:XFD1048576" r:id="rId1"/>' * 90_000
    ),
}


def checked_and_read(content: bytes) -> None:
    read_workbook(content, where="p.xlsx")  # the zip itself is harmless: at most 50 MB
    read_table(content, name="p.xlsx")


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_that_would_swell_is_refused_before_it_is_read(name: str) -> None:
    content = BOMBS[name]()
    begin = time.process_time()
    with pytest.raises((Unsafe, NotAWorkbook)) as caught:
        checked_and_read(content)
    allowed = 60 if sys.gettrace() else 5  # a second here, many under coverage; unbounded, minutes or the process
    assert time.process_time() - begin < allowed
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "reference", ["ß1", "A" + "9" * 5000, "A" * 5000 + "1", "", ":", "A0:", "G2:ß9", "\u0661\u0662"]
)
def test_a_link_over_a_cell_that_is_none_is_no_link(reference: str) -> None:
    rows = read_table(with_links(f'<hyperlink ref="{reference}" r:id="rId1"/>'), name="p.xlsx").rows
    assert [row.links for row in rows] == [{}] * len(EVERYBODY)


def test_an_error_cell_that_is_none_of_excels_is_told_in_one_short_line() -> None:
    content = with_rows(f'<row r="20"><c r="A20" t="e"><v>#\x9b31m{"N" * 30_000}</v></c></row>')
    with pytest.raises(UnreadableTable) as caught:
        read_table(content, name="p.xlsx")
    assert len(str(caught.value)) < 300


def test_numbers_and_days_beyond_all_bounds_are_texts_like_others() -> None:
    cells = "".join(
        f'<c r="{c}20"><v>{v}</v></c>' for c, v in zip("ABCD", ["1e400", "-1e300", "nan", "2958466"], strict=True)
    )
    [*_, last] = read_table(with_rows(f'<row r="20">{cells}</row>'), name="p.xlsx").rows
    assert last.cells["agency"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_packing_that_excel_does_not_know_is_refused_unopened(packing: int) -> None:
    with pytest.raises(NotAWorkbook, match="packed in a way that Excel doesn't know"):
        read_workbook(with_part(PLAIN, "xl/media/a.bin", bytes(1000), packing), where="The list")


def test_calamine_reads_what_was_checked_and_nothing_else_in_the_file() -> None:
    hidden = excel(Sheet(rows=[sheriff("Hidden")]))
    # The workbook that stands first in the file is not the one that its table of contents, at the end, tells of.
    assert len(read_table(hidden + PLAIN, name="p.xlsx").rows) == len(EVERYBODY)


def test_three_times_as_many_rows_as_ice_has_are_still_a_list() -> None:
    many = excel(Sheet(rows=[sheriff(f"County{n}") for n in range(8_000)]))
    assert len(read_table(many, name="p.xlsx").rows) == 8_000


def test_a_list_that_would_take_hours_to_compare_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plausible, "MOST_PAIRS", 2_000)
    room = Newsroom(tmp_path)
    before, after = ([sheriff(f"{name}{n}") for n in range(120)] for name in ("Alpha", "Beta"))
    assert room.sees(*EVERYBODY, *before, waiting=None).found is Found.BASELINE
    assert room.sees(*EVERYBODY, *after, waiting=None).holds[0].suspicion.rule == "unlike"
    assert room.sees(*EVERYBODY, *before, sheriff("Osage"), waiting=None).found is Found.CHANGED


@pytest.mark.parametrize("name", ["a cell in the last corner", "links over the whole sheet, many times"])
def test_the_bot_survives_a_bomb_tells_its_operators_and_takes_the_next_list(name: str, tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.ice.post({"Participating Agencies": BOMBS[name]()})
    with pytest.raises(WatchError):
        room.poll()
    assert room.sees(*EVERYBODY, sheriff("Osage")).found is Found.CHANGED


def test_lists_that_take_turns_at_each_poll_add_only_the_note_that_they_were_there(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    one, other = (lists(*EVERYBODY, sheriff(name)) for name in ("Osage", "Reno"))
    room.ice.post(one)
    room.poll()
    sizes = []
    for _ in range(6):
        for found in (other, one):
            room.ice.post(found)
            room.poll(deliver=False)
        sizes.append(room.state_file.stat().st_size)
    assert sizes[-1] - sizes[-2] <= 1000  # bytes for two lists; no events, no messages
