"""Whether a workbook is so plain and so small that nothing in it has to be counted: nearly every list is.

`sheet_bounds` counts tag by tag what reading a workbook would take, which costs three times as much as reading it. What
is looked at here are a few patterns and counts over the bytes, each of which can only say too much, never too little;
where one says too much, the counting follows.
"""

import re
from collections.abc import Mapping

_MOST_SHEETS = 3
_MOST_BYTES = 20_000_000
_MOST_TAGS = 900_000
_MOST_TEXT = 20_000_000
"""Characters: the longest shared text, in every cell."""
_LONGEST_TEXT = 32_000

_UNUSUAL = re.compile(
    rb"<(?:"
    rb"!"  # a comment, a document type, a CDATA section: what is in it only looks like tags, or makes others
    rb"|[\w.-]+:(?:c|row|si|sheet|sst|sheets|sheetData)[\s/>]"  # a prefix, which Excel doesn't write
    rb'|c(?:[\t\r\n>/]| (?!r="[A-Z][0-9]{1,5}"[ />]))'  # a cell that doesn't say where it is, or is beyond Z99999
    rb'|row(?:[\t\r\n>/]| (?!r="[0-9]{1,5}"[ />]))'
    rb")"
)
_FAR_DOWN = re.compile(rb'<(?:c|row) r="[A-Z]?[2-9][0-9]{4}"')
"""A cell or row below the 19,999th: 26 columns, so many rows and three sheets stay under `sheet_bounds.MOST_CELLS`."""
_DECLARED = re.compile(rb'<\?xml\s[^<>]*encoding="utf-8"[^<>]*\?>', re.IGNORECASE)


def is_plainly_small(parts: Mapping[str, bytes]) -> bool:
    """Whether these parts are within every bound of `sheet_bounds`, as far as it can be told without reading them.

    Sound XML is for `container.check_workbook` to see to; what is broken is no larger for it.
    """
    if sum(map(len, parts.values())) > _MOST_BYTES:
        return False
    xml = [part for part in parts.values() if b"<" in part]
    if not all(map(_is_utf_8, xml)):  # in UTF-16 none of the patterns would find anything
        return False
    tags, sheets = sum(part.count(b"<") for part in xml), sum(part.count(b"<sheet ") for part in xml)
    if tags > _MOST_TAGS or sheets > _MOST_SHEETS or any(map(_UNUSUAL.search, xml)) or any(map(_FAR_DOWN.search, xml)):
        return False
    cells, longest = sum(part.count(b"<c ") for part in xml), max(map(_longest_shared, xml), default=0)
    return longest <= _LONGEST_TEXT and longest * cells <= _MOST_TEXT


def _is_utf_8(xml: bytes) -> bool:
    """Whether it is XML in UTF-8, as it says, or as what says nothing is."""
    head = xml[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_declared = not head.startswith(b"<?xml") or _DECLARED.match(head) is not None
    return head.startswith(b"<") and is_declared and b"\0" not in xml


def _longest_shared(xml: bytes) -> int:
    """Bytes of the longest shared text, with the tags around it: never less than its characters."""
    if b"<si" not in xml:
        return 0
    return max(map(len, xml.split(b"<si")[1:]))
