"""What a sheet's XML knows and calamine doesn't: hyperlinks, and error cells such as `#N/A`."""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from watchers.errors import UnreadableTable

_MOST_LINKED = 1_000_000
"""Cells that all hyperlinks together may span; ICE's list links about 2,600."""
_LONGEST_ERROR = 40  # the longest of Excel's own, "#GETTING_DATA", has 13 characters


@dataclass(slots=True)
class SheetExtras:
    """What the sheet's XML knows beside the cells' values: (row, column) from 0."""

    links: dict[tuple[int, int], str]
    errors: dict[tuple[int, int], str]


_MAIN_RELS = "xl/_rels/workbook.xml.rels"


def read_extras(content: bytes, title: str, columns: frozenset[int], *, last_row: int) -> SheetExtras:
    """The hyperlinks and error cells of the sheet called `title`; hyperlinks in `columns` only, and down to `last_row`.

    Raises `UnreadableTable` where the XML is broken, or declares a document type.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.lower(): name for name in archive.namelist()}
        path = _sheet_path(archive, members, title)
        if path is None:
            return SheetExtras(links={}, errors={})
        rels_path = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels").lower()
        targets = _targets(archive.read(members[rels_path])) if rels_path in members else {}
        return _scan_sheet(archive.read(path), targets, columns, last_row)


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


def _scan_sheet(xml: bytes, targets: dict[str, str], columns: frozenset[int], last_row: int) -> SheetExtras:
    extras = SheetExtras(links={}, errors={})
    error_at: list[tuple[int, int] | None] = [None]
    in_value = [False]
    linked = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal linked
        if tag == "c" or tag.endswith(":c"):
            error_at[0] = _cell(attributes["r"]) if attributes.get("t") == "e" and "r" in attributes else None
        in_value[0] = _local(tag) == "v"  # a cell's formula stands before its value
        if _local(tag) == "hyperlink":
            url = _link_target(attributes, targets)
            for cell in _cells(attributes.get("ref", ""), columns, last_row) if url else ():
                extras.links[cell] = url
                linked += 1
                if linked > _MOST_LINKED:
                    raise UnreadableTable(f"The workbook's links span more than {_MOST_LINKED:,} cells. Look at it.")

    def text(value: str) -> None:
        if error_at[0] is not None and in_value[0]:
            extras.errors[error_at[0]] = (extras.errors.get(error_at[0], "") + value.strip())[:_LONGEST_ERROR]

    # Only a sheet that has error cells needs its text looked at; most have none.
    _parse(xml, start, text if b't="e"' in xml else None)
    return extras


def _link_target(attributes: dict[str, str], targets: dict[str, str]) -> str:
    relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
    url = targets.get(relation, "")
    location = attributes.get("location", "")
    return f"{url}#{location}" if url and location else url


def _cells(reference: str, columns: frozenset[int], last_row: int) -> Iterator[tuple[int, int]]:
    """The cells of a hyperlink's `ref` ("G12" or "G12:H14") that lie in the table's columns; none for nonsense."""
    first, _, last = reference.partition(":")
    begin = _cell(first)
    end = _cell(last) if last else begin
    if begin is None or end is None:
        return
    (top, left), (bottom, right) = begin, end
    for row in range(top, min(bottom, last_row) + 1):
        yield from ((row, column) for column in columns if left <= column <= right)


def _cell(reference: str) -> tuple[int, int] | None:
    """Row and column from 0: (11, 6) for G12; None for what is no cell."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


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
