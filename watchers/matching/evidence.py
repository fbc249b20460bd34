"""What two rows share: names, dates, documents, counties; and what tells them apart."""

from dataclasses import dataclass
from functools import cache, lru_cache

from watchers.matching.similarity import Likeness, likeness
from watchers.model.agreement import Agreement
from watchers.names.agency_name import take_apart
from watchers.names.edit_distance import distance
from watchers.names.normalise import file_of, is_blank, tidy
from watchers.names.places import STATES, county_names, county_words


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two rows share."""

    names: Likeness
    date: bool | None  # None where one has no date, or both
    document: bool
    county: bool | None  # None where one or both don't say
    state: bool | None
    conflict: bool  # two real places

    @property
    def weight(self) -> int:
        """How strong it is, to let the best pair go first; only its order means anything."""
        return (
            10 * self.names
            + 8 * (self.date is True)
            + 6 * self.document
            + 4 * (self.county is True)
            + 2 * bool(self.state)
        )


def alike(a: Agreement, b: Agreement) -> Likeness:
    """How much the two rows' names are alike; the name of their states may come and go."""
    return likeness(a.agency, b.agency, _state_names(a.state, b.state))


@cache
def _state_names(*codes: str | None) -> frozenset[str]:
    return frozenset(name.casefold() for code in codes if code in STATES for name in (STATES[code].name, code))


def weigh(a: Agreement, b: Agreement, void: frozenset[str] = frozenset()) -> Evidence:
    """What two rows share. The documents in `void` prove nothing."""
    counties = known_county(a), known_county(b)
    return Evidence(
        names=alike(a, b),
        date=_same_date(a, b),
        document=(document := document_of(a)) is not None and document == document_of(b) and document not in void,
        county=None if None in counties else counties[0] == counties[1],
        state=None if a.state is None or b.state is None else a.state == b.state,
        conflict=_are_two_places(a, b),
    )


def _same_date(a: Agreement, b: Agreement) -> bool | None:
    if a.signed is not None and b.signed is not None:
        return a.signed == b.signed
    printed = tidy(a.printed.signed), tidy(b.printed.signed)
    if is_blank(printed[0]) or is_blank(printed[1]):
        return None
    # 5025-07-07 beside 2025-07-07: one of them is unclear, and one slip from the other.
    return distance(*(text.removesuffix(" 00:00:00") for text in printed), score_cutoff=1) <= 1


def document_of(a: Agreement) -> str | None:
    """The MOA's file name: ICE moves files between folders, and wraps their addresses."""
    return _file_of(a.moa) if a.moa else None


_file_of = lru_cache(maxsize=200_000)(file_of)  # every row's is asked for at every poll


def known_county(a: Agreement) -> str | None:
    """The row's county, folded, where its COUNTY cell or else its name says a real one."""
    names = county_names(a.state or "")
    if a.county is not None:
        word = county_words(a.county).replace(" ", "")
        return word if word in names else None
    return named_county(a)


def named_county(a: Agreement) -> str | None:
    """The real county that the agency's name says, folded: "bee" for Bee County Sheriff's Office in Texas."""
    words = take_apart(a.agency).words
    for marker in ("county", "parish"):
        if marker in words:
            word = "".join(words[: words.index(marker)])
            return word if word in county_names(a.state or "") else None
    return None


def _are_two_places(a: Agreement, b: Agreement) -> bool:
    """Two real counties, by the COUNTY cells and the names together: Bee and Bell, Butler and Bullitt."""
    if a.state != b.state:
        return False
    named = named_county(a), named_county(b)
    cells = known_county(a), known_county(b)
    names_differ = None not in named and named[0] != named[1]
    cells_differ = None not in cells and cells[0] != cells[1]
    # A slip that makes one county's name another's leaves the COUNTY cell as it was.
    cells_agree = a.county is not None and b.county is not None and not cells_differ and cells[0] is not None
    return (names_differ and not cells_agree) or (cells_differ and (names_differ or None in named))


def in_common(a: Agreement, b: Agreement) -> int:
    """How much two rows of one name and model have in common, to pair the likest first."""
    return (
        4 * (a.signed is not None and a.signed == b.signed)
        + 3 * (document_of(a) is not None and document_of(a) == document_of(b))
        + 2 * (a.county == b.county)
        + (a.agency == b.agency)
    )


def order(a: Agreement) -> tuple[str, ...]:
    """An order of rows that doesn't depend on where they stand: the most complete first."""
    blanks = sum(value is None for value in (a.state, a.model, a.county, a.signed, a.moa, a.level))
    return (str(blanks), a.agency, a.county or "", str(a.signed), a.moa or "", a.printed.model)
