"""A sheet's rows where they are spelt as Excel spells them, to the last byte: known for sound without an XML parser.

A parser takes three times as long for the same. Whatever is spelt in another way, or has formulas, is left to one.
"""

import re

from watchers.frozen import frozen

_SHEET_DATA = b"<sheetData>"
_SAYS_UTF_8 = re.compile(rb'(?:\xef\xbb\xbf)?+<\?xml\s[^<>]*encoding="utf-8"[^<>]*\?>', re.IGNORECASE)
_ROW_SAYS = (
    *(b"spans", b"s", b"customFormat", b"ht", b"hidden", b"customHeight", b"outlineLevel", b"collapsed"),
    *(b"thickTop", b"thickBot", b"x14ac:dyDescent"),
)
"""Excel's order: where none comes twice, the XML is sound."""
_SAYS = b"".join(rb'(?: %b="[0-9A-Za-z:. -]{0,60}+")?+' % name for name in _ROW_SAYS)
_VALUE = rb"<v>[ !-%'-;=?-~]{0,300}+</v>"  # printable ASCII without & < >
_CELL = rb'<c r="[A-Z][0-9]{1,7}+"(?: s="[0-9]{1,6}+")?+(?: t="[a-z]{1,3}+")?+(?:/>|>%b</c>)' % _VALUE
_ROWS = re.compile(rb'(?:<row r="[0-9]{1,7}+"%b(?:/>|>(?:%b)*+</row>))*+' % (_SAYS, _CELL))
_ERROR = re.compile(rb'<c r="([A-Z])([0-9]+)"[^>]* t="e"><v>([^<]{0,40})')
_HIDDEN = re.compile(rb'<row r="([0-9]+)"[^>]* hidden="1"')
_FAR = re.compile(rb'c r="[A-Z]([0-9]{5,})')
_ROW = re.compile(rb'.*<row r="([0-9]+)', re.DOTALL)


@frozen
class PlainRows:
    """Rows that are sound as they stand, and none of whose cells is beyond the column Z; rows count from 0.

    `end` is where they end in the XML, `last` the last of them; no cell is below `lowest`. `texts` counts the cells
    that show a shared text; `errors` are what those show that show one, by row and column.
    """

    end: int
    last: int
    lowest: int
    texts: int
    errors: dict[tuple[int, int], str]
    hidden: list[int]


def begin_of_rows(xml: bytes) -> int | None:
    """Where a sheet's rows begin in the first piece of its XML; None where that is spelt otherwise than Excel does."""
    tag = xml.find(_SHEET_DATA)
    said = _SAYS_UTF_8.match(xml)
    if tag < 0 or said is None or any(xml.find(odd, said.end(), tag) >= 0 for odd in (b"<!", b"<?", b"\0")):
        return None
    return tag + len(_SHEET_DATA)


def plain_rows(xml: bytes) -> PlainRows | None:
    """The rows with which a piece of XML begins, as many as are plain and whole; None where the first one isn't."""
    found = _ROWS.match(xml)
    if found is None or not found.end():
        return None
    body = found[0]
    errors = _ERROR.findall(body) if b' t="e"' in body else []
    return PlainRows(
        end=found.end(),
        last=int(_ROW.match(body)[1]) - 1,  # type: ignore[index]  # there is one
        lowest=max(map(int, _FAR.findall(body)), default=9_999) - 1,
        texts=body.count(b' t="s"'),
        errors={(int(row) - 1, ord(column) - 65): text.decode().strip() for column, row, text in errors},
        hidden=[int(row) - 1 for row in _HIDDEN.findall(body)] if b" hidden=" in body else [],
    )
