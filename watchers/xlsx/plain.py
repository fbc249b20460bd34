"""A sheet's cells where they are spelt as Excel spells them, to the last byte: known for sound without an XML parser.

A parser takes more than twice as long for the same. Whatever is spelt in another way is left to one.
"""

import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
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


_MOST_SHEETS = 3
_MOST_BYTES = 20_000_000
_FEW_BYTES = 3_600_000
"""A tag has four bytes at the least, so these can't hold more of them than `sheet_bounds.MOST_ELEMENTS`."""
_MOST_TAGS = 900_000
_MOST_TEXT = 20_000_000
"""Characters: the longest shared text, once for each nine bytes of a sheet; a cell has no fewer."""
_LONGEST_TEXT = 32_000

_AWAY = rb'(?:[\t\r\n/>]| (?!r="%b(?:[1-9][0-9]{0,3}|1[0-9]{4})"[ />]))'
"""What follows the name of a cell or a row that doesn't say at once where it is, or is beyond Z19999: up to there three
sheets stay under `sheet_bounds.MOST_CELLS`."""
_TELLING = re.compile(
    rb"<(?:!|si(?=[\s/>])|sheet(?:Data)?+(?=[\s/>])|c%b|row%b" % (_AWAY % b"[A-Z]", _AWAY % b"")
    + rb"|[^\s<>/:]++:(?:[^\s<>/]*:)?(?:c|row|si|sheet|sst|sheets|sheetData)(?=[\s/>]))"
)
"""A tag that tells what a part is, or that Excel doesn't write so: with a prefix, say."""
_SHARED, _SHEET, _DATA_TAG = b"<si", b"<sheet", b"<sheetData"
_NAMES_THAT_COUNT = (b"si", b"sst", b"sheet", b"sheets", b"sheetData")


def is_plainly_small(parts: Mapping[str, bytes], plain: Mapping[str, PlainCells]) -> bool:
    """Whether these parts are within every bound of `sheet_bounds`, as far as it can be told without reading them.

    `plain` are the `plain_sheets` among them. Sound XML is for `container.check_workbook` to see to; what is broken is
    no larger for it.
    """
    xml = {name: part for name, part in parts.items() if b"<" in part}
    size = sum(map(len, parts.values()))
    if size > _MOST_BYTES or (size > _FEW_BYTES and sum(part.count(b"<") for part in xml.values()) > _MOST_TAGS):
        return False
    if not all(cells.are_near for cells in plain.values()) or not all(map(is_utf_8, xml.values())):
        return False
    sheets = cells = longest = 0
    for name, part in xml.items():
        tags = Counter(_telling(part, plain.get(name)))
        if _is_odd(tags.keys()):
            return False
        sheets += tags[_SHEET]
        cells += len(part) // 9 if _DATA_TAG in tags else 0
        longest = max(longest, _longest_shared(part) if _SHARED in tags else 0)
    return sheets <= _MOST_SHEETS and longest <= _LONGEST_TEXT and longest * cells <= _MOST_TEXT


def _telling(xml: bytes, cells: PlainCells | None) -> list[bytes]:
    """The telling tags before and behind the plain cells, among which are none."""
    if cells is None:
        return _TELLING.findall(xml)
    return _TELLING.findall(xml, 0, cells.begin) + _TELLING.findall(xml, cells.end)


def _is_odd(tags: AbstractSet[bytes]) -> bool:
    """Whether Excel would have written something otherwise, or put it elsewhere, in a part where that counts."""
    odd = tags - {_SHARED, _SHEET, _DATA_TAG}
    return b"<!" in odd or (bool(odd) and any(tag.endswith(_NAMES_THAT_COUNT) for tag in tags))


def _longest_shared(xml: bytes) -> int:
    """Bytes of the longest shared text, with the tags around it: never less than its characters."""
    return max(map(len, xml.split(_SHARED)[1:]))
