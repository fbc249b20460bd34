"""A sheet's cells where they are spelt as Excel spells them, to the last byte: known for sound without an XML parser.

A parser takes more than twice as long for the same. Whatever is spelt in another way is left to one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainCells:
    """Where a sheet's rows begin and end, in bytes of its XML: sound, in UTF-8, without comment or inline text.

    Each row and cell says first where it is, and no value or formula is beyond a few hundred characters. `are_near`
    where none lies beyond Z19999.
    """

    begin: int
    end: int
    are_near: bool


_SHEET_DATA = b"<sheetData>"
_HEAD_WITHIN = 1 << 16  # bytes; Excel's own have some 2,000 before the first row
_DECLARED = re.compile(rb'<\?xml\s[^<>]*encoding="utf-8"[^<>]*\?>', re.IGNORECASE)
_VALUE = rb"[ !-%'-;=?-~]{0,300}+"  # printable ASCII without & < >
_FORMULA = rb"(?:[ !-%'-;=?-~]|&(?:amp|lt|gt|quot|apos);){0,300}+"
_ROW_SAYS = (
    *(b"spans", b"s", b"customFormat", b"ht", b"hidden", b"customHeight", b"outlineLevel", b"collapsed"),
    *(b"thickTop", b"thickBot", b"x14ac:dyDescent"),
)
"""Excel's order: where none comes twice, the XML is sound."""


def _rows(column: bytes, row: bytes) -> re.Pattern[bytes]:
    says = b"".join(rb'(?: %b="[0-9A-Za-z:. -]{0,60}+")?+' % name for name in _ROW_SAYS)
    holds = rb"(?:<f>%b</f>)?+(?:<v>%b</v>)?+" % (_FORMULA, _VALUE)
    cell = rb'<c r="%b"(?: s="[0-9]{1,6}+")?+(?: t="[a-z]{1,3}+")?+(?:/>|>%b</c>)' % (column + row, holds)
    return re.compile(rb'(?:<row r="%b"%b(?:/>|>(?:%b)*+</row>))*+' % (row, says, cell))


_NEAR_ROWS = _rows(rb"[A-Z]", rb"1?[0-9]{1,4}+")
_ROWS = _rows(rb"[A-Z]{1,3}+", rb"[0-9]{1,7}+")


def plain_cells(xml: bytes) -> PlainCells | None:
    """Where the cells are; None for what is no sheet, or is spelt otherwise than Excel does."""
    tag = xml.find(_SHEET_DATA, 0, _HEAD_WITHIN)
    if tag < 0 or xml.find(b"<!", 0, tag) >= 0 or not is_utf_8(xml):
        return None
    begin = tag + len(_SHEET_DATA)
    near = _end(_NEAR_ROWS, xml, begin)
    end = near if xml.startswith(b"</sheetData>", near) else _end(_ROWS, xml, near)
    return PlainCells(begin=begin, end=end, are_near=end == near) if xml.startswith(b"</sheetData>", end) else None


def _end(rows: re.Pattern[bytes], xml: bytes, begin: int) -> int:
    found = rows.match(xml, begin)
    return found.end() if found is not None else begin


def plain_sheets(parts: Mapping[str, bytes]) -> dict[str, PlainCells]:
    """The cells of those of a workbook's parts that are sheets as Excel spells them, by the part's name."""
    found = ((name, plain_cells(part)) for name, part in parts.items())
    return {name: cells for name, cells in found if cells is not None}


def is_utf_8(xml: bytes) -> bool:
    """Whether it is XML in UTF-8, as it says, or as what says nothing is: in UTF-16 no pattern would find anything."""
    head = xml[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_declared = not head.startswith(b"<?xml") or _DECLARED.match(head) is not None
    return head.startswith(b"<") and is_declared and b"\0" not in xml


def for_calamine(parts: Mapping[str, bytes], plain: Mapping[str, PlainCells]) -> dict[str, bytes]:
    """The parts without those that hold no cells, and with a list of no merged cells before each plain sheet's cells.

    Calamine goes through a sheet once more for its merged cells, up to the first list of them that it meets. What
    they are changes no value.
    """
    return {
        name: _with_none_merged(part, plain[name]) if name in plain else part
        for name, part in parts.items()
        if not name.startswith(_NO_CELLS) or b"sheetData" in part
    }


_NO_CELLS = ("docProps/", "customXml/", "xl/printerSettings/", "xl/worksheets/_rels/")


def _with_none_merged(xml: bytes, cells: PlainCells) -> bytes:
    tag = cells.begin - len(_SHEET_DATA)
    return b"".join((xml[:tag], b"<mergeCells></mergeCells>", xml[tag:]))
