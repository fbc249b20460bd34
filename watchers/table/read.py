"""The list in a workbook: the rows of every visible tab that has its header, and what there is to doubt about them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import cast

from watchers.model.grounds import Ground, counted
from watchers.model.table import Remark, Tab, Table, TableRow
from watchers.names.models import read_model
from watchers.names.normalise import is_blank, tidy
from watchers.names.places import state_named
from watchers.spreadsheet.read import read_workbook
from watchers.table.columns import Header, cell_text, find_header, require


def read_table(workbook: bytes | Sequence[Tab], *, name: str) -> Table:
    """The table in a workbook as `read_workbook` opened it, or in the bytes that it once let through.

    Hidden tabs are not what people see, and are passed over. Raises what `read_workbook` raises, and `UnreadableTable`
    where no visible tab has the required headers; the message says which are missing.
    """
    tabs = read_workbook(workbook, where=name) if isinstance(workbook, bytes) else workbook
    hidden = [tab.title for tab in tabs if not tab.is_visible]
    seen = [(tab, header) for tab in tabs if tab.is_visible and (header := find_header(tab)) is not None]
    ended = [tab.title for tab, _ in seen if _ENDED.search(tab.title)]
    if any(header.is_complete and tab.title not in ended for tab, header in seen):
        seen = [(tab, header) for tab, header in seen if tab.title not in ended]
    else:
        ended = []
    lists = [_List(tab, header) for tab, header in seen if header.is_complete]
    if not lists:
        nearest = max((header for _, header in seen), key=lambda header: len(header.columns), default=None)
        require(nearest, name, _said_of(hidden))
    taken, remarks, doubts = _together(lists, name)
    doubts += [
        Ground.UNREAD_TAB.says(tab=_short(tab.title))
        for tab, header in seen
        if not header.is_complete and _may_hold_agencies(tab, header)
    ]
    if hidden:
        remarks.append(Remark(kind="hidden tab", sentence=f"{name}:{_said_of(hidden)}", about=tuple(hidden)))
    for title in ended:
        sentence = f"By its name the tab {_quoted(title)} of {name} is of agreements that ended: it is passed over."
        remarks.append(Remark(kind="ended tab", sentence=sentence, about=(title,)))
    for each in taken:
        remarks += [*_hidden_in(each, name), *_unread_in(each, name)]
    several = len(taken) > 1
    return Table(
        columns=tuple(dict.fromkeys(field for each in taken for field in each.header.columns.values())),
        rows=tuple(row for each in taken for row in (each.named() if several else each.rows)),
        remarks=tuple(remarks),
        doubt="; ".join(doubts),
    )


_ENDED = re.compile(
    r"\b(?:terminat|expired|withdr[ae]w|rescind|revok|cancel|former|ended\b|inactive|removed|discontinu)", re.IGNORECASE
)
"""In the name of a tab beside the list: what stands there is in force no more, whatever its columns."""


def _said_of(hidden: Sequence[str]) -> str:
    if not hidden:
        return ""
    names = ", ".join(map(_quoted, hidden[:5]))
    has = "a hidden tab" if len(hidden) == 1 else f"{len(hidden)} hidden tabs"
    return f" It has {has} ({names}), which nobody sees and the bot doesn't read."


def _short(title: str) -> str:
    return tidy(title)[:40]


def _quoted(title: str) -> str:
    return f"“{_short(title)}”"


class _List:
    """One tab that has a list's header."""

    def __init__(self, tab: Tab, header: Header) -> None:
        self.tab, self.header = tab, header
        self.rows = tuple(_rows(tab, header))

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What tells one agreement from another, as printed."""
        cells = (row.cells for row in self.rows)
        return [tuple(tidy(row[field]).casefold() for field in ("state", "agency", "model")) for row in cells]

    def named(self) -> Iterator[TableRow]:
        """The rows, with the tab's name."""
        return (row._replace(tab=_short(self.tab.title)) for row in self.rows)


_FEW_DOUBLES = 0.05
"""Of a tab's rows: so many may stand on another tab too by mistake, as ICE has rows twice on one."""


def _together(lists: list[_List], name: str) -> tuple[list[_List], list[Remark], list[str]]:
    """The tabs that make up the list, remarks on what is passed over, and why another might or might not belong.

    A tab that repeats rows of the others and has none of its own ("new this week") says nothing. One that repeats many
    and has others is an older copy, or a newer one: which of them counts, nobody can tell from here.
    """
    first, *others = lists
    taken, remarks, doubts = [first], list[Remark](), list[str]()
    known = set(first.keys) if others else set()
    for each in others:
        title, keys = _quoted(each.tab.title), each.keys
        repeated = sum(key in known for key in keys)
        if ("signed" in each.header.columns.values()) is not ("signed" in first.header.columns.values()):
            doubts.append(Ground.TWO_LISTS.says(tab=_short(first.tab.title), other_tab=_short(each.tab.title)))
        elif repeated == len(keys):
            sentence = f"The tab {title} of {name} repeats rows of another tab, and adds none: it is passed over."
            remarks.append(Remark(kind="copied tab", sentence=sentence, about=(title,)))
        elif repeated > max(2, _FEW_DOUBLES * len(keys)):
            rows, further = f"{repeated:,}", counted(len(keys) - repeated, "other")
            doubts.append(Ground.TAB_REPEATS.says(tab=_short(each.tab.title), rows=rows, others=further))
        else:
            taken.append(each)
            known |= set(keys)
    return taken, remarks, doubts


def _may_hold_agencies(tab: Tab, header: Header) -> bool:
    """Whether a tab that is no list has agencies all the same; a legend, a note or a count by state has none.

    Any row that names a state, a model and something else, or a header that names a state's and an agency's column.
    """
    if header.ambiguous or {"state", "agency"} <= set(header.columns.values()):
        return True
    return any(map(_is_like_agency, tab.lines))


def _is_like_agency(line: Sequence[object]) -> bool:
    texts = [cell for cell in line if isinstance(cell, str) and 1 < len(cell) < 200]
    states = [text for text in texts if state_named(text) is not None]
    models = (
        [t for t in texts if len(t) < 40 and (model := read_model(t)) is not None and model.is_known] if states else []
    )
    others = [text for text in texts if text not in states and text not in models]
    return bool(models) and any(len(tidy(text)) > 4 and any(map(str.isalpha, text)) for text in others)


def _hidden_in(each: _List, name: str) -> Iterator[Remark]:
    tab = each.tab
    rows = [row for row in each.rows if row.number - 1 in tab.hidden_rows]
    if rows:
        why = " A filter is on." if tab.is_filtered else ""
        yield Remark(
            kind="hidden rows",
            sentence=f"{len(rows):,} of {len(each.rows):,} rows of {name} are hidden, and read like the others; the "
            f"first is row {rows[0].number}.{why}",
            about=("filtered" if tab.is_filtered else "by hand",),
        )
    columns = [field for column, field in each.header.columns.items() if column in tab.hidden_columns]
    if columns:
        sentence = f"{name} has a hidden column ({', '.join(columns)}), which is read like the others."
        yield Remark(kind="hidden columns", sentence=sentence, about=tuple(columns))


_FURTHEST, _FEW_WORDS = 50, 5


def _unread_in(each: _List, name: str) -> Iterator[Remark]:
    """Columns that are none of the list's, with the words that stand there: an agreement's end may be one of them."""
    tab, header = each.tab, each.header
    lines = list(islice(tab.lines, header.at + 1, None))
    said, about = [], list[str]()
    for at in range(min(max(map(len, lines), default=0), _FURTHEST)):
        if at + tab.left in header.columns or not (found := _words_in(at, lines)):
            continue
        head = tab.lines[header.at]
        title = _quoted(cell_text(head[at])) if at < len(head) and head[at] != "" else "one without a header"
        said.append(f"{title} ({', '.join(list(found)[:_FEW_WORDS])}{', …' * (len(found) > _FEW_WORDS)})")
        about += [title, *(found if len(found) <= _FEW_WORDS else ())]
    if not said:
        return
    columns = "columns" if len(said) > 1 else "a column"
    sentence = f"{name} has {columns} that the bot doesn't read: {'; '.join(said)}. See whether agreements end by it."
    yield Remark(kind="unread columns", sentence=sentence, about=tuple(about))


def _words_in(at: int, lines: Iterable[Sequence[object]]) -> dict[str, None]:
    """The words in one column, each once."""
    cells = (cell_text(line[at]) for line in lines if at < len(line) and line[at] != "")
    return {tidy(words)[:40]: None for words in cells if not is_blank(words)}


def _rows(tab: Tab, header: Header) -> Iterator[TableRow]:
    """The rows below the header with anything in them. Put together by column: most hold texts alone."""
    width = max(header.columns) - tab.left + 1  # a line of text may be shorter
    lines = [line if len(line) >= width else [*line, *[""] * width] for line in islice(tab.lines, header.at + 1, None)]
    columns = [_texts(map(itemgetter(at - tab.left), lines)) for at in header.columns]
    fields = tuple(header.columns.values())
    links: dict[int, dict[str, str]] = {}
    for (row, column), url in tab.links.items():
        if column in header.columns:
            links.setdefault(row, {})[header.columns[column]] = url
    for at, texts in enumerate(zip(*columns, strict=True), header.at + 1):
        if any(map(str.strip, texts)):
            yield TableRow(at + 1, fields, texts, links.get(at, {}))


def _texts(cells: Iterable[object]) -> list[str]:
    texts = list(cells)
    return [cell_text(cell) for cell in texts] if set(map(type, texts)) != {str} else cast("list[str]", texts)
