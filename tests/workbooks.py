"""Excel workbooks for tests, shaped as ICE's are: what a sheet shows is an argument, and the rest is plain."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter

HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")
PENDING_HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A cell that reads `text` and leads to `url`."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """A formula's cell that shows an error, such as `#N/A`."""

    code: str


Cell = str | int | float | Link | CellError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: lines `above` the header, the header, the rows, and `ghosts`, formatted rows that hold nothing."""

    rows: Sequence[Sequence[Cell]]
    header: Sequence[str] = HEADER
    above: Sequence[Sequence[Cell]] = ()
    ghosts: int = 0
    title: str = "Sheet1"


def excel(*sheets: Sheet) -> bytes:
    """The bytes of a workbook with these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        grey = book.add_format({"bg_color": "#eeeeee"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            lines = [*sheet.above, sheet.header, *sheet.rows]
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    _write(page, at, column, cell)
            for at in range(len(lines), len(lines) + sheet.ghosts):
                for column in range(len(sheet.header) + 3):
                    page.write_blank(at, column, None, grey)
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, at: int, column: int, cell: Cell) -> None:
    match cell:
        case None | "":
            pass
        case Link(text=text, url=url):
            page.write_url(at, column, url, string=text)
        case CellError(code=code):
            page.write_formula(at, column, "=NA()", None, code)
        case str():
            page.write_string(at, column, cell)
        case int() | float():
            page.write_number(at, column, cell)


def edited(content: bytes, member: str, edit: Callable[[str], str]) -> bytes:
    """The workbook with one of its XML members changed, which must change it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == member:
                changed = edit(text.decode()).encode()
                assert changed != text
                text = changed
            new.writestr(name, text)
    return out.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """A workbook's parts by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
