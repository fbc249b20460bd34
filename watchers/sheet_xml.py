"""What a sheet's XML knows and calamine doesn't: hyperlinks, and error cells such as `#N/A`."""

import heapq
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from watchers.errors import UnreadableTable


@dataclass(slots=True)
class SheetExtras:
    """What the sheet's XML knows beside the cells' values: by row, then by column, both from 0."""

    links: dict[int, dict[int, str]]
    errors: dict[int, dict[int, str]]


_MAIN_RELS = "xl/_rels/workbook.xml.rels"


class Package:
    """A workbook's parts, where they lie in its zip. Raises `zipfile.BadZipFile`, and `UnreadableTable` for its XML."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._members = {name.lower(): name for name in self._archive.namelist()}
        self._sheets = self._sheet_paths()

    def sheet(self, title: str) -> bytes:
        """The XML of the sheet of that title; empty where the workbook doesn't say which it is."""
        path = self._sheets.get(title)
        return b"" if path is None else self._archive.read(path)

    def extras(self, title: str, xml: bytes, columns: frozenset[int], *, last_row: int) -> SheetExtras:
        """The hyperlinks and error cells in a sheet's XML; hyperlinks in `columns` only, and down to `last_row`.

        Raises `UnreadableTable` where the XML is broken, or declares a document type.
        """
        path = self._sheets.get(title)
        if path is None:
            return SheetExtras(links={}, errors={})
        rels = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels").lower()
        targets = _targets(self._archive.read(self._members[rels])) if rels in self._members else {}
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
        _parse([(self._archive.read(self._members["xl/workbook.xml"]), True)], start)
        targets = _targets(self._archive.read(self._members[_MAIN_RELS]))
        paths = {title: _resolved(targets[relation]) for title, relation in relations.items() if relation in targets}
        return {title: self._members[path] for title, path in paths.items() if path in self._members}


def _resolved(target: str) -> str:
    """A target of workbook.xml as the path in the zip, in small letters."""
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return path.lower()


def _targets(xml: bytes) -> dict[str, str]:
    """A .rels file's targets by id."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse([(xml, True)], start)
    return found


def _scan_sheet(xml: bytes, targets: dict[str, str], columns: frozenset[int], last_row: int) -> SheetExtras:
    extras = SheetExtras(links={}, errors={})
    error_at: tuple[int, int] | None = None
    in_value = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal error_at, in_value
        name = _local(tag)
        if name == "c":
            error_at = _cell(attributes.get("r", "")) if attributes.get("t") == "e" else None
        in_value = name == "v"  # a cell's formula stands before its value
        if name == "hyperlink":
            url = _link_target(attributes, targets)
            for row, column in _cells(attributes.get("ref", ""), columns, last_row) if url else ():
                extras.links.setdefault(row, {})[column] = url

    def text(value: str) -> None:
        if error_at is not None and in_value:
            row, column = error_at
            shown = extras.errors.setdefault(row, {})
            shown[column] = shown.get(column, "") + value.strip()

    _parse(_stretches(xml), start, text)
    return extras


_CELL_END = re.compile(rb"</(?:[\w.-]+:)?c\s*>")


def _stretches(xml: bytes) -> Iterator[tuple[memoryview, bool]]:
    """The sheet in pieces, in order, and for each whether an error cell or a hyperlink may begin in it.

    The parser reads them all, but to be called for each of the cells that calamine has read is most of the time it
    would take. What is looked for here may stand in a text too: only the parser knows.
    """
    whole, done = memoryview(xml), 0
    links = xml.find(b"hyperlink")
    cells_end = len(xml) if links < 0 else max(xml.rfind(b"<", 0, links), 0)
    if b"\0" in xml[:4]:  # UTF-16, in which no word can be looked for
        cells_end = 0
    for at in heapq.merge(_each(b'"e"', xml, cells_end), _each(b"'e'", xml, cells_end)):
        if at < done:
            continue
        begin = max(xml.rfind(b"<", done, at), done)
        end = _CELL_END.search(xml, at, cells_end)
        yield whole[done:begin], False
        done = cells_end if end is None else end.end()
        yield whole[begin:done], True
    yield whole[done:cells_end], False
    yield whole[cells_end:], True


def _each(word: bytes, xml: bytes, until: int) -> Iterator[int]:
    at = xml.find(word, 0, until)
    while at >= 0:
        yield at
        at = xml.find(word, at + 1, until)


def _link_target(attributes: dict[str, str], targets: dict[str, str]) -> str:
    relation = attributes.get("r:id") or next((value for key, value in attributes.items() if key.endswith(":id")), "")
    url = targets.get(relation, "")
    location = attributes.get("location", "")
    return f"{url}#{location}" if url and location else url


def _cells(reference: str, columns: frozenset[int], last_row: int) -> Iterator[tuple[int, int]]:
    """The cells of a hyperlink's `ref` ("G12" or "G12:H14") that lie in the table's columns."""
    first, _, last = reference.partition(":")
    begin, end = _cell(first), _cell(last or first)
    if begin is not None and end is not None:
        for row in range(begin[0], min(end[0], last_row) + 1):
            yield from ((row, column) for column in columns if begin[1] <= column <= end[1])


_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def _cell(reference: str) -> tuple[int, int] | None:
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


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _HasDoctypeError(Exception):
    """An Office file has no document type; one that has is made to attack its reader."""


def _parse(
    stretches: Iterable[tuple[bytes | memoryview, bool]],
    start: Callable[[str, dict[str, str]], Any],
    text: Callable[[str], Any] | None = None,
) -> None:
    """Parse a document given in stretches; those that say False are checked, and nobody is told what is in them."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _HasDoctypeError

    parser.StartDoctypeDeclHandler = refuse
    try:
        for stretch, is_told in stretches:
            parser.StartElementHandler = start if is_told else None
            parser.CharacterDataHandler = text if is_told else None
            parser.Parse(stretch, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, _HasDoctypeError) as error:
        reason = "it declares a document type" if isinstance(error, _HasDoctypeError) else str(error)
        raise UnreadableTable(f"The workbook's XML can't be read: {reason}.") from error
