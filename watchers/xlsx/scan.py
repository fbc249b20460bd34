"""One pass over the XML that calamine will read: what it would swell to, and what calamine doesn't know. No I/O.

Calamine lays a sheet out as a whole rectangle, from A1 to the last cell that holds anything, and copies a shared text
into each cell that names it. So a file of 6 KB can ask for a terabyte; and an allocation that fails there ends the
process, which no `except` sees. It knows no hyperlinks, blanks out errors such as `#N/A`, and reads on in broken XML.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from watchers.errors import UnreadableTable, Unsafe
from watchers.xlsx.plain import PlainRows, begin_of_rows, plain_rows

MOST_CELLS = 2_000_000
"""Of all sheets' rectangles. ICE's list of 2,600 rows has 21,000; a column of notes far to the right makes it more."""
MOST_SHEETS, MOST_TEXTS = 50, 300_000
MOST_ELEMENTS = 3_000_000
"""Of all parts' XML: this bounds the time. ICE's list of 2,600 rows has 45,000; formats far below it make it more."""
MOST_DEPTH = 200
MOST_TEXT = 50_000_000
"""Characters, over all cells."""
LONGEST_TEXT = 32_767
"""Characters that Excel lets one cell hold."""
_LONGEST_ERROR = 40  # the longest of Excel's own, "#GETTING_DATA", has 13 characters
_MOST_KEPT = 20_000_000
"""Bytes, about, of what a scan keeps: links, errors, which rows are hidden. ICE's list needs one tenth of that."""

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@lru_cache(maxsize=1000)
def column_number(letters: str) -> int:
    """A column's number from 0: 6 for G."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def cell_at(reference: str) -> tuple[int, int] | None:
    """Row and column from 0: (11, 6) for G12. None for what names no cell."""
    found = _PLACE.fullmatch(reference)
    return (int(found[2]) - 1, column_number(found[1])) if found else None


@dataclass(slots=True)
class Found:
    """What one part says, a cell's by row and column: its errors, its formulas with a HYPERLINK.

    With a formula comes the cell that it was written for: a program may write it once for many.
    `tags` are the attributes of other tags that tell something, by the tag's name.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], tuple[str, tuple[int, int]]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    tags: defaultdict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))


class Scan:
    """Counts over all parts of one workbook, its shared texts before its sheets; `name` is the file's, for errors.

    Raises `Unsafe`, or `UnreadableTable` where a part's XML is broken or declares a document type.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._elements = self._sheets = self._cells = self._characters = self._kept = 0
        self._shared: list[int] = []  # each shared text's length
        self._longest = 0  # of these

    def read(self, part: str, pieces: Iterable[bytes]) -> Found:
        """Count what is in one part, and say what it tells."""
        self._begin_part(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            for piece in self._but_plain_rows(iter(pieces)):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError) as error:  # the latter for an encoding that nobody knows
            raise self._broken(f"is broken XML ({error})") from None
        self._settle()
        self._cells = max(self._cells, (self._last_row + 1) * (self._last_column + 1))
        return self._found

    def _but_plain_rows(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces without the rows that are known for sound, and far from any bound even at their worst."""
        rest = next(pieces, b"")
        begin = begin_of_rows(rest)
        if begin is not None:
            yield rest[:begin]
            rest = rest[begin:]
            while (rows := plain_rows(rest)) is not None and self._count(rows):
                rest = rest[rows.end :] + next(pieces, b"")
        yield rest
        yield from pieces

    def _count(self, rows: PlainRows) -> bool:
        cells, characters = (rows.lowest + 1) * 26, self._characters + rows.texts * self._longest
        if max(self._sheets, 1) * max(cells / MOST_CELLS, 6 * characters / MOST_TEXT) > 1:
            return False
        self._cells, self._characters, self._row = max(self._cells, cells), characters, rows.last
        self._found.errors.update(rows.errors)
        self._found.hidden_rows.update(rows.hidden)
        return True

    def check_sums(self) -> None:
        """What only all parts together show: any of the sheets may be any of the parts."""
        cells, characters = (n * max(self._sheets, 1) for n in (self._cells, self._characters))
        if cells > MOST_CELLS:
            raise self._unsafe(f"its sheets span {cells:,} cells, where at most {MOST_CELLS:,} are read")
        if characters > MOST_TEXT:
            raise self._unsafe(f"its cells hold {characters:,} characters")

    def _broken(self, why: str) -> UnreadableTable:
        return UnreadableTable(
            f"{self._name} is damaged: its part {self._part[:80]!r} {why}. The lists stay as they were; the next poll "
            "fetches it again. If it lasts, open the link in a browser."
        )

    def _refuse_doctype(self, *_: object) -> None:
        raise self._broken("declares a document type, which is made to attack its reader")

    def _unsafe(self, found: str) -> Unsafe:
        return Unsafe(
            f"{self._name} was not opened: {found}. No list of agencies needs that, and the lists stay as they were. "
            "Look at it on ICE's page before you trust it."
        )

    def _keep(self, *kept: str) -> None:
        self._kept += 200 + len("".join(kept))
        if self._kept > _MOST_KEPT:
            raise self._unsafe("it has more links, errors or hidden rows than a list can use")

    def _begin_part(self, part: str) -> None:
        self._part, self._found = part, Found()
        self._depth = 0
        self._row = self._column = self._last_row = self._last_column = -1
        self._cell: dict[str, str] = {}
        self._kind = self._value = self._formula = self._number = ""
        self._has_content = self._is_shared = False
        self._written: dict[str, tuple[str, tuple[int, int]]] = {}  # formulas for several cells, by number

    # These three are called for each tag: what they leave undone is what makes reading quick.

    def _start(self, tag: str, given: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise self._unsafe("its XML has too many elements, or too deep ones")
        kind = self._kind = tag.rpartition(":")[2] if ":" in tag else tag
        if kind == "c":
            if self._has_content:
                self._settle()
            self._column += 1
            self._cell = given
        elif kind in _IN_A_CELL:
            self._has_content = True
            if kind == "f":
                self._number = given.get("si", "")
        elif kind in _TOLD:
            if self._has_content or self._is_shared:
                self._settle()
            self._note(kind, given)

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        self._kind = ""

    def _text(self, value: str) -> None:
        if self._kind == "f":
            self._formula += value
        elif self._kind in _IN_A_CELL:
            self._value += value
            if len(self._value) > LONGEST_TEXT:
                raise self._unsafe(f"one of its cells holds more than {LONGEST_TEXT:,} characters, which Excel can't")

    def _settle(self) -> None:
        """Close the books on the cell, or the shared text, that was last begun."""
        if self._is_shared:
            self._shared.append(len(self._value))
            self._longest = max(self._longest, len(self._value))
            if len(self._shared) > MOST_TEXTS:
                raise self._unsafe(f"it has more than {MOST_TEXTS:,} texts")
        elif self._has_content:
            self._settle_cell(self._value, self._cell.get("t"))
        self._value = self._formula = self._number = ""
        self._has_content = self._is_shared = False

    def _settle_cell(self, value: str, kind: str | None) -> None:
        reference = self._cell.get("r")
        place = cell_at(reference) if reference is not None else (self._row, self._column)
        if place is None:
            raise self._unsafe(f"it has a cell at {str(reference)[:20]!r}, which is nowhere")
        self._last_row = max(self._last_row, place[0])
        self._last_column = max(self._last_column, place[1])
        self._column = place[1]
        if self._formula or self._number:
            self._take_formula(place)
        if kind == "s":
            index = int(value) if len(value) < 10 and value.strip().isdecimal() else -1
            self._characters += self._shared[index] if 0 <= index < len(self._shared) else 0
            return
        self._characters += len(value)
        if kind == "e":
            self._keep()
            self._found.errors[place] = value.strip()[:_LONGEST_ERROR]

    def _take_formula(self, place: tuple[int, int]) -> None:
        if "HYPERLINK" in self._formula.upper():
            self._written[self._number] = self._formula, place
        elif self._formula or self._number not in self._written:
            return
        self._keep(self._formula)
        self._found.formulas[place] = self._written[self._number]

    def _note(self, kind: str, given: dict[str, str]) -> None:
        """Take down what a tag says that is neither a cell nor in one."""
        self._is_shared = kind == "si"
        if kind == "row":
            self._begin_row(given)
        elif kind != "si":
            self._keep(*given.values())
            self._found.tags[kind].append(given)
            self._sheets += kind == "sheet"
            if self._sheets > MOST_SHEETS:
                raise self._unsafe(f"it has more than {MOST_SHEETS} sheets")

    def _begin_row(self, given: dict[str, str]) -> None:
        said = given.get("r")
        if said is not None and not re.fullmatch("[0-9]{1,7}", said):
            raise self._unsafe(f"it has a row {said[:20]!r}, which is nowhere")
        self._row, self._column = self._row + 1 if said is None else int(said) - 1, -1
        if given.get("hidden") in TRUE:
            self._keep()
            self._found.hidden_rows.add(self._row)


TRUE = ("1", "true")
_IN_A_CELL = frozenset(("v", "t", "f", "is"))
_TOLD = frozenset(("row", "si", "sheet", "hyperlink", "Relationship", "autoFilter", "col"))
