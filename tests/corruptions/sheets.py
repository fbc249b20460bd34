"""A posting as a real workbook: columns in another order, unknown ones between them, ICE's other headers."""

import re
from random import Random

from tests.corruptions.lines import Line, Posting
from tests.workbooks import Cell, CellError, Link, Sheet, excel

_HEADERS = {
    "state": ("STATE", "State", "STATE "),
    "agency": ("LAW ENFORCEMENT AGENCY", "Law Enforcement Agency", "AGENCY"),
    "level": ("TYPE", "Type"),
    "county": ("COUNTY", "County "),
    "model": ("SUPPORT TYPE", "Support Type", "MODEL"),
    "signed": ("SIGNED", "DATE SIGNED", "Signed"),
    "moa": ("MOA", "MOA "),
    "addendum": ("ADDENDUM", "Addendum"),
}


def sheet_bytes(posting: Posting, *, seed: str) -> bytes:
    """The workbook's bytes; the row of the first line is the second one, whatever else differs."""
    rng = Random(seed)  # the same posting is the same file
    columns = list(posting.columns)
    if rng.random() < 0.5:
        rng.shuffle(columns)
    for _ in range(rng.choice((0, 0, 1, 2))):
        columns.insert(rng.randint(0, len(columns)), "")
    header = [rng.choice(_HEADERS[field]) if field else rng.choice(("", "NOTES", "Column1")) for field in columns]
    rows = [[_cell(line, field) if field else None for field in columns] for line in posting.lines]
    return excel(Sheet(rows=rows, header=header, ghosts=rng.choice((0, 12))))


def _cell(line: Line, field: str) -> Cell:
    text = line.cells.get(field, "")
    if field in line.links:
        # A real workbook's writer refuses "https:/www.ice.gov"; the straight way to a Roll has it.
        return Link(text=text or "link", url=re.sub(r"^https:/(?=\w)", "https://", line.links[field]))
    if text == "#N/A":
        return CellError(code=text)
    return int(text) if re.fullmatch(r"\d{5}", text) else text
