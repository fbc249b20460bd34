"""Bytes to rows: the table in one of ICE's workbooks, by named header, hyperlinks included.

Cells are read by calamine, which doesn't know hyperlinks and blanks out error cells (`#N/A`); both are read from
the sheet's XML beside it.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from watchers.errors import UnreadableTable

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
    message says which are missing.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableTable(f"{name} can't be read as a workbook ({error}).") from error
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
    extras = _read_extras(content, title, columns)
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
    shown = [str(cell).strip()[:40] for cell in rows[header_at] if str(cell).strip()] if rows else []
    found = ", ".join(shown[:12]) or "nothing"
    raise UnreadableTable(
        f"{name} has no column {' and no column '.join(missing)}; its first row that looks like a header says: {found}."
    )


@dataclass(slots=True)
class _Extras:
    """What the sheet's XML knows beside the cells' values: (row, column) from 0."""

    links: dict[tuple[int, int], str]
    errors: dict[tuple[int, int], str]


def _rows(rows: Cells, header_at: int, columns: dict[int, str], extras: _Extras) -> Iterator[TableRow]:
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


_MAIN_RELS = "xl/_rels/workbook.xml.rels"


def _read_extras(content: bytes, title: str, columns: dict[int, str]) -> _Extras:
    """The hyperlinks and error cells of the sheet called `title`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.lower(): name for name in archive.namelist()}
        path = _sheet_path(archive, members, title)
        if path is None:
            return _Extras(links={}, errors={})
        rels_path = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels").lower()
        targets = _targets(archive.read(members[rels_path])) if rels_path in members else {}
        return _scan_sheet(archive.read(path), targets, frozenset(columns))


def _sheet_path(archive: zipfile.ZipFile, members: dict[str, str], title: str) -> str | None:
    """Where in the zip the sheet of that title lies: workbook.xml names its relationship, which names the file."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            found[attributes.get("name", "")] = next(
                (value for key, value in attributes.items() if _local(key) == "id" and ":" in key), ""
            )

    if "xl/workbook.xml" not in members or _MAIN_RELS not in members:
        return None
    _parse(archive.read(members["xl/workbook.xml"]), start)
    target = _targets(archive.read(members[_MAIN_RELS])).get(found.get(title, ""))
    if target is None:
        return None
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return members.get(path.lower())


def _targets(xml: bytes) -> dict[str, str]:
    """A .rels file's targets by id."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(xml, start)
    return found


def _scan_sheet(xml: bytes, targets: dict[str, str], columns: frozenset[int]) -> _Extras:
    extras = _Extras(links={}, errors={})
    error_at: list[tuple[int, int] | None] = [None]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "c" or tag.endswith(":c"):
            error_at[0] = _cell(attributes["r"]) if attributes.get("t") == "e" and "r" in attributes else None
        elif _local(tag) == "hyperlink":
            url = _link_target(attributes, targets)
            for cell in _cells(attributes.get("ref", ""), columns) if url else ():
                extras.links[cell] = url

    def text(value: str) -> None:
        if error_at[0] is not None:
            extras.errors[error_at[0]] = extras.errors.get(error_at[0], "") + value.strip()

    # Only a sheet that has error cells needs its text looked at; most have none.
    _parse(xml, start, text if b't="e"' in xml else None)
    return extras


def _link_target(attributes: dict[str, str], targets: dict[str, str]) -> str:
    relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
    url = targets.get(relation, "")
    location = attributes.get("location", "")
    return f"{url}#{location}" if url and location else url


def _cells(reference: str, columns: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The cells of a hyperlink's `ref` ("G12" or "G12:H14") that lie in the table's columns."""
    first, _, last = reference.partition(":")
    top, left = _cell(first)
    bottom, right = _cell(last) if last else (top, left)
    for row in range(top, min(bottom, MAX_ROWS) + 1):
        yield from ((row, column) for column in columns if left <= column <= right)


def _cell(reference: str) -> tuple[int, int]:
    """Row and column from 0: (11, 6) for G12."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - 64
    digits = reference[len(letters) :]
    return (int(digits) if digits else 1) - 1, column - 1


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _HasDoctypeError(Exception):
    """An Office file has no document type; one that has is made to attack its reader."""


def _parse(xml: bytes, start: Callable[[str, dict[str, str]], Any], text: Callable[[str], Any] | None = None) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise _HasDoctypeError

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, _HasDoctypeError) as error:
        reason = "it declares a document type" if isinstance(error, _HasDoctypeError) else str(error)
        raise UnreadableTable(f"The workbook's XML can't be read: {reason}.") from error
