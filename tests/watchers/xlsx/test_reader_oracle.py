"""The reader held against openpyxl, which reads slowly and knows everything: every cell, every hyperlink.

All of the archive takes a minute: `pytest -m "long and archive" tests/watchers/xlsx/test_reader_oracle.py`.
"""

import io
import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.workbooks import Cell, CellError, Link, Sheet, excel
from watchers.table.columns import HEADERS
from watchers.table.read import read_table

Rows = dict[int, tuple[dict[str, str], Mapping[str, str]]]
"""By the row's number: its cells and its links, each by field."""


def ours(content: bytes) -> Rows:
    return {row.number: (row.cells, row.links) for row in read_table(content, name="a list").rows}


def plainly(content: bytes) -> Rows:
    """What openpyxl sees in the columns that we read; the header of ICE's lists is the first row of the first sheet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has no use for data validation, and says so
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    header, *rows = sheet.iter_rows()
    fields = [HEADERS.get(" ".join(str(cell.value or "").upper().split())) for cell in header]
    found: Rows = {}
    for number, row in enumerate(rows, 2):
        named = [(field, cell) for field, cell in zip(fields, row, strict=True) if field]
        cells = {field: printed(cell.value) for field, cell in named}
        if any(text.strip() for text in cells.values()):
            found[number] = cells, {f: url for f, cell in named if (url := address(cell.hyperlink))}
    return found


def printed(value: object) -> str:
    return "" if value is None else value.date().isoformat() if isinstance(value, datetime) else str(value)


def address(link: Hyperlink | None) -> str | None:
    if link is None or link.target is None:
        return None
    return f"{link.target}#{link.location}" if link.location else str(link.target)


def workbooks(archive: Path) -> list[Path]:
    found = sorted(archive.glob("*/*.xlsx"))
    assert len(found) > 300
    return found


@pytest.mark.archive
def test_some_of_ices_lists_are_read_as_openpyxl_reads_them(archive: Path) -> None:
    lists = workbooks(archive)
    longest = max(lists, key=lambda path: path.stat().st_size)
    for path in (longest, lists[0], lists[-1]):
        assert ours(path.read_bytes()) == plainly(path.read_bytes()), path.name


@pytest.mark.long
@pytest.mark.archive
def test_every_one_of_ices_lists_is_read_as_openpyxl_reads_it(archive: Path) -> None:
    rows = links = 0
    for path in workbooks(archive):
        found = ours(path.read_bytes())
        assert found == plainly(path.read_bytes()), path.name
        rows += len(found)
        links += sum(len(of_row) for _, of_row in found.values())
    assert rows > 100_000
    assert links > 100_000


def test_a_made_up_list_is_read_as_openpyxl_reads_it() -> None:
    moa = Link(text="link", url="https://www.ice.gov/doclib/287g/moa/a b&c.pdf?x=1&y=2#page=3")
    lines: list[list[Cell]] = [
        ["MISSOURI", "Webster “County” <Sheriff's> Office & Jail", "County", "Ozark\nCounty", "TFM", 45967, moa, moa],
        ["FLORIDA", " St. Johns County Sheriff ", "County", CellError(code="#N/A"), "“e”", "5025-07-07", '"e"', None],
        [None, None, "\u00a0", None, None, None, None, None],
        ["TEXAS", "Bee County", None, CellError(code="#REF!"), "t='e'", 45967.5, "hyperlink", moa],
    ]
    content = excel(Sheet(rows=lines, ghosts=10))
    assert ours(content) == plainly(content)
    assert list(ours(content)) == [2, 3, 5]
