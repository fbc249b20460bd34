"""What clerks do with Excel, all at once: never a false event, and none lost without the list being held."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bot.newsroom import Row, sheriff
from tests.workbooks import HEADER
from watchers.diff.intake import Intake, PostedFile, take_in
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import EventKind
from watchers.model.register import Register
from watchers.model.second_look import SecondLook
from watchers.table.read import read_table

KNOWN = [sheriff(f"Place{n}", state) for state in ("KANSAS", "MISSOURI", "TEXAS") for n in range(9)]
NEW = [sheriff("Osage"), sheriff("Reno", "KANSAS"), sheriff("Bee", "TEXAS")]
HEADERS = (HEADER, ("State/Territory", "Law Enforcement Agency*", "Type", "County", "Support Type (ICE)", "Date Signed",
                    "MOA", "Addendum"))  # fmt: skip
NO_AGENCIES: tuple[list[str], ...] = ([], ["", "Total: 30"], ["TOTAL", "30"], ["As of today"], list(HEADER), ["TEXAS"])
AT = datetime(2026, 1, 5, 15, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Slips:
    """One workbook's oddities; `split` is how many rows stand on a second tab."""

    split: int
    header: int
    below: int
    between: int
    merged: bool
    formulas: bool
    hidden_copy: bool
    hidden_rows: bool
    legend: bool
    repeated: int
    headless: bool
    title: bool


SLIPS = st.builds(
    Slips,
    split=st.integers(0, 12),
    header=st.integers(0, 1),
    below=st.integers(0, len(NO_AGENCIES) - 1),
    between=st.integers(0, len(NO_AGENCIES) - 1),
    merged=st.booleans(),
    formulas=st.booleans(),
    hidden_copy=st.booleans(),
    hidden_rows=st.booleans(),
    legend=st.booleans(),
    repeated=st.integers(0, 8),
    headless=st.booleans(),
    title=st.booleans(),
)


def written(slips: Slips) -> bytes:
    rows = sorted([*KNOWN, *NEW], key=lambda row: str(row[0]))
    first, second = rows[: len(rows) - slips.split], rows[len(rows) - slips.split :]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        if slips.hidden_copy:
            copy = book.add_worksheet("Old")
            _write(copy, [HEADER, *KNOWN[3:], sheriff("Nobody")], slips, merged=False)
            copy.hide()
        between = NO_AGENCIES[slips.between]
        lines: list[Row | list[str]] = [HEADERS[slips.header], *first[:7], *([between] if between else []), *first[7:]]
        if slips.title:
            lines.insert(0, ["Agencies of the program, by STATE"])
        main = book.add_worksheet("List")
        _write(main, [*lines, NO_AGENCIES[slips.below]], slips, merged=slips.merged)
        main.activate()
        main.set_first_sheet()
        if slips.hidden_rows:
            main.set_row(5, None, None, {"hidden": True})
        if second:
            header = [] if slips.headless else [HEADERS[slips.header]]
            _write(book.add_worksheet("More"), [*header, *second], slips, merged=False)
        if slips.repeated:
            _write(book.add_worksheet("New"), [HEADER, *first[: slips.repeated]], slips, merged=False)
        if slips.legend:
            _write(book.add_worksheet("Key"), [["TFM", "Task Force Model"]], slips, merged=False)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, lines: list[Row | list[str]], slips: Slips, *, merged: bool) -> None:
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell and column == 6 and slips.formulas and line[0] not in {"STATE", "State/Territory"}:
                sheet.write_formula(at, column, '=HYPERLINK("https://www.ice.gov/a.pdf","link")', None, "link")
            elif cell:
                sheet.write_string(at, column, str(cell))
    if merged:
        _merge_states(sheet, [str(line[0]) if len(line) > 5 else "" for line in lines])


def _merge_states(sheet: xlsxwriter.worksheet.Worksheet, states: list[str]) -> None:
    begin = 0
    for at in range(1, len(states) + 1):
        if at == len(states) or states[at] != states[begin]:
            if states[begin] and at - begin > 1:
                sheet.merge_range(begin, 0, at - 1, 0, states[begin])
            begin = at


def seen(register: Register, content: bytes, at: datetime) -> Intake:
    book = Workbook(name="list.xlsx", url="", sha256=sha256(content).hexdigest())
    posted = [PostedFile(workbook=book, expected=ListKind.PARTICIPATING)]
    read = read_table(content, name=book.name)
    return take_in(register, {}, posted, at=at, rules=SecondLook(), read=lambda _: read)


def plain() -> Register:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for line, cells in enumerate([HEADER, *KNOWN]):
            book.worksheets() or book.add_worksheet("List")
            book.worksheets()[0].write_row(line, 0, [str(cell) for cell in cells])
    return seen(Register(), out.getvalue(), AT).outcome.register


BEFORE = plain()


@given(SLIPS)
@settings(max_examples=60, deadline=None)
def test_no_combination_of_slips_makes_a_false_event_or_loses_one_without_a_hold(slips: Slips) -> None:
    intake = seen(BEFORE, written(slips), AT + timedelta(days=1))
    if ListKind.PARTICIPATING in intake.holds:
        assert slips.headless
        assert slips.split
        assert intake.outcome.events == ()
        return
    assert not (slips.headless and slips.split)
    told = {(event.kind, event.agreement.agency) for event in intake.outcome.events}
    posted = {(EventKind.MOA_POSTED, str(row[1])) for row in KNOWN} if slips.formulas else set()
    assert told == {(EventKind.SIGNED, str(row[1])) for row in NEW} | posted
    [roll] = intake.rolls
    assert len(roll.agreements) == len(KNOWN) + len(NEW)
    assert {row.state for row in roll.agreements} == {"KS", "MO", "TX"}
    kinds = {remark.kind for remark in roll.remarks}
    left_out = any(len(NO_AGENCIES[n]) > 0 for n in (slips.below, slips.between))
    assert kinds == {
        *(["left out"] if left_out else []),
        *(["hidden tab"] if slips.hidden_copy else []),
        *(["hidden rows"] if slips.hidden_rows else []),
        *(["copied tab"] if slips.repeated else []),
    }
