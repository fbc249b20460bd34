"""What a workbook shows: its tabs with their cells, and the table in them that is one of ICE's lists. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from watchers.frozen import frozen


@frozen
class Tab:
    """One sheet of a workbook. Rows and columns count from 0 here, and the first line is the sheet's first row.

    `lines` hold the cells from the column `left` on: texts, numbers, days; "" for a blank one. A merged cell's value
    stands in each of its rows that holds anything else. `links` are the addresses by row and column.
    `is_filtered`: somebody left a filter on.
    """

    title: str
    is_visible: bool = True
    left: int = 0
    lines: Sequence[Sequence[object]] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_filtered: bool = False


def place(row: int, tab: str) -> str:
    """Where a row stands, for people: "row 12", or "row 12 of tab “Sheet2”"."""
    return f"row {row} of tab “{tab}”" if tab else f"row {row}"


class TableRow(NamedTuple):
    """One row with anything in it: a text for each of the table's columns, and links by field of `Printed`.

    `number` counts as Excel does; `tab` is the tab's name where the list stands on more than one, else "".
    A tuple of tuples, as there are thousands: a dict for each took longer than the rest.
    """

    number: int
    columns: tuple[str, ...]
    texts: tuple[str, ...]
    links: Mapping[str, str]
    tab: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """The texts by field of `Printed`."""
        return dict(zip(self.columns, self.texts, strict=True))


@frozen
class Remark:
    """Something about a list that its operators should know, and that changes nothing by itself.

    `kind` is one word or two; `sentence` says it in full. `about` tells whether it is the same as was told before:
    it stays the same where only a figure changed.
    """

    kind: str
    sentence: str
    about: tuple[str, ...] = ()


@frozen
class Table:
    """The rows of a list, from all tabs that it stands on. `columns` are the fields that it has a column for.

    `doubt` says why it may not be the whole list, or not the list alone: "" where nothing speaks for that.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    remarks: tuple[Remark, ...] = ()
    doubt: str = ""
