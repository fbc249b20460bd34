"""Whether a workbook is so plain and so small that nothing in it has to be counted: nearly every list is.

`sheet_bounds` counts tag by tag what reading a workbook would take, which costs three times as much as reading it. What
is looked at here are the cells as `plain_cells` knows them, and a few patterns and counts over all other bytes, each of
which can only say too much, never too little; where one says too much, the counting follows.
"""

import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from watchers.plain_cells import PlainCells, is_utf_8

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
_SHARED, _SHEET, _SHEET_DATA = b"<si", b"<sheet", b"<sheetData"
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
        cells += len(part) // 9 if _SHEET_DATA in tags else 0
        longest = max(longest, _longest_shared(part) if _SHARED in tags else 0)
    return sheets <= _MOST_SHEETS and longest <= _LONGEST_TEXT and longest * cells <= _MOST_TEXT


def _telling(xml: bytes, cells: PlainCells | None) -> list[bytes]:
    """The telling tags before and behind the plain cells, among which are none."""
    if cells is None:
        return _TELLING.findall(xml)
    return _TELLING.findall(xml, 0, cells.begin) + _TELLING.findall(xml, cells.end)


def _is_odd(tags: AbstractSet[bytes]) -> bool:
    """Whether Excel would have written something otherwise, or put it elsewhere, in a part where that counts."""
    odd = tags - {_SHARED, _SHEET, _SHEET_DATA}
    return b"<!" in odd or (bool(odd) and any(tag.endswith(_NAMES_THAT_COUNT) for tag in tags))


def _longest_shared(xml: bytes) -> int:
    """Bytes of the longest shared text, with the tags around it: never less than its characters."""
    return max(map(len, xml.split(_SHARED)[1:]))
