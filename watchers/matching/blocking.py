"""Which rows are worth weighing against each other: those that share anything that could make them one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import product

from watchers.matching.evidence import document_of, known_county
from watchers.model.agreement import Agreement
from watchers.names.agency_name import folded, parts, take_apart
from watchers.names.on_file import state_agencies

CROWD = 20_000
"""So many pairs on one shelf are too many to weigh each. ICE's lists have stayed under a hundred."""
_CROWDED = 300
"""So many rows on one shelf are too many to look at each. ICE's lists have had a hundred at most."""


def clues(agency: str) -> Iterator[Hashable]:
    """What two names share at the least where one is the other with a slip, or with words that come and go."""
    name = take_apart(agency)
    yield "name", name.folded
    yield "plain start", name.plain[:6]
    yield "plain end", name.plain[-6:]
    joined = "".join(sorted(name.proper))
    yield "start", joined[:4]
    yield "end", joined[-4:]
    for word in name.proper:
        yield "word", word


class Shelf:
    """Rows that share something. Once it is crowded, only those are shown whose names share something with another."""

    def __init__(self) -> None:
        self._rows: list[Agreement] = []
        self._by_clue: dict[Hashable, list[Agreement]] | None = None

    def put(self, a: Agreement) -> None:
        """Add a row."""
        self._rows.append(a)
        if self._by_clue is not None:
            self._index(self._by_clue, a)
        elif len(self._rows) > _CROWDED:
            self._by_clue = defaultdict(list)
            for row in self._rows:
                self._index(self._by_clue, row)

    def near(self, a: Agreement) -> Iterable[Agreement]:
        """The rows that may be the same agreement as `a`; now and then one twice."""
        if self._by_clue is None:
            return self._rows
        found = (self._by_clue.get(clue, ()) for clue in clues(a.agency))
        return (row for rows in found if len(rows) <= _CROWDED for row in rows)

    @staticmethod
    def _index(by_clue: dict[Hashable, list[Agreement]], a: Agreement) -> None:
        for clue in clues(a.agency):
            by_clue[clue].append(a)


Pairs = set[tuple[int, int]]


def worth_weighing(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: Iterable[int], appeared: Iterable[int]
) -> Pairs:
    """Pairs that share anything that could make them one; the rest need not be weighed."""
    gone, appeared = list(gone), list(appeared)
    swap = len(gone) > len(appeared)  # the shorter side is put on shelves, the longer one looks there
    few, few_at, many, many_at = (new, appeared, old, gone) if swap else (old, gone, new, appeared)
    if not few_at:
        return set()
    shelves: dict[Hashable, list[int]] = defaultdict(list)
    for i in few_at:
        for shelf in _shelves(few[i]):
            shelves[shelf].append(i)
    lookers: dict[Hashable, list[int]] = defaultdict(list)
    for j in in_sight([few[i] for i in few_at], many, many_at):
        for shelf in _shelves(many[j]):
            if shelf in shelves:
                lookers[shelf].append(j)
    found: Pairs = set()
    for shelf, there in lookers.items():
        found.update(_pairs(few, shelves[shelf], many, there))
    return {(j, i) for i, j in found} if swap else found


def in_sight(few: Sequence[Agreement], many: Sequence[Agreement], many_at: Iterable[int]) -> Iterator[int]:
    """Those of `many` that share anything with one of `few`: its state, or else the name, date or document."""
    states = {a.state for a in few}
    names = {folded(a.agency) for a in few}
    dates = {a.signed for a in few} - {None}
    documents = {document_of(a) for a in few} - {None}
    for j in many_at:
        a = many[j]
        near = a.state in states or a.signed in dates or folded(a.agency) in names
        if near or (documents and document_of(a) in documents):
            yield j


def _pairs(
    few: Sequence[Agreement], here: Sequence[int], many: Sequence[Agreement], there: Sequence[int]
) -> Iterable[tuple[int, int]]:
    """Every pair of a shelf; of a crowded one, those whose names share something too."""
    if len(here) * len(there) <= CROWD:
        return product(here, there)
    by_clue: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, rows, indexes in ((0, few, here), (1, many, there)):
        for index in indexes:
            for clue in clues(rows[index].agency):
                by_clue[clue][side].append(index)
    return (pair for one, other in by_clue.values() if len(one) * len(other) <= CROWD for pair in product(one, other))


def _shelves(a: Agreement) -> Iterator[Hashable]:
    name, said = take_apart(a.agency), parts(a.agency, a.state)
    yield "name", name.folded
    yield "place", a.state, said.place
    for known in state_agencies(said, a.state):
        yield "state agency", a.state, known
    if a.signed is not None:
        yield "date", a.state, a.signed, a.model
        yield "date", a.state, a.signed + _A_DAY, a.model  # a row of the next day is there too
    if (document := document_of(a)) is not None:
        yield "document", document
    if (county := known_county(a)) is not None:
        yield "county", a.state, county, a.model
    joined = "".join(sorted(name.proper))
    for letters in (3,) if len(joined) > 7 else (2, 3):  # one slip leaves the start or the end as it was
        yield "start", a.state, joined[:letters]
        yield "end", a.state, joined[-letters:]
    if "signed" in a.unclear:
        yield "unclear date", a.state
    elif a.signed is not None:
        yield "unclear date", a.state, a.signed.month, a.signed.day
    for word in {*name.proper, *said.place}:
        yield "word", a.state, word


_A_DAY = timedelta(days=1)


class Crowd:
    """How many rows of a state, model and date went and came: where one did, there is one reading."""

    def __init__(
        self, old: Sequence[Agreement], new: Sequence[Agreement], gone: Iterable[int], appeared: Iterable[int]
    ) -> None:
        self._went = Counter((a.state, a.model, a.signed) for a in (old[i] for i in gone))
        self._came = Counter((a.state, a.model, a.signed) for a in (new[j] for j in appeared))

    def is_only(self, a: Agreement, b: Agreement) -> bool:
        """Whether `a` alone went and `b` alone came, of their state, model and date."""
        if a.state != b.state or a.model is not b.model or (a.signed is None) is not (b.signed is None):
            return False
        if a.signed is not None and b.signed is not None and abs(a.signed - b.signed) > _A_DAY:
            return False
        days = {a.signed, b.signed}
        went = sum(self._went[a.state, a.model, day] for day in days)
        return went == 1 == sum(self._came[a.state, a.model, day] for day in days)


def shared_documents(old: Sequence[Agreement], new: Sequence[Agreement], pairs: Iterable[tuple[int, int]]) -> set[str]:
    """The documents that are under both rows of a pair."""
    found = ((document_of(old[i]), document_of(new[j])) for i, j in pairs)
    return {one for one, other in found if one is not None and one == other}


def ambiguous_documents(rows: Sequence[Agreement], documents: Collection[str]) -> frozenset[str]:
    """Those of `documents` that are under several agencies' rows: a link set wrong, which then proves nothing."""
    cores: dict[str, set[Hashable]] = defaultdict(set)
    for a in rows if documents else ():
        if (document := document_of(a)) is not None and document in documents:
            cores[document].add((a.state, take_apart(a.agency).proper))
    return frozenset(document for document, found in cores.items() if len(found) > 1)
