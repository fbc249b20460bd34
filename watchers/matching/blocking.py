"""Which rows are worth weighing against each other: those that share anything that could make them one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import product

from watchers.matching.evidence import document_of, known_county
from watchers.model.agreement import Agreement
from watchers.names.agency_name import parts
from watchers.names.on_file import state_agencies
from watchers.names.spelling import folded, plain, proper

CROWD = 20_000
"""So many pairs on one shelf are too many to weigh each. ICE's lists have stayed under a hundred."""
_CROWDED = 300
"""So many rows on one shelf are too many to look at each. ICE's lists have had a hundred at most."""


def clues(agency: str) -> Iterator[Hashable]:
    """What two names share at the least where one is the other with a slip, or with words that come and go."""
    yield "name", folded(agency)
    yield "plain start", plain(agency)[:6]
    yield "plain end", plain(agency)[-6:]
    joined = "".join(sorted(proper(agency)))
    yield "start", joined[:4]
    yield "end", joined[-4:]
    for word in proper(agency):
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


Lists = tuple[Sequence[Agreement], Sequence[Agreement]]
Sides = tuple[list[int], list[int]]
"""Some rows of the old list, and some of the new one."""


def worth_weighing(lists: Lists, gone: Sequence[int], appeared: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs that share anything that could make them one; the rest need not be weighed."""
    old, new = lists
    in_sight = _in_sight([new[j] for j in appeared], old, gone), _in_sight([old[i] for i in gone], new, appeared)
    found: set[tuple[int, int]] = set()
    for sides in _shelved(lists, in_sight, _labels):
        if _is_crowd(sides):  # then those whose names share something too
            by_clue = _shelved(lists, sides, lambda a: clues(a.agency))
            found.update(pair for some in by_clue if not _is_crowd(some) for pair in product(*some))
        else:
            found.update(product(*sides))
    return found


def _in_sight(few: Sequence[Agreement], rows: Sequence[Agreement], indexes: Iterable[int]) -> list[int]:
    """The rows of a state, name or document that one of the few has: others can't share a label with them."""
    states, names = {a.state for a in few}, {folded(a.agency) for a in few}
    documents = {document_of(a) for a in few} - {None}
    found = ((n, rows[n]) for n in indexes)
    return [n for n, a in found if a.state in states or folded(a.agency) in names or document_of(a) in documents]


def _is_crowd(sides: Sides) -> bool:
    return len(sides[0]) * len(sides[1]) > CROWD


def _shelved(lists: Lists, sides: Sides, labels: Callable[[Agreement], Iterable[Hashable]]) -> Iterator[Sides]:
    """The rows of each label that both sides have."""
    shelves: dict[Hashable, Sides] = defaultdict(lambda: ([], []))
    for side, rows in enumerate(lists):
        for index in sides[side]:
            for label in labels(rows[index]):
                shelves[label][side].append(index)
    return (found for found in shelves.values() if all(found))


def _labels(a: Agreement) -> Iterator[Hashable]:
    said, own = parts(a.agency, a.state), proper(a.agency)
    yield "name", folded(a.agency)
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
    joined = "".join(sorted(own))
    for letters in (3,) if len(joined) > 7 else (2, 3):  # one slip leaves the start or the end as it was
        yield "start", a.state, joined[:letters]
        yield "end", a.state, joined[-letters:]
    if "signed" in a.unclear:
        yield "unclear date", a.state
    elif a.signed is not None:
        yield "unclear date", a.state, a.signed.month, a.signed.day
    for word in {*own, *said.place}:
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


def void_documents(lists: Lists, pairs: Iterable[tuple[int, int]]) -> frozenset[str]:
    """The documents of both rows of a pair that several agencies have: links set wrong, which prove nothing."""
    both = ((document_of(lists[0][i]), document_of(lists[1][j])) for i, j in pairs)
    shared = {one for one, other in both if one is not None and one == other}
    found: set[str] = set()
    for rows in lists if shared else ():
        agencies: dict[str, set[Hashable]] = defaultdict(set)
        for a in rows:
            if (document := document_of(a)) in shared and document is not None:
                agencies[document].add((a.state, proper(a.agency)))
        found.update(document for document, its in agencies.items() if len(its) > 1)
    return frozenset(found)
