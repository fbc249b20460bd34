"""What a sheet's XML knows and calamine doesn't: hyperlinks, and error cells such as `#N/A`."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from watchers.errors import UnreadableTable
from watchers.xlsx.plain import PlainCells

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def cell_at(reference: str) -> tuple[int, int] | None:
    """Row and column from 0: (11, 6) for G12. None for what names no cell."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]) - 1, column_number(found[1])) if found else None


@lru_cache(maxsize=100)
def column_number(letters: str) -> int:
    """A column's number from 0: 6 for G."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def cells_within(reference: str, columns: Mapping[int, str], last_row: int) -> Iterable[tuple[int, int]]:
    """The cells of a hyperlink's `ref` ("G12" or "G12:H14") that lie in the table's columns."""
    only = cell_at(reference)
    if only is not None:
        return (only,) if only[1] in columns and only[0] <= last_row else ()
    first, _, last = reference.partition(":")
    begin, end = cell_at(first), cell_at(last)
    if begin is None or end is None:
        return ()
    rows, within = range(begin[0], min(end[0], last_row) + 1), [c for c in columns if begin[1] <= c <= end[1]]
    return ((row, column) for row in rows for column in within)


@dataclass(slots=True)
class SheetExtras:
    """What the sheet's XML knows beside the cells' values, by row from 0: links by field, errors by column from 0."""

    links: dict[int, dict[str, str]]
    errors: dict[int, dict[int, str]]


_MAIN_RELS = "xl/_rels/workbook.xml.rels"


class Package:
    """A workbook's unpacked parts, and which of them is which sheet. Raises `UnreadableTable` for its XML.

    `plain` are the `plain_sheets` among them.
    """

    def __init__(self, parts: Mapping[str, bytes], plain: Mapping[str, PlainCells]) -> None:
        self._parts, self._plain = parts, plain
        self._members = {name.lower(): name for name in parts}
        self._sheets = self._sheet_paths()

    def extras(self, title: str, columns: Mapping[int, str], *, last_row: int) -> SheetExtras:
        """The hyperlinks and error cells of the sheet of that title; hyperlinks in `columns` and down to `last_row`.

        `columns` gives the field of each column, counted from 0. None where the workbook doesn't say which sheet it is.

        Raises `UnreadableTable` where the XML is broken, or declares a document type.
        """
        path = self._sheets.get(title)
        if path is None:
            return SheetExtras(links={}, errors={})
        rels = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels").lower()
        targets = _targets(self._parts[self._members[rels]]) if rels in self._members else {}
        return _scan_sheet(self._parts[path], self._plain.get(path), targets, columns, last_row)

    def _sheet_paths(self) -> dict[str, str]:
        """Where each sheet lies, by title: workbook.xml names its relationship, which names the file."""
        relations: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "sheet":
                relations[attributes.get("name", "")] = next(
                    (value for key, value in attributes.items() if _local(key) == "id" and ":" in key), ""
                )

        if "xl/workbook.xml" not in self._members or _MAIN_RELS not in self._members:
            return {}
        _parse([self._parts[self._members["xl/workbook.xml"]]], start)
        targets = _targets(self._parts[self._members[_MAIN_RELS]])
        paths = {title: _resolved(targets[relation]) for title, relation in relations.items() if relation in targets}
        return {title: self._members[path] for title, path in paths.items() if path in self._members}


def _resolved(target: str) -> str:
    """A target of workbook.xml as the path in the zip, in small letters."""
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return path.lower()


_RELATIONS = re.compile(
    rb'<\?xml version="1\.0" encoding="UTF-8"[^<>]*\?>\s*<Relationships xmlns="[!#-%\'-;=-~]+">', re.IGNORECASE
)
_RELATION, _NEXT, _LAST = "<Relationship Id=", "/><Relationship Id=", "/></Relationships>"
_PLAIN = bytes(sorted(set(range(0x20, 0x7F)) - set(b"<&")))  # printable ASCII but for these


def _plain_targets(xml: bytes) -> dict[str, str] | None:
    """A .rels file's targets by id; None for one that isn't spelt as Excel spells it, to the last byte."""
    begin = xml.find(_RELATION.encode())
    if begin < 0 or _RELATIONS.fullmatch(xml, 0, begin) is None:
        return None
    rest, odd = xml[begin:].decode("latin-1"), xml[begin:].translate(None, delete=_PLAIN)
    tags, entities = odd.count(b"<"), odd.count(b"&")
    if len(odd) != tags + entities or entities != (rest.count("&amp;") if entities else 0):
        return None
    # Between the quotation marks stand, for each: Id= … Type= … Target= …
    words = rest.replace('" TargetMode="External"/>', '"/>').split('"')
    names, targets = words[1::6], words[5::6]
    is_plain = (
        len(words) == 6 * (tags - 1) + 1
        and "&" not in "".join(names)
        and words[-1] == _LAST
        and set(words[6:-1:6]) <= {_NEXT}
        and set(words[2::6]) == {" Type="}
        and set(words[4::6]) == {" Target="}
    )
    if not is_plain:
        return None
    if entities:
        targets = [target.replace("&amp;", "&") for target in targets]
    return dict(zip(names, targets, strict=True))


def _targets(xml: bytes) -> dict[str, str]:
    """A .rels file's targets by id."""
    plain = _plain_targets(xml)
    if plain is not None:
        return plain
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse([xml], start)
    return found


def _scan_sheet(
    xml: bytes, cells: PlainCells | None, targets: Mapping[str, str], columns: Mapping[int, str], last_row: int
) -> SheetExtras:
    links: list[_Link] = []
    pieces, plain = ([xml], []) if cells is None else _without_the_plain(xml, cells)
    extras = _scan(pieces, links)
    if cells is not None:
        _add_errors(xml, cells, extras)
    field_of = {letters: columns.get(column_number(letters)) for letters in {letters for letters, _, _ in plain}}
    for letters, digits, relation in plain:
        field, row = field_of[letters], int(digits) - 1
        if field is not None and row <= last_row and (url := targets.get(relation)):
            extras.links.setdefault(row, {})[field] = url
    linked = 0
    for reference, relation, location in links:
        if url := targets.get(relation):
            for row, column in cells_within(reference, columns, last_row):
                linked += 1
                if linked > _MOST_LINKED:
                    raise UnreadableTable(f"The workbook's links span more than {_MOST_LINKED:,} cells. Look at it.")
                extras.links.setdefault(row, {})[columns[column]] = f"{url}#{location}" if location else url
    return extras


_MOST_LINKED = 1_000_000
"""Cells that all hyperlinks together may span; ICE's list links about 2,600."""
_LONGEST_ERROR = 40  # the longest of Excel's own, "#GETTING_DATA", has 13 characters

_Link = tuple[str, str, str]
"""A hyperlink's cells, the id of its relationship, and the place in what that leads to."""


def _scan(pieces: Iterable[bytes], links: list[_Link]) -> SheetExtras:
    """The error cells in a sheet; the hyperlinks go to `links`."""
    extras = SheetExtras(links={}, errors={})
    error_at: tuple[int, int] | None = None
    in_value = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal error_at, in_value
        name = _local(tag)
        if name == "hyperlink":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            links.append((attributes.get("ref", ""), relation, attributes.get("location", "")))
        if name == "c":
            error_at = cell_at(attributes.get("r", "")) if attributes.get("t") == "e" else None
        in_value = name == "v"  # a cell's formula stands before its value

    def text(value: str) -> None:
        if error_at is not None and in_value:
            row, column = error_at
            shown = extras.errors.setdefault(row, {})
            shown[column] = (shown.get(column, "") + value.strip())[:_LONGEST_ERROR]

    _parse(pieces, start, text)
    return extras


_HYPERLINK = re.compile(
    r'<hyperlink ref="([A-Z]{1,3}+)([0-9]{1,7}+)" r:id="([A-Za-z0-9]++)"(?: (?:display|tooltip|xr:uid)="[^"<]*+")*+/>'
)


def _without_the_plain(xml: bytes, cells: PlainCells) -> tuple[list[bytes], list[tuple[str, str, str]]]:
    """The sheet in pieces, without its cells and the links that are spelt as Excel spells them.

    Beside it, those links: column, row and the id of their relationship. Calamine has read the cells, and to be
    called for each of them again took two thirds of the time.
    """
    head, tail = xml[: cells.begin], xml[cells.end :].decode("latin-1")
    if "<!" in tail:  # a comment, and who knows what is in it
        return [head, xml[cells.end :]], []
    parts = _HYPERLINK.split(tail)
    links = list(zip(parts[1::4], parts[2::4], parts[3::4], strict=True))
    return [head, "".join(parts[::4]).encode("latin-1")], links


def _add_errors(xml: bytes, cells: PlainCells, extras: SheetExtras) -> None:
    """The plain cells that show an error. No words in a plain cell look like the beginning of one: they have no ">"."""
    at = xml.find(_IS_ERROR, cells.begin, cells.end)
    while at >= 0:
        found = _ERROR_CELL.match(xml, xml.rfind(b"<", cells.begin, at))
        if found is not None:
            letters, digits, shown = (group.decode("ascii") for group in found.groups())
            extras.errors.setdefault(int(digits) - 1, {})[column_number(letters)] = shown.strip()[:_LONGEST_ERROR]
        at = xml.find(_IS_ERROR, at + 1, cells.end)


_IS_ERROR = b' t="e">'
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]*>(?:<f>[^<]*</f>)?<v>([^<]*)</v>')


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _HasDoctypeError(Exception):
    """An Office file has no document type; one that has is made to attack its reader."""


def _parse(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str]], Any],
    text: Callable[[str], Any] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise _HasDoctypeError

    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, _HasDoctypeError) as error:  # LookupError: an encoding that nobody knows
        reason = "it declares a document type" if isinstance(error, _HasDoctypeError) else str(error)
        raise UnreadableTable(f"The workbook's XML can't be read: {reason}.") from error
