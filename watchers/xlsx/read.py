"""Bytes to rows: the table in one of ICE's workbooks, by named header, hyperlinks included.

Cells are read by calamine, which doesn't know hyperlinks and blanks out error cells; `sheet_xml` reads both.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from watchers.errors import UnreadableTable
from watchers.xlsx.bounds import check_bounds, packed_anew
from watchers.xlsx.container import Opened, unpacked
from watchers.xlsx.plain import for_calamine
from watchers.xlsx.sheet_xml import Package, SheetExtras

MAX_ROWS = 20_000
"""ICE's list had 2,600 rows in 2026. Beyond this it isn't a list of agencies."""

_HEADER_WITHIN = 20  # a title or a note may stand above the table

HEADERS = {
    "STATE": "state",
    "LAW ENFORCEMENT AGENCY": "agency",
    "AGENCY": "agency",
    "AGENCY NAME": "agency",
    "LEA": "agency",
    "TYPE": "level",
    "AGENCY TYPE": "level",
    "COUNTY": "county",
    "COUNTIES": "county",
    "SUPPORT TYPE": "model",
    "MODEL": "model",
    "PROGRAM": "model",
    "SIGNED": "signed",
    "DATE SIGNED": "signed",
    "SIGNED DATE": "signed",
    "MOA": "moa",
    "MOU": "moa",
    "ADDENDUM": "addendum",
    "ADDENDA": "addendum",
}
"""The headers ICE has used, and near ones, to the fields of `Printed`. Any other column is passed over."""

_SHEET_NAME = {"state": "STATE", "agency": "LAW ENFORCEMENT AGENCY", "model": "SUPPORT TYPE"}
REQUIRED = tuple(_SHEET_NAME)


class TableRow(NamedTuple):
    """One row with anything in it: a text for each of the table's columns, and links by field of `Printed`.

    `number` counts as Excel does. A tuple of tuples, as there are thousands: a dict for each took longer than the rest.
    """

    number: int
    columns: tuple[str, ...]
    texts: tuple[str, ...]
    links: Mapping[str, str]

    @property
    def cells(self) -> dict[str, str]:
        """The texts by field of `Printed`."""
        return dict(zip(self.columns, self.texts, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first table with the required headers. `columns` are the fields that it has a column for, in its order."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(workbook: bytes | Opened, *, name: str, most_rows: int = MAX_ROWS) -> Table:
    """Read the table out of a workbook as `check_workbook` opened it, or of the bytes that it once let through.

    Raises `UnreadableTable`: not readable as a workbook, more than `most_rows`, or no row with the required headers;
    the message says which are missing. Raises `Unsafe` where it would swell beyond what is bearable.
    """
    best: _Found | None = None
    try:
        opened = unpacked(workbook) if isinstance(workbook, bytes) else workbook
        parts, plain = opened.parts, opened.plain
        check_bounds(parts, plain, name=name)
        package = Package(parts, plain)
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed_anew(for_calamine(parts, plain))))
        for title in book.sheet_names:
            found = _find_header(book.get_sheet_by_name(title))
            if best is None or len(found.columns) > len(best.columns):
                best = found
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableTable(f"{name} can't be read as a workbook ({' '.join(str(error).split())[:200]}).") from error
    if best is None:
        raise UnreadableTable(f"{name} has no sheet.")
    _require(best, name)
    height = best.sheet.end[0] + 1 if best.sheet.end is not None else 0
    if height > most_rows:
        raise UnreadableTable(f"{name} has {height:,} rows; a list of agencies has fewer than {most_rows:,}.")
    extras = package.extras(best.sheet.name, best.columns, last_row=most_rows)
    return Table(columns=tuple(best.columns.values()), rows=tuple(_rows(best, extras)))


@dataclass(frozen=True, slots=True)
class _Found:
    """The row of a sheet that names most columns, at `at`, and the fields it names, by column; both from 0."""

    sheet: CalamineSheet
    at: int
    header: Sequence[object]
    columns: dict[int, str]


def _lines(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    """The sheet's rows from the first one; the columns are those from `_left` on."""
    yield from () if sheet.start is None else sheet.iter_rows()


def _left(sheet: CalamineSheet) -> int:
    """The first column that holds anything, from 0; calamine leaves out those before it."""
    return sheet.start[1] if sheet.start is not None else 0


def _find_header(sheet: CalamineSheet) -> _Found:
    best = _Found(sheet, 0, (), {})
    for at, cells in enumerate(islice(_lines(sheet), _HEADER_WITHIN)):
        found: dict[int, str] = {}
        for column, cell in enumerate(cells, _left(sheet)):
            field = HEADERS.get(" ".join(str(cell).upper().split()))
            if field is not None and field not in found.values():
                found[column] = field
        if at == 0 or len(found) > len(best.columns):
            best = _Found(sheet, at, cells, found)
    return best


def _require(found: _Found, name: str) -> None:
    missing = [_SHEET_NAME[field] for field in REQUIRED if field not in found.columns.values()]
    if not missing:
        return
    shown = [" ".join(str(cell).split())[:40] for cell in found.header if str(cell).strip()]
    says = ", ".join(shown[:12]) or "nothing"
    raise UnreadableTable(
        f"{name} has no column {' and no column '.join(missing)}; its first row that looks like a header says: {says}."
    )


def _rows(found: _Found, extras: SheetExtras) -> Iterator[TableRow]:
    """The rows below the header with anything in them. Put together by column: most hold texts alone."""
    lines = list(islice(_lines(found.sheet), found.at + 1, None))
    columns = {at: _texts(map(itemgetter(at - _left(found.sheet)), lines)) for at in found.columns}
    below = found.at + 1
    for at, shown in extras.errors.items():
        for column in shown.keys() & columns.keys() if 0 <= at - below < len(lines) else ():
            columns[column][at - below] = columns[column][at - below] or shown[column]
    fields = tuple(found.columns.values())
    for at, texts in enumerate(zip(*columns.values(), strict=True), below):
        if any(map(str.strip, texts)):
            yield TableRow(at + 1, fields, texts, extras.links.get(at, {}))


def _texts(cells: Iterable[object]) -> list[str]:
    texts = list(cells)
    return [_text(cell) for cell in texts] if set(map(type, texts)) != {str} else cast("list[str]", texts)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
