"""Which column is which: the header of one of ICE's lists, by its words and by what stands under them."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice

from watchers.errors import UnreadableTable
from watchers.frozen import frozen
from watchers.model.table import Tab
from watchers.names.edit_distance import distance
from watchers.names.models import read_model
from watchers.names.normalise import is_blank, read_date, read_level
from watchers.names.places import state_meant

_HEADER_WITHIN = 20  # rows: a title or a note may stand above the table

HEADERS = {
    "STATE": "state",
    "LAW ENFORCEMENT AGENCY": "agency",
    "AGENCY": "agency",
    "AGENCY NAME": "agency",
    "LEA": "agency",
    "TYPE": "level",
    "AGENCY TYPE": "level",
    "COUNTY": "county",
    "COUNTIES": "county",
    "SUPPORT TYPE": "model",
    "MODEL": "model",
    "PROGRAM": "model",
    "SIGNED": "signed",
    "DATE SIGNED": "signed",
    "SIGNED DATE": "signed",
    "MOA": "moa",
    "MOU": "moa",
    "ADDENDUM": "addendum",
    "ADDENDA": "addendum",
}
"""The headers ICE has used, to the fields of `Printed`. Others must be near one, and have the cells to show for it."""

_NOT_SIGNING = (
    r"^(?!.*\b(PENDING|EXPECTED|REQUEST|EXPIR|TERMINAT|END|EFFECTIVE|RENEW|SENT|RECEIV|SUBMI|APPLI|PROPOS|PLANN|ANTICIPAT|UPDAT"
    r"|AMEND|ADDEND))"
)
_NEAR: dict[str, tuple[str, ...]] = {
    "state": (r"\b(STATES?|TERRITOR(Y|IES))\b", r"^(ST|ABBR(EVIATION)?|(US )?POSTAL (CODE|ABBR(EVIATION)?))$"),
    "agency": (
        r"\b(AGENC(Y|IES)|LEAS?|LAW ENFORCEMENT|DEPARTMENT)\b",
        r"\b(ENTIT(Y|IES)|ORGANI[SZ]ATIONS?|PARTNERS?|PARTICIPANTS?)\b",
    ),
    "level": (r"\b(TYPE|LEVEL)\b", r"\b(CATEGORY|KIND)\b"),
    "county": (r"\b(COUNT(Y|IES)|PARISH(ES)?)\b", r"^(CNTY|BOROUGHS?)$"),
    "model": (r"\b(MODEL|SUPPORT TYPE|PROGRAM|TYPE)\b", r"\b(CATEGORY|KIND|287 ?G)\b"),
    "signed": (
        r"^(?!.*\b(PENDING|EXPECTED|REQUEST))(?=.*\bSIGN(ED|ATURE|ING)?\b)",
        _NOT_SIGNING + r"(?=.*\bEXECUT(ED|ION)\b)",
        _NOT_SIGNING + r"(?=.*\b(DATED?|DAY)\b)(?=.*\b(AGREE|MO[AU]\b|MEMORAND|CONTRACT))",
    ),
    "moa": (r"\b(MO[AU]S?|MEMORAND(UM|A)|AGREEMENT)\b",),
    "addendum": (r"\bADDEND(UM|A|UMS)\b",),
}
"""What a header says that is none of ICE's own, by rank: a column of a later rank is none beside one of an earlier."""
_SHEET_NAME = {"state": "STATE", "agency": "LAW ENFORCEMENT AGENCY", "model": "SUPPORT TYPE"}
REQUIRED = tuple(_SHEET_NAME)


@frozen
class Header:
    """A tab's header: the line it is on, from 0, and the fields of its columns, those too from 0, in their order.

    `ambiguous` says of which field two columns may be the one, and is "" for a header that can be told;
    `says` are the words of the line.
    """

    at: int
    columns: dict[int, str]
    ambiguous: str = ""
    says: str = ""

    @property
    def missing(self) -> list[str]:
        """The required columns that it lacks, as ICE calls them."""
        return [_SHEET_NAME[field] for field in REQUIRED if field not in self.columns.values()]

    @property
    def is_complete(self) -> bool:
        """Whether a list can be read by it."""
        return not self.missing and not self.ambiguous


@lru_cache(maxsize=1000)
def header_words(cell: str) -> str:
    """A header's words without what stands around them: "LAW ENFORCEMENT AGENCY" for "Law Enforcement  Agency*"."""
    return " ".join(re.sub(r"[\W_]+", " ", cell[:200].upper()).split())


def find_header(tab: Tab) -> Header | None:
    """The header among a tab's first rows, however incomplete; None for a tab that holds nothing."""
    lines = list(islice(tab.lines, _HEADER_WITHIN))
    if not any(str(cell).strip() for line in tab.lines for cell in line):
        return None
    likeness = [_likeness(line) for line in lines]
    likest = likeness.index(max(likeness))
    read = [_header(tab, at) for at, how in enumerate(likeness) if at == likest or 2 * how >= likeness[likest] > 4]
    complete = [header for header in read if header.is_complete]
    if complete:  # the first of those with most columns: below it, the header may stand again
        return max(complete, key=lambda header: len(header.columns))
    return next(header for header in read if header.at == likest)


def _header(tab: Tab, at: int) -> Header:
    words = [header_words(str(cell)) for cell in tab.lines[at]]
    columns, ambiguous = _columns(words, tab, at)
    says = [" ".join(str(cell).split())[:40] for cell in tab.lines[at] if str(cell).strip()]
    return Header(
        at=at,
        columns={column + tab.left: field for column, field in sorted(columns.items())},
        ambiguous=ambiguous,
        says=", ".join(says[:12]) or "nothing",
    )


def _likeness(line: Sequence[object]) -> int:
    """How much a line looks like the header: each field that it names counts, by ICE's own word twice."""
    words = [header_words(str(cell)) for cell in line]
    exact = {HEADERS[word] for word in words if word in HEADERS}
    near = {field for word in words if word not in HEADERS for field in _near_fields(word)}
    return 2 * len(exact) + len(near - exact)


@lru_cache(maxsize=1000)
def _near_fields(words: str) -> tuple[str, ...]:
    """The fields that a header may mean which is none of ICE's own: it has the word, or a slip or two in it."""
    if not words or len(words) > 60:
        return ()
    slips = {HEADERS[known] for known in HEADERS if len(known) > 4 and _is_slip(words, known)}
    return tuple(slips) or tuple(field for field in _NEAR if _rank(field, words) < len(_NEAR[field]))


def _rank(field: str, words: str) -> int:
    """Which of the field's ways to be called this is; behind all of them where it is none."""
    return next((n for n, said in enumerate(_NEAR[field]) if re.search(said, words)), len(_NEAR[field]))


def _is_slip(words: str, known: str) -> bool:
    allowed = 1 if len(known) < 10 else 2
    return distance(words, known, score_cutoff=allowed) <= allowed


def _columns(words: list[str], tab: Tab, at: int) -> tuple[dict[int, str], str]:
    """The columns' fields, and a sentence's part on a field that two columns may be."""
    found: dict[int, str] = {}
    for field in _NEAR:
        own = [column for column, word in enumerate(words) if HEADERS.get(word) == field]
        own = [column for n, column in enumerate(own) if words[column] not in (words[c] for c in own[:n])]
        if len(own) > 1 and len({tuple(_under(tab, at, column)) for column in own}) == 1:
            own = own[:1]  # the same column under two names
        near = [] if own else [c for c, word in enumerate(words) if word not in HEADERS and field in _near_fields(word)]
        fitting = own or [c for c in near if c not in found and _fits(field, _under(tab, at, c))]
        if not own and len(fitting) > 1:
            best = min(_rank(field, words[c]) for c in fitting)
            fitting = [c for c in fitting if _rank(field, words[c]) == best]
        if len(fitting) > 1:
            names = " and ".join(f"“{' '.join(str(tab.lines[at][column]).split())[:40]}”" for column in fitting)
            return found, f"its columns {names} may both be {_SHEET_NAME.get(field, field.upper())}"
        if fitting:
            found[fitting[0]] = field
    return found, ""


def _under(tab: Tab, at: int, column: int) -> Iterator[str]:
    return (cell_text(line[column]) for line in islice(tab.lines, at + 1, None) if column < len(line))


_LOOKED_AT = 300  # cells


def _fits(field: str, cells: Iterator[str]) -> bool:
    """Whether nearly all of a column's cells say what the field's do; of some fields all may be blank."""
    said = [cell for cell in islice(cells, _LOOKED_AT) if not is_blank(cell)]
    fit = _FIT[field]
    return sum(map(fit, said)) >= 0.8 * len(said) if said else field in ("county", "moa", "addendum")


def _is_name(cell: str) -> bool:
    is_other = state_meant(cell[:40]) is not None or read_model(cell) is not None or read_level(cell) is not None
    return len(re.findall("[A-Za-z]", cell)) > 4 and not is_other


def _is_day(cell: str) -> bool:
    return read_date(cell, not_after=date.max) is not None


_FIT: dict[str, Callable[[str], bool]] = {
    "state": lambda cell: state_meant(cell[:40]) is not None,
    "agency": _is_name,
    "level": lambda cell: read_level(cell) is not None,
    "county": lambda cell: not _is_day(cell),
    "model": lambda cell: read_model(cell) is not None,
    "signed": _is_day,
    "moa": lambda cell: not _is_day(cell),
    "addendum": lambda cell: not _is_day(cell),
}


def require(header: Header | None, name: str, also: str) -> Header:
    """The header of a list. Raises `UnreadableTable`, which says what is missing; `also` ends its sentence."""
    if header is None:
        header = Header(at=0, columns={}, says="nothing")
    if header.ambiguous:
        raise UnreadableTable(f"{name} can be read in two ways: {header.ambiguous}. It says: {header.says}.{also}")
    if header.missing:
        missing = " and no column ".join(header.missing)
        raise UnreadableTable(
            f"{name} has no column {missing}; its first row that looks like a header says: {header.says}.{also}"
        )
    return header


def cell_text(cell: object) -> str:
    """A cell as text: days in ISO form, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):  # a datetime is one
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
