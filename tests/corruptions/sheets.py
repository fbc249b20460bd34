"""A posting as a real workbook: columns in another order, ICE's other headers, and what clerks do with Excel."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

import openpyxl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

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
_NEAR_HEADERS = {
    "state": "STATE/TERRITORY",
    "agency": "Law Enforcement Agency*",
    "level": "Agency  Type:",
    "county": "County / Parish",
    "model": "Support Type (see key)",
    "signed": "Date Signed",
    "moa": "MOA link",
    "addendum": "Addendum, if any",
}
SHEETS = (
    "second tab",
    "total row",
    "notes between and below",
    "header repeated",
    "states merged",
    "agencies merged",
    "links in formulas",
    "links in formulas through a cell",
    "older copy hidden",
    "near headers",
    "rows hidden",
    "written by openpyxl",
)
"""What a workbook may look like that says the same."""
UNREADABLE = "a tab without a header"
"""To be held: agencies stand on it, and nobody can tell which column is which."""

Places = dict[tuple[str, int], int]
"""Which of a posting's lines stands in a row of a tab; of a list on one tab the tab is ""."""


def sheet_bytes(posting: Posting, *, seed: str) -> tuple[bytes, Places]:
    """The workbook's bytes, and where its lines stand: the first one on the second row, but for clerks' slips."""
    rng = Random(seed)  # the same posting is the same file
    if posting.sheet:
        return _slipped(posting, rng)
    columns = list(posting.columns)
    if rng.random() < 0.5:
        rng.shuffle(columns)
    for _ in range(rng.choice((0, 0, 1, 2))):
        columns.insert(rng.randint(0, len(columns)), "")
    header = [rng.choice(_HEADERS[field]) if field else rng.choice(("", "NOTES", "Column1")) for field in columns]
    rows = [[_cell(line, field) if field else None for field in columns] for line in posting.lines]
    content = excel(Sheet(rows=rows, header=header, ghosts=rng.choice((0, 12))))
    return content, {("", at): n for n, at in enumerate(range(2, len(rows) + 2))}


def _cell(line: Line, field: str) -> Cell:
    text = line.cells.get(field, "")
    if field in line.links:
        # A real workbook's writer refuses "https:/www.ice.gov"; the straight way to a Roll has it.
        return Link(text=text or "link", url=re.sub(r"^https:/(?=\w)", "https://", line.links[field]))
    if text == "#N/A":
        return CellError(code=text)
    return int(text) if re.fullmatch(r"\d{5}", text) else text


@dataclass(slots=True, kw_only=True)
class _Tab:
    """One sheet as it is to be written: rows of cells, and which line each row is; -1 for those that are none."""

    title: str
    rows: list[Sequence[Cell]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    is_hidden: bool = False
    hidden_row: int = -1
    merged: int = -1  # the column whose equal neighbours are merged
    formulas: str = ""

    def add(self, row: Sequence[Cell], line: int = -1) -> None:
        self.rows.append(row)
        self.lines.append(line)


def _slipped(posting: Posting, rng: Random) -> tuple[bytes, Places]:
    name, columns = posting.sheet, posting.columns
    header = [_NEAR_HEADERS[f] if name == "near headers" else _HEADERS[f][0] for f in columns]
    rows = [[_cell(line, f) for f in columns] for line in posting.lines]
    order = list(range(len(rows)))
    main, others = _Tab(title="Sheet1"), list[_Tab]()
    if name in ("second tab", UNREADABLE):
        order.sort(key=lambda at: posting.lines[at].subject)  # those that came last stand on the second tab
        second = _Tab(title="New")
        cut = len(order) - rng.randint(3, 12)
        order, late = order[:cut], order[cut:]
        for at in late:
            if at == late[0] and name == "second tab":
                second.add(header)
            second.add(rows[at], at)
        others.append(second)
    elif name.endswith("merged"):
        main.merged = columns.index("state" if name == "states merged" else "agency")
        order.sort(key=lambda at: (posting.lines[at].cells["state"], posting.lines[at].cells["agency"]))
    elif name == "older copy hidden":
        older = _Tab(title="Old", is_hidden=True)
        older.add(header)
        for line in posting.older:
            older.add([_cell(line, f) for f in columns])
        others.insert(0, older)
    main.hidden_row = rng.randint(1, len(rows)) if name == "rows hidden" else -1
    main.formulas = name if "formulas" in name else ""
    between = _no_agencies(name, rng, header, len(rows))
    spots = {rng.randrange(1, len(order)): row for row in between}
    main.add(header)
    for n, at in enumerate(order):
        if n in spots:
            main.add(spots[n])
        main.add(rows[at], at)
    for row in between if name != "header repeated" else ():
        main.add(row)
    tabs = [*others, main] if name == "older copy hidden" else [main, *others]
    content = _by_openpyxl(main) if name == "written by openpyxl" else _by_xlsxwriter(tabs)
    titled = name == "second tab"
    return content, {
        (tab.title if titled else "", at): line
        for tab in tabs
        if not tab.is_hidden
        for at, line in enumerate(tab.lines, 1)
        if line >= 0
    }


def _no_agencies(name: str, rng: Random, header: list[str], rows: int) -> list[Sequence[Cell]]:
    """Rows that a clerk adds and that name no agency."""
    if name == "total row":
        totals: tuple[list[Cell], ...] = (
            ["TOTAL", str(rows)],
            ["", f"Total Agencies: {rows}"],
            ["Grand total", "", rows],
        )
        return [rng.choice(totals)]
    if name == "notes between and below":
        return [["* Agreements are updated twice a day."], ["", "Rows in green are new this week"], ["Texas"]]
    return [header] * rng.randint(1, 3) if name == "header repeated" else []


def _by_xlsxwriter(tabs: list[_Tab]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        for tab in tabs:
            page = book.add_worksheet(tab.title)
            for at, row in enumerate(tab.rows):
                for column, cell in enumerate(row):
                    _write(page, at, column, cell, tab.formulas)
            if tab.hidden_row >= 0:
                page.set_row(tab.hidden_row, None, None, {"hidden": True})
            if tab.merged >= 0:
                _merge(page, tab)
            if tab.is_hidden:
                page.hide()
            else:
                page.activate()
    return out.getvalue()


def _write(page: Worksheet, at: int, column: int, cell: Cell, formulas: str) -> None:
    match cell:
        case Link(text=text, url=url) if "through" in formulas:
            page.write_string(at, 20 + column, url)
            page.write_formula(at, column, f'HYPERLINK({chr(85 + column)}{at + 1},"link")', None, text)
        case Link(text=text, url=url) if formulas:
            page.write_formula(at, column, f'HYPERLINK("{url}","link")', None, text)
        case Link(text=text, url=url):
            page.write_url(at, column, url, string=text)
        case CellError(code=code):
            page.write_formula(at, column, "=NA()", None, code)
        case None | "":
            pass
        case str():
            page.write_string(at, column, cell)
        case int() | float():
            page.write_number(at, column, cell)


def _merge(page: Worksheet, tab: _Tab) -> None:
    """Equal cells of one column below each other become one; an agency's, only within its state."""
    for _, group in groupby(range(1, len(tab.rows)), key=lambda at: tuple(tab.rows[at][: tab.merged + 1])):
        rows = list(group)
        cell = tab.rows[rows[0]][tab.merged]
        if len(rows) > 1 and isinstance(cell, str) and cell:
            page.merge_range(rows[0], tab.merged, rows[-1], tab.merged, cell)


def _by_openpyxl(tab: _Tab) -> bytes:
    """No XML declaration, links of another spelling, dates as they come."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for at, row in enumerate(tab.rows, 1):
        for column, cell in enumerate(row, 1):
            shown = cell.text if isinstance(cell, Link) else cell.code if isinstance(cell, CellError) else cell
            page.cell(at, column, shown)
            if isinstance(cell, Link):
                page.cell(at, column).hyperlink = cell.url
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
