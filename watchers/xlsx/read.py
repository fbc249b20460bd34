"""Bytes to tabs: what each sheet of a workbook shows, with its links, merged cells and what is hidden. No I/O.

Calamine reads the cells of every format; `scan` says before whether it may, and what it doesn't tell.
"""

import io
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from watchers.errors import NotAWorkbook, UnreadableTable
from watchers.model.table import Tab
from watchers.xlsx.container import LATER, Package
from watchers.xlsx.scan import TRUE, Found, Scan, cell_at, column_number

_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CORE = ("[Content_Types].xml", "_rels/.rels", _BOOK_RELATIONS, _BOOK)
_READ = ("/sharedStrings", "/styles", "/worksheet")  # kinds of relation, in the order in which they are scanned


def excel_tabs(package: Package, where: str) -> tuple[Tab, ...]:
    """Every tab of an Excel workbook; hidden ones without their cells. `where` names the file in errors.

    What calamine reads is scanned first, and it is given that alone. Raises what `Package` and `Scan` raise, and what
    calamine does.
    """
    if "[Content_Types].xml" not in package or _BOOK not in package:
        raise NotAWorkbook(
            f"{where} is a zip file, but not an Excel workbook (no '[Content_Types].xml', '{_BOOK}'). {LATER}"
        )
    scan = Scan(where)
    found = {part: _scanned(scan, package, part) for part in _CORE if part in package}
    relations = found[_BOOK_RELATIONS].tags["Relationship"] if _BOOK_RELATIONS in found else []
    paths = {said.get("Id"): _resolved(said.get("Target", "")) for said in relations}
    for kind in _READ:
        for said in relations:
            path = paths[said.get("Id")]
            if said.get("Type", "").endswith(kind) and path in package and path not in found:
                found[path] = _scanned(scan, package, path)
    scan.check_sums()
    extras = []
    for sheet in found[_BOOK].tags["sheet"]:
        path = paths.get(_attribute(sheet, "id"), "")
        beside = posixpath.join(posixpath.dirname(path), "_rels", f"{posixpath.basename(path)}.rels")
        leads = _scanned(scan, package, beside) if path in found and beside in package else Found()
        targets = {said.get("Id", ""): said.get("Target", "") for said in leads.tags["Relationship"]}
        extras.append((found.get(path, Found()), targets))
    return tabs_of(package.copied(), extras)


def _scanned(scan: Scan, package: Package, part: str) -> Found:
    with closing(package.pieces(part)) as pieces:
        return scan.read(part, pieces)


def _resolved(target: str) -> str:
    """A target of workbook.xml as the path in the zip."""
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _attribute(given: Mapping[str, str], name: str) -> str:
    """An attribute whose prefix is the file's choice."""
    return next((value for key, value in given.items() if key.rpartition(":")[2] == name and ":" in key), "")


def tabs_of(file: io.BytesIO, extras: Sequence[tuple[Found, Mapping[str, str]]] = ()) -> tuple[Tab, ...]:
    """The tabs as calamine sees them, with what the scan found of each, and where its relations lead."""
    book = CalamineWorkbook.from_filelike(file)
    known = extras or [(Found(), {})] * len(book.sheets_metadata)
    tabs = []
    for at, (said, (found, leads)) in enumerate(zip(book.sheets_metadata, known, strict=True)):
        if said.typ is not SheetTypeEnum.WorkSheet:
            continue
        if said.visible is SheetVisibleEnum.Visible:
            tabs.append(_tab(book.get_sheet_by_index(at), found, leads))
        else:
            tabs.append(Tab(title=said.name, is_visible=False))
    return tuple(tabs)


def _tab(sheet: CalamineSheet, found: Found, leads: Mapping[str, str]) -> Tab:
    left = sheet.start[1] if sheet.start is not None else 0
    lines = list(sheet.iter_rows()) if sheet.start is not None else []
    width = left + (len(lines[0]) if lines else 0)
    for (row, column), shown in found.errors.items():
        if row < len(lines) and left <= column < width and not lines[row][column - left]:
            lines[row][column - left] = shown
    tab = Tab(
        title=sheet.name,
        left=left,
        lines=lines,
        links=_links(found, leads, lines, left),
        hidden_rows=frozenset(row for row in found.hidden_rows if row < len(lines)),
        hidden_columns=frozenset(_hidden_columns(found, width)),
        is_filtered=bool(found.tags["autoFilter"]),
    )
    return _filled(tab, sheet.merged_cell_ranges or ())


def _hidden_columns(found: Found, width: int) -> Iterable[int]:
    for given in found.tags["col"][:100]:
        span = re.fullmatch("([0-9]{1,5}) ([0-9]{1,5})", f"{given.get('min')} {given.get('max')}")
        if span is not None and given.get("hidden") in TRUE:
            yield from range(int(span[1]) - 1, min(int(span[2]), width))


def _filled(tab: Tab, merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> Tab:
    """A merged cell's value and link in each of its rows, but for rows that hold nothing else."""
    lines, links = tab.lines, dict(tab.links)
    areas = [(top, left, bottom) for (top, left), (bottom, _) in merged if bottom > top and left >= tab.left]
    said = {row: any(map(_says, lines[row])) for top, _, end in areas for row in range(top, min(end + 1, len(lines)))}
    for top, column, bottom in areas:
        for row in range(top + 1, min(bottom + 1, len(lines))):
            if said[row] and column - tab.left < len(lines[row]):
                lines[row][column - tab.left] = lines[top][column - tab.left]  # type: ignore[index]  # lists here
                if (top, column) in links:
                    links[row, column] = links[top, column]
    return replace(tab, links=links)


def _says(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


_MOST_LINKED = 1_000_000
"""Cells that all hyperlinks together may span; ICE's list links about 2,600."""
_FORMULA = re.compile(r'HYPERLINK\(\s*(?:"((?:[^"]|"")*)"|(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7}))\s*[,)]', re.IGNORECASE)
"""A formula with its address written out, or with a cell that holds it. One that is put together has none."""


def _links(
    found: Found, leads: Mapping[str, str], lines: Sequence[Sequence[object]], left: int
) -> dict[tuple[int, int], str]:
    links = {at: url for at, said in found.formulas.items() if (url := _in_formula(*said, at, lines, left))}
    linked = 0
    for given in found.tags["hyperlink"]:
        url = leads.get(given.get("r:id") or _attribute(given, "id"))
        first, _, last = given.get("ref", "").partition(":")
        begin = cell_at(first)
        end = cell_at(last) if last else begin
        if not url or begin is None or end is None:
            continue
        url = f"{url}#{given['location']}" if "location" in given else url
        if begin == end:
            links[begin] = url
            continue
        for row in range(begin[0], min(end[0] + 1, len(lines))):
            for column in range(max(begin[1], left), min(end[1] + 1, left + len(lines[row]))):
                linked += 1
                if linked > _MOST_LINKED:
                    raise UnreadableTable(f"The workbook's links span more than {_MOST_LINKED:,} cells. Look at it.")
                links[row, column] = url
    return links


def _in_formula(
    formula: str, written_for: tuple[int, int], at: tuple[int, int], lines: Sequence[Sequence[object]], left: int
) -> str | None:
    """The address that a cell's formula leads to; None where there are several, or it must be worked out."""
    found = {match.groups() for match in _FORMULA.finditer(formula)}
    if len(found) != 1 or formula.upper().count("HYPERLINK") != len(_FORMULA.findall(formula)):
        return None
    [(address, fixed_column, letters, fixed_row, number)] = found
    if address is not None:
        return str(address.replace('""', '"'))
    row = int(number) - 1 + (0 if fixed_row else at[0] - written_for[0])
    column = column_number(letters) + (0 if fixed_column else at[1] - written_for[1]) - left
    is_there = 0 <= row < len(lines) and 0 <= column < len(lines[row])
    text = str(lines[row][column]).strip() if is_there else ""
    return text if re.match("https?://", text, re.IGNORECASE) else None
