"""How a sheet names its cells: "G12", "G12:H14"."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def cell_at(reference: str) -> tuple[int, int] | None:
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


def cells_within(reference: str, columns: Mapping[int, str], last_row: int) -> Iterable[tuple[int, int]]:
    """The cells of a hyperlink's `ref` ("G12" or "G12:H14") that lie in the table's columns."""
    only = cell_at(reference)
    if only is not None:
        return (only,) if only[1] in columns and only[0] <= last_row else ()
    first, _, last = reference.partition(":")
    begin, end = cell_at(first), cell_at(last)
    if begin is None or end is None:
        return ()
    rows, within = range(begin[0], min(end[0], last_row) + 1), [c for c in columns if begin[1] <= c <= end[1]]
    return ((row, column) for row in rows for column in within)
