"""What a sheet's XML knows and calamine doesn't: hyperlinks, and error cells such as `#N/A`."""

import heapq
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from watchers.cell_reference import cell_at, cells_within, column_number
from watchers.errors import UnreadableTable


@dataclass(slots=True)
class SheetExtras:
    """What the sheet's XML knows beside the cells' values, by row from 0: links by field, errors by column from 0."""

    links: dict[int, dict[str, str]]
    errors: dict[int, dict[int, str]]


_MAIN_RELS = "xl/_rels/workbook.xml.rels"


class Package:
    """A workbook's unpacked parts, and which of them is which sheet. Raises `UnreadableTable` for its XML."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._members = {name.lower(): name for name in parts}
        self._sheets = self._sheet_paths()

    def sheet(self, title: str) -> bytes:
        """The XML of the sheet of that title; empty where the workbook doesn't say which it is."""
        path = self._sheets.get(title)
        return b"" if path is None else self._parts[path]

    def extras(self, title: str, xml: bytes, columns: Mapping[int, str], *, last_row: int) -> SheetExtras:
        """The hyperlinks and error cells in a sheet's XML; hyperlinks in `columns` only, and down to `last_row`.

        `columns` gives the field of each column, counted from 0.

        Raises `UnreadableTable` where the XML is broken, or declares a document type.
        """
        path = self._sheets.get(title)
        if path is None:
            return SheetExtras(links={}, errors={})
        rels = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels").lower()
        targets = _targets(self._parts[self._members[rels]]) if rels in self._members else {}
        return _scan_sheet(xml, targets, columns, last_row)

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


_RELATION = re.compile(
    r'<Relationship Id="([A-Za-z0-9]+)" Type="[!#-%\'-;=-~]+" Target="([!#-;=-~]*)"(?: TargetMode="[A-Za-z]*")?/>'
)
_RELATIONS = re.compile(
    r'<\?xml version="1\.0" encoding="UTF-8"[^<>]*\?>\s*<Relationships xmlns="[!#-%\'-;=-~]+">', re.IGNORECASE
)


def _targets(xml: bytes) -> dict[str, str]:
    """A .rels file's targets by id. One that is spelt as Excel spells it, to the last byte, needs no parser."""
    text = xml.decode("latin-1")  # the patterns take nothing but ASCII
    if text.count("&") == text.count("&amp;"):
        head, *parts = _RELATION.split(text.replace("&amp;", "&"))
        between = parts[2::3]
        if parts and _RELATIONS.fullmatch(head) and not any(between[:-1]) and between[-1] == "</Relationships>":
            return dict(zip(parts[::3], parts[1::3], strict=True))
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse([xml], start)
    return found


def _scan_sheet(xml: bytes, targets: dict[str, str], columns: Mapping[int, str], last_row: int) -> SheetExtras:
    links: list[_Link] = []
    try:
        pieces, plain = _without_the_plain(xml)
        extras = _scan(pieces, links)
    except UnreadableTable:  # broken, or a cell's words looked like what is looked for: then all of it
        plain = []
        links.clear()
        extras = _scan([xml], links)
    for letters, digits, relation in plain:
        field, row = columns.get(column_number(letters)), int(digits) - 1
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


def _scan(pieces: Iterable[bytes | memoryview], links: list[_Link]) -> SheetExtras:
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


_CELLS_BEGIN = re.compile(rb"<(?:[\w.-]+:)?sheetData\s*>")
_CELL_END = re.compile(rb"</(?:[\w.-]+:)?c\s*>")


_HYPERLINK = re.compile(
    r'<hyperlink ref="([A-Z]{1,3})([0-9]{1,7})" r:id="([A-Za-z0-9]+)"(?: (?!location)[A-Za-z:]+="[^"<]*")*/>'
)


def _without_the_plain(xml: bytes) -> tuple[list[bytes | memoryview], list[tuple[str, str, str]]]:
    """The sheet in pieces, without the cells that show no error and the links that are spelt as Excel spells them.

    Beside it, those links: column, row and the id of their relationship. Calamine has read those cells, and to be
    called for each of them again took two thirds of the time. `container` has been through every byte, so that what
    is left out is known to be sound.
    """
    whole = memoryview(xml)
    begin, end = _CELLS_BEGIN.search(xml), xml.rfind(b"</", 0, max(xml.rfind(b"sheetData"), 0))
    if begin is None or end < begin.end() or xml.count(b"sheetData") != 2:
        return [whole], []
    pieces: list[bytes | memoryview] = [whole[: begin.end()], *_error_cells(xml, begin.end(), end)]
    tail = xml[end:].decode("latin-1")
    if "<!" in tail:  # a comment, and who knows what is in it
        return [*pieces, whole[end:]], []
    parts = _HYPERLINK.split(tail)
    pieces.append("".join(parts[::4]).encode("latin-1"))
    return pieces, list(zip(parts[1::4], parts[2::4], parts[3::4], strict=True))


def _error_cells(xml: bytes, begin: int, end: int) -> Iterator[memoryview]:
    """What may be the cells that show an error: the parser will know."""
    whole, done = memoryview(xml), begin
    for at in heapq.merge(_each(b'"e"', xml, begin, end), _each(b"'e'", xml, begin, end)):
        if at < done:
            continue
        cell_end = _CELL_END.search(xml, at, end)
        last, done = done, end if cell_end is None else cell_end.end()
        yield whole[xml.rfind(b"<", last, at) : done]


def _each(word: bytes, xml: bytes, begin: int, end: int) -> Iterator[int]:
    at = xml.find(word, begin, end)
    while at >= 0:
        yield at
        at = xml.find(word, at + 1, end)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _HasDoctypeError(Exception):
    """An Office file has no document type; one that has is made to attack its reader."""


def _parse(
    pieces: Iterable[bytes | memoryview],
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
    except (expat.ExpatError, _HasDoctypeError) as error:
        reason = "it declares a document type" if isinstance(error, _HasDoctypeError) else str(error)
        raise UnreadableTable(f"The workbook's XML can't be read: {reason}.") from error
