"""Rows of one list that say one agreement twice, and rows of one name that are two agencies."""

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache

from watchers.matching.blocking import Shelf
from watchers.matching.evidence import alike, document_of, known_county, order, weigh
from watchers.matching.similarity import Likeness
from watchers.model.agreement import Agreement
from watchers.names.agency_name import take_apart


def are_namesakes(a: Agreement, b: Agreement, *, side_by_side: bool = False) -> bool:
    """Whether rows with one name are two agencies: Union Township in one county and in another.

    A county alone may be a slip, so that from one list to the next the dates must differ too. Of two rows
    `side_by_side` on one list it is enough that the dates don't agree.
    """
    if a.county == b.county and a.state == b.state and (a.county is not None or a.agency == b.agency):
        return False  # nearly every row: what the county is need not be known
    counties = known_county(a), known_county(b)
    if None in counties or counties[0] == counties[1] or _names_county(a):
        return False
    if document_of(a) is not None and document_of(a) == document_of(b):
        return False
    if a.signed is None or b.signed is None:
        return side_by_side
    return a.signed != b.signed


def _names_county(a: Agreement) -> bool:
    """Whether the name itself says the county: then the COUNTY cell can't make it another agency."""
    return "county" in take_apart(a.agency).words or "parish" in take_apart(a.agency).words


def sift_doubles(new: Sequence[Agreement], rest: list[int], kept: list[int]) -> tuple[list[int], list[int]]:
    """Of rows with one name and model: those of other agencies of that name, and those that are there twice."""
    fresh: list[int] = []
    doubled: list[int] = []
    for index in sorted(rest, key=lambda i: order(new[i])):
        if all(are_namesakes(new[index], new[other], side_by_side=True) for other in [*kept, *fresh]):
            fresh.append(index)
        else:
            doubled.append(index)
    return fresh, doubled


def repeats(rows: Sequence[Agreement], shown: Sequence[Agreement]) -> set[int]:
    """Which of `rows` (by index) said again what a shown row says: one agency has one agreement under one model.

    The rows stood there in their own right, so that one of another date, under another document, said something else.
    """
    shelves = _Shelves(shown, rows)
    return {n for n, a in enumerate(rows) if shelves.has(a, of_its_date=True)}


def sift_repeats(rows: Sequence[Agreement], shown: Sequence[Agreement]) -> set[int]:
    """As `repeats`, and those that say again what another of `rows` says; the most complete one stays."""
    shelves = _Shelves(shown, rows)
    found: set[int] = set()
    for n in sorted(range(len(rows)), key=lambda n: order(rows[n])):
        if shelves.has(rows[n]):
            found.add(n)
        else:
            shelves.put(rows[n])
    return found


class _Shelves:
    """Rows by what a second row for the same agreement would share with them.

    Of `shown` only those are put there that one of `rows` may look for: of a state and model that one of them has.
    """

    def __init__(self, shown: Sequence[Agreement], rows: Sequence[Agreement]) -> None:
        self._by_core: dict[Hashable, list[Agreement]] = {_core(a): [] for a in rows}
        self._by_date = {_date(a): Shelf() for a in rows if a.signed is not None}
        self._by_document = {_document(a): Shelf() for a in rows if a.moa is not None}
        sought = {(a.state, a.model) for a in rows}
        for a in shown if rows else ():
            if (a.state, a.model) in sought:
                self.put(a)

    def put(self, a: Agreement) -> None:
        if (same_core := self._by_core.get(_core(a))) is not None:
            same_core.append(a)
        if (same_date := self._by_date.get(_date(a))) is not None:
            same_date.put(a)
        if (same_document := self._by_document.get(_document(a))) is not None:
            same_document.put(a)

    def has(self, a: Agreement, *, of_its_date: bool = False) -> bool:
        """Whether a row on the shelves is the same agreement as `a`, which is one of `rows`."""
        return (
            any(
                not are_namesakes(a, b, side_by_side=True) and not (of_its_date and is_redated(a, b))
                for b in self._by_core[_core(a)]
            )
            or (a.signed is not None and any(_is_respelt_twin(a, b) for b in self._by_date[_date(a)].near(a)))
            or (a.moa is not None and any(_is_twin(a, b) for b in self._by_document[_document(a)].near(a)))
        )


def is_redated(a: Agreement, b: Agreement) -> bool:
    """Whether two rows carry two dates, and no document says that it is one agreement all the same."""
    return None not in (a.signed, b.signed) and a.signed != b.signed and not weigh(a, b).document


def _date(a: Agreement) -> Hashable:
    return a.state, a.signed, a.model


def _document(a: Agreement) -> Hashable:
    return a.state, document_of(a), a.model


def _core(a: Agreement) -> Hashable:
    """Equal for rows whose names differ in no more than "City of", "Town of", or the words' order."""
    return a.state, a.model, _name_core(a.agency)


@lru_cache(maxsize=200_000)
def _name_core(agency: str) -> str:
    name = take_apart(agency)
    places = frozenset(name.words) & _OTHER_GOVERNMENTS
    return "|".join((_joined(name.proper or name.words), name.kind, _joined(name.numbers), _joined(places)))


def _joined(words: Iterable[str]) -> str:
    return " ".join(sorted(set(words)))


_OTHER_TOWNS = frozenset({"township", "borough", "village"})
_OTHER_GOVERNMENTS = _OTHER_TOWNS | {"county", "parish"}


def _is_twin(a: Agreement, b: Agreement) -> bool:
    """Whether two rows under one document are one agency, by near names."""
    return alike(a, b) >= Likeness.NEAR and not weigh(a, b).conflict


def _is_respelt_twin(a: Agreement, b: Agreement) -> bool:
    """Whether two rows of one date are one agency, misspelt or otherwise worded: ICE mends by adding a row.

    Chester and Chester Township may well sign on one day: there the words that come and go tell two places.
    """
    if a.moa is not None and b.moa is not None and document_of(a) != document_of(b):
        return False  # nearly every row has a document of its own: their names need no look
    if alike(a, b) < Likeness.NEAR:
        return False
    e = weigh(a, b)
    if e.conflict or e.county is False or (a.moa is not None and b.moa is not None and not e.document):
        return False
    places = [frozenset(take_apart(row.agency).words) & _OTHER_TOWNS for row in (a, b)]
    return e.names is Likeness.NEAR or (e.names is Likeness.LOOSE and places[0] == places[1])
