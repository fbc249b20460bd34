"""Where so many rows share a date, a document or a county that it says nothing: then the names have to share too.

ICE's longest lists have a hundred rows at most that share a state, a model and a date or document. A list a hundred
times as long has thousands, and each with each would be hours of work.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from watchers.agreement import Agreement
from watchers.names import take_apart

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
