"""Whether a workbook is so plain and so small that nothing in it has to be counted: nearly every list is.

`sheet_bounds` counts tag by tag what reading a workbook would take, which costs three times as much as reading it. What
is looked at here are a few patterns and counts over the bytes, each of which can only say too much, never too little;
where one says too much, the counting follows.
"""

import re
from collections.abc import Mapping

_MOST_SHEETS = 3
_MOST_BYTES = 20_000_000
_FEW_BYTES = 3_600_000
"""A tag has four bytes at the least, so these can't hold more of them than `sheet_bounds.MOST_ELEMENTS`."""
_MOST_TAGS = 900_000
_MOST_TEXT = 20_000_000
"""Characters: the longest shared text, once for each nine bytes of a sheet; a cell has no fewer."""
_LONGEST_TEXT = 32_000

_ODD_CELL = re.compile(rb'<c(?: (?!r="[A-Z](?:[1-9][0-9]{0,3}|1[0-9]{4})"[ />])|[\t\r\n/>])')
"""A cell that doesn't say at once where it is, or is beyond Z19999: up to there three sheets stay under
`sheet_bounds.MOST_CELLS`."""
_ODD_ROW = re.compile(rb'<row(?: (?!r="(?:[1-9][0-9]{0,3}|1[0-9]{4})"[ />])|[\t\r\n/>])')
_ODD_PREFIX = re.compile(rb"<[\w.-]+:(?:c|row|si|sheet|sst|sheets|sheetData)[\s/>]")
"""A prefix before a name that counts, which Excel doesn't write."""
_PREFIXED = (b":c", b":row", b":s")
_DECLARED = re.compile(rb'<\?xml\s[^<>]*encoding="utf-8"[^<>]*\?>', re.IGNORECASE)


def is_plainly_small(parts: Mapping[str, bytes]) -> bool:
    """Whether these parts are within every bound of `sheet_bounds`, as far as it can be told without reading them.

    Sound XML is for `container.check_workbook` to see to; what is broken is no larger for it.
    """
    xml = [part for part in parts.values() if b"<" in part]
    size = sum(map(len, parts.values()))
    if size > _MOST_BYTES or (size > _FEW_BYTES and sum(part.count(b"<") for part in xml) > _MOST_TAGS):
        return False
    if not all(map(_is_utf_8, xml)):
        return False
    counting = [part for part in xml if any(word in part for word in (b"sheetData", b"<si", b":si", b"sheets"))]
    if any(b"<!" in part for part in xml) or any(map(_is_odd, counting)):
        return False
    sheets = sum(part.count(b"<sheet ") for part in counting if b"<sheets" in part)
    cells = sum(len(part) for part in counting if b"sheetData" in part) // 9
    longest = max(map(_longest_shared, counting), default=0)
    return sheets <= _MOST_SHEETS and longest <= _LONGEST_TEXT and longest * cells <= _MOST_TEXT


def _is_odd(xml: bytes) -> bool:
    """Whether Excel would have written some cell or row otherwise, or put it elsewhere."""
    if _ODD_CELL.search(xml) or _ODD_ROW.search(xml):
        return True
    return any(name in xml for name in _PREFIXED) and _ODD_PREFIX.search(xml) is not None


def _is_utf_8(xml: bytes) -> bool:
    """Whether it is XML in UTF-8, as it says, or as what says nothing is: in UTF-16 no pattern would find anything."""
    head = xml[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_declared = not head.startswith(b"<?xml") or _DECLARED.match(head) is not None
    return head.startswith(b"<") and is_declared and b"\0" not in xml


def _longest_shared(xml: bytes) -> int:
    """Bytes of the longest shared text, with the tags around it: never less than its characters."""
    if b"<si" not in xml:
        return 0
    return max(map(len, xml.split(b"<si")[1:]))
