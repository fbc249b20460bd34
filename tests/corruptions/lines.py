"""The generator's words: a row of ICE's spreadsheet, a posted list, a publication, the news that is true."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from watchers.model.agreement import ListKind
from watchers.model.event import EventKind

PARTICIPATING, PENDING = ListKind.PARTICIPATING, ListKind.PENDING
_COLUMNS = ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
COLUMNS = {PARTICIPATING: _COLUMNS, PENDING: _COLUMNS[:5]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of ICE's spreadsheet. `subject` is the agreement that it truly is, whatever its cells say."""

    subject: int
    cells: dict[str, str]
    links: dict[str, str]

    def printed(self, **cells: str) -> "Line":
        """The line with other words in some cells."""
        return replace(self, cells=self.cells | cells)

    def linked(self, moa: str) -> "Line":
        """The line with another document under its MOA cell; "" for none."""
        return replace(self, links={k: v for k, v in self.links.items() if k != "moa"} | ({"moa": moa} if moa else {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One list as ICE posts it behind its link. `way` is the kind that says how it was spoilt or changed as a whole.

    `lines` are the rows in order, `columns` what the table has; `again` is the step whose file is posted again.
    `sheet` is how a clerk made a workbook of it, one of `sheets.SHEETS`, and `older` the list that he kept beside it.
    """

    kind: ListKind
    lines: tuple[Line, ...]
    columns: tuple[str, ...]
    way: str = ""
    again: int | None = None
    sheet: str = ""
    older: tuple[Line, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the list must be held."""
        return self.way.startswith("broken: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One publication: when it is seen, and what is behind each of the two links."""

    at: datetime
    postings: dict[ListKind, Posting]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What truly happened: `kind` to the agreement `subject`, in the spreadsheet from publication `step` on."""

    kind: EventKind
    subject: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The publications of one run, the first being the baseline, and the truth about them.

    `kind_of` names the kind that an agreement was made for, `plays` how often each was played. `tried` names the kind
    that a sound list would be held for, by its step.
    """

    steps: tuple[Step, ...]
    news: tuple[News, ...]
    kind_of: dict[int, str]
    play_of: dict[int, int]
    plays: tuple[str, ...]
    tried: dict[int, str]


def day_of(cell: str) -> date | None:
    """The day that a cell names in ICE's usual form; None for anything else."""
    try:
        return date.fromisoformat(cell.removesuffix(" 00:00:00"))
    except ValueError:
        return None
