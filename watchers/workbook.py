"""Bytes to rows: the table in one of ICE's workbooks, by named header, hyperlinks included.

Cells are read by calamine, which doesn't know hyperlinks and blanks out error cells; `sheet_xml` reads both.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from watchers.errors import UnreadableTable
from watchers.sheet_bounds import check_bounds, packed_anew, unpacked
from watchers.sheet_xml import SheetExtras, read_extras

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

Cells = Sequence[Sequence[object]]
"""A sheet's values, row by row from A1."""

_SHEET_NAME = {"state": "STATE", "agency": "LAW ENFORCEMENT AGENCY", "model": "SUPPORT TYPE"}
REQUIRED = tuple(_SHEET_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row with anything in it. `cells` and `links` go by field of `Printed`; `number` counts as Excel does."""

    number: int
    cells: dict[str, str]
    links: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first table with the required headers. `columns` are the fields that it has a column for, in its order."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(content: bytes, *, name: str) -> Table:
    """Read the table out of a workbook that `source` has found safe to unzip.

    Raises `UnreadableTable`: not readable as a workbook, too many rows, or no row with the required headers; the
    message says which are missing. Raises `Unsafe` where it would swell beyond what is bearable.
    """
    try:
        parts = unpacked(content)
        check_bounds(parts, name=name)
        content = packed_anew(parts)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableTable(f"{name} can't be read as a workbook ({' '.join(str(error).split())[:200]}).") from error
    best: tuple[int, str, Cells, int, dict[int, str]] | None = None
    for title, cells in sheets:
        at, columns = _find_header(cells)
        if best is None or len(columns) > best[0]:
            best = (len(columns), title, cells, at, columns)
    if best is None:
        raise UnreadableTable(f"{name} has no sheet.")
    _, title, rows, header_at, columns = best
    _require(columns, rows, header_at, name)
    if len(rows) > MAX_ROWS:
        raise UnreadableTable(f"{name} has {len(rows):,} rows; a list of agencies has fewer than {MAX_ROWS:,}.")
    extras = read_extras(content, title, frozenset(columns), last_row=MAX_ROWS)
    return Table(
        columns=tuple(columns.values()),
        rows=tuple(_rows(rows, header_at, columns, extras)),
    )


def _find_header(rows: Cells) -> tuple[int, dict[int, str]]:
    """The row, among the first ones, that names most columns, and the field of each column by index."""
    best: tuple[int, dict[int, str]] = (0, {})
    for at, cells in enumerate(rows[:_HEADER_WITHIN]):
        found: dict[int, str] = {}
        for index, cell in enumerate(cells):
            field = HEADERS.get(" ".join(str(cell).upper().split()))
            if field is not None and field not in found.values():
                found[index] = field
        if len(found) > len(best[1]):
            best = (at, found)
    return best


def _require(columns: dict[int, str], rows: Cells, header_at: int, name: str) -> None:
    missing = [_SHEET_NAME[field] for field in REQUIRED if field not in columns.values()]
    if not missing:
        return
    shown = [" ".join(str(cell).split())[:40] for cell in rows[header_at] if str(cell).strip()] if rows else []
    found = ", ".join(shown[:12]) or "nothing"
    raise UnreadableTable(
        f"{name} has no column {' and no column '.join(missing)}; its first row that looks like a header says: {found}."
    )


def _rows(rows: Cells, header_at: int, columns: dict[int, str], extras: SheetExtras) -> Iterator[TableRow]:
    last_column = max(columns) + 1
    for at in range(header_at + 1, len(rows)):
        cells = rows[at]
        texts = {
            field: _text(cells[index]) or extras.errors.get((at, index), "")
            for index, field in columns.items()
            if index < len(cells)
        }
        if not any(text.strip() for text in texts.values()):
            continue
        links = {
            columns[index]: extras.links[at, index]
            for index in range(last_column)
            if (at, index) in extras.links and index in columns
        }
        yield TableRow(number=at + 1, cells=texts, links=links)


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
