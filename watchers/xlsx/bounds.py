"""How much a workbook would swell to once it is read, looked at before calamine reads it. No I/O.

Calamine lays a sheet out as a whole rectangle, from A1 to the last cell that holds anything, and copies a shared text
into each cell that names it. So a file of 6 KB can ask for a terabyte; and an allocation that fails there ends the
process, which no `except` sees.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from watchers.errors import UnreadableTable, Unsafe
from watchers.xlsx.plain import PlainCells, is_plainly_small

MOST_CELLS = 2_000_000
"""Of all sheets' rectangles. ICE's list of 2,600 rows has 21,000; a column of notes far to the right makes it more."""
MOST_SHEETS = 50
MOST_ELEMENTS = 1_000_000
"""Of all parts' XML: this bounds the time. ICE's list of 2,600 rows has some 45,000."""
MOST_DEPTH = 200
MOST_TEXT = 50_000_000
"""Characters, over all cells."""
LONGEST_TEXT = 32_767
"""Characters that Excel lets one cell hold."""

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LOOKS_LIKE_A_SHEET = (b"sheetData", b"<sst", b":sst", b"<sheets", b":sheets")


def packed_anew(parts: Mapping[str, bytes]) -> bytes:
    """The same parts as a plain zip: what was checked is what is read, whatever another reader sees in the original."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def check_bounds(parts: Mapping[str, bytes], plain: Mapping[str, PlainCells], *, name: str) -> None:
    """Return where reading these parts takes bearable memory and time; `name` is the file's, for the sentence.

    `plain` are the `plain_sheets` among them.

    Raises `Unsafe`, or `UnreadableTable` where a part's XML is broken or declares a document type.
    """
    if is_plainly_small(parts, plain):
        return
    scan = _Scan()
    try:
        for part, content in parts.items():
            scan.read(part, content)
        scan.check_sums()
    except _BrokenError as why:
        raise UnreadableTable(
            f"{name}: its XML can't be read ({why}). The lists stay as they were. Look at it on ICE's page."
        ) from None
    except _TooMuchError as found:
        raise Unsafe(
            f"{name} was not opened: {found}. No list of agencies needs that, and the lists stay as they were. "
            "Look at it on ICE's page before you trust it."
        ) from None


class _BrokenError(Exception):
    """Why the XML is none."""


class _TooMuchError(Exception):
    """What there is too much of."""


class _Scan:
    """Counts over all parts, whichever of them turn out to be sheets."""

    def __init__(self) -> None:
        self._elements = self._sheets = self._cells = 0
        self._inline = 0  # characters that stand in the cells themselves
        self._uses: dict[str, int] = {}  # how many cells name each shared text
        self._shared: list[int] = []  # each shared text's length
        self._begin_part()

    def _begin_part(self) -> None:
        self._depth = self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._cell: tuple[int, int] = (0, 0)
        self._names_shared = self._in_text = self._in_shared = False
        self._length = 0
        self._index = ""

    def read(self, part: str, content: bytes) -> None:
        """Count what is in one part; one that is no XML must not look like a sheet either."""
        self._begin_part()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError) as error:  # the latter for an encoding that nobody knows
            if any(mark in content for mark in _LOOKS_LIKE_A_SHEET):
                raise _BrokenError(f"{part[:80]!r}, {error}") from None
        self._settle()
        self._cells = max(self._cells, self._last_row * self._last_column)

    def check_sums(self) -> None:
        """What only all parts together show: any of the sheets may be any of the parts."""
        sheets = max(self._sheets, 1)
        if self._cells * sheets > MOST_CELLS:
            raise _TooMuchError(
                f"its sheets span {self._cells * sheets:,} cells, where at most {MOST_CELLS:,} are read"
            )
        longest = len(self._shared)
        shared = sum(
            times * self._shared[int(index)]
            for index, times in self._uses.items()
            if index.isascii() and index.isdigit() and len(index) < 10 and int(index) < longest
        )
        if (shared + self._inline) * sheets > MOST_TEXT:
            raise _TooMuchError(f"its cells hold {(shared + self._inline) * sheets:,} characters")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise _TooMuchError("its XML has too many elements, or too deep ones")
        kind = tag.rpartition(":")[2]
        self._in_text = kind in {"v", "t"}
        match kind:
            case "c":
                self._settle()
                self._column += 1
                self._cell = _place(attributes.get("r"), self._row, self._column)
                self._column = self._cell[1]
                self._names_shared = attributes.get("t") == "s"
            case "row":
                self._settle()
                self._row = _number(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = 0
            case "si":
                self._settle()
                self._in_shared = True
            case "sheet":
                self._sheets += 1
                if self._sheets > MOST_SHEETS:
                    raise _TooMuchError(f"it has more than {MOST_SHEETS} sheets")

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _text(self, value: str) -> None:
        if not self._in_text:
            return
        self._length += len(value)
        if self._length > LONGEST_TEXT:
            raise _TooMuchError(f"one of its cells holds more than {LONGEST_TEXT:,} characters, which Excel can't")
        if self._names_shared and len(self._index) < 20:
            self._index += value
        if not self._in_shared:
            self._last_row = max(self._last_row, self._cell[0], self._row)
            self._last_column = max(self._last_column, self._cell[1])

    def _settle(self) -> None:
        """Close the books on the cell, or the shared text, that was last begun."""
        if self._in_shared:
            self._shared.append(self._length)
        elif self._names_shared:
            index = self._index.strip()
            self._uses[index] = self._uses.get(index, 0) + 1
        else:
            self._inline += self._length
        self._in_shared = self._names_shared = False
        self._length, self._index = 0, ""


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """A cell's row and column from 1: as its reference says, else the next one."""
    if reference is None:
        return row, column
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise _TooMuchError(f"it has a cell at {reference[:20]!r}, which is nowhere")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", text):
        raise _TooMuchError(f"it has a row {text[:20]!r}, which is nowhere")
    return int(text)


def _refuse_doctype(*_: object) -> None:
    raise _BrokenError("it declares a document type, as files made to attack their reader do")
