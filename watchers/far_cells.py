"""Cells far away from the table: a reader that makes room for all that lies between would need gigabytes."""

import re

from watchers.cell_reference import column_number
from watchers.errors import UnreadableTable

MOST_COLUMNS = 100
"""ICE's lists have eight, and now and then some stray ones beside them."""

_FILLED = re.compile(rb"""<(?:[\w.-]+:)?c\s[^<>]*?\br=["']([A-Za-z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>""")


def refuse_far_cells(xml: bytes, *, name: str, title: str, most_rows: int) -> None:
    """Return where the sheet's filled cells span no more cells than a list of `most_rows` rows may have.

    Raises `UnreadableTable`, which names the sheet and how far its cells reach. Calamine makes room for every cell
    between the first and the last, and one key pressed in Excel's last corner asks for 550 GB: that ends the process.
    """
    # Nearly every list lies within columns A to Z; only one that doesn't is worth a look at each of its cells.
    beyond = rb""" r=["'](?:[A-Za-z]{2}|[A-Za-z][0-9]{%d})""" % (len(str(most_rows)) + 1)
    if not re.search(beyond, xml):
        return
    right, bottom = "A", 1
    for cell in _FILLED.finditer(xml):
        letters, row = cell[1].decode().upper(), int(cell[2])
        right, bottom = max(right, letters, key=column_number), max(bottom, row)
    if bottom * (column_number(right) + 1) > most_rows * MOST_COLUMNS:
        raise UnreadableTable(
            f"{name} has a sheet, “{title}”, whose cells reach to column {right} and row {bottom:,}; a list of "
            f"agencies has fewer than {MOST_COLUMNS} columns and {most_rows:,} rows. Open it, and look for a stray "
            "cell far from the table."
        )
