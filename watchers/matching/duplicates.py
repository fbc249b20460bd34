"""Rows of one list that say one agreement twice, and rows of one name that are two agencies.

What silences news is stricter than what links two lists' rows, for nobody sees its mistakes: a row is a double only
where nothing speaks for a second agency or agreement.
"""

from collections.abc import Hashable, Sequence
from datetime import timedelta

from watchers.matching.blocking import Shelf
from watchers.matching.evidence import document_of, known_county, named_county, order, weigh
from watchers.matching.part import BEGUN, MORE, SAME
from watchers.matching.place_names import ONE_OF_A_COUNTY, is_somewhere
from watchers.model.agreement import Agreement
from watchers.names.agency_name import parts
from watchers.names.counties import folded_county
from watchers.names.spelling import folded


def are_namesakes(a: Agreement, b: Agreement, *, side_by_side: bool = False) -> bool:
    """Whether rows with one name are two agencies: Union Township in one county and in another.

    A county alone may be a slip, so that from one list to the next the dates must differ too. Of two rows
    `side_by_side` on one list it is enough that the dates don't agree.
    """
    if a.county == b.county and a.state == b.state and (a.county is not None or a.agency == b.agency):
        return False  # nearly every row: what the county is need not be known
    counties = known_county(a), known_county(b)
    if None in counties or counties[0] == counties[1] or parts(a.agency, a.state).kind == "county":
        return False  # where the name itself says the county, the cell can't make it another agency
    if document_of(a) is not None and document_of(a) == document_of(b):
        return False
    if a.signed is None or b.signed is None:
        return side_by_side
    return a.signed != b.signed


def says_again(a: Agreement, b: Agreement) -> bool:
    """Whether one of two rows of one list says what the other says: nothing speaks for a second agreement."""
    if a.state != b.state or a.model is not b.model:
        return False
    dates = None if a.signed is None or b.signed is None else abs(a.signed - b.signed) <= _A_DAY
    documents = None if None in (document_of(a), document_of(b)) else document_of(a) == document_of(b)
    if False in (dates, documents) and documents is not True:
        return False
    found = weigh(a, b)
    if found.two or found.of("county") < 0:
        return False
    if found.names.points == SAME:
        return not are_namesakes(a, b, side_by_side=True)
    is_countys = _is_the_countys(a, b)
    if found.proves:
        may_differ, enough = _MAY_DIFFER | {"office"}, MORE
    else:
        may_differ, enough = _MAY_DIFFER, BEGUN if is_countys else _NEAR
    if not found.names.wording <= may_differ or found.names.points < enough:
        return False
    is_slip = (
        "place" not in found.names.wording
        or is_countys
        or not all(is_somewhere(parts(row.agency, row.state)) for row in (a, b))
    )
    return is_slip and (dates is True or documents is True)


def _is_the_countys(a: Agreement, b: Agreement) -> bool:
    """Whether two names are of one county's one office: the one says the county, the other none, and both cells it."""
    names = parts(a.agency, a.state), parts(b.agency, b.state)
    cells = {folded_county(row.county or "") for row in (a, b)}
    is_one = all(name.kind == "county" and name.office in ONE_OF_A_COUNTY for name in names)
    return is_one and len(cells) == 1 and {named_county(a), named_county(b)} == {*cells, None}


_A_DAY = timedelta(days=1)
_MAY_DIFFER = frozenset({"place", "duty", "unsaid kind"})
_NEAR = 7


def sift_repeats(rows: Sequence[Agreement], shown: Sequence[Agreement], *, among: bool = True) -> set[int]:
    """Which of `rows` (by index) say again what a shown row says; with `among`, or what another of them says.

    Of these the most complete one stays.
    """
    shelves = _Shelves(shown, rows)
    found: set[int] = set()
    for n in sorted(range(len(rows)), key=lambda n: order(rows[n])):
        if shelves.has(rows[n]):
            found.add(n)
        elif among:
            shelves.put(rows[n])
    return found


def still_shown(rows: Sequence[Agreement], shown: Sequence[Agreement]) -> set[int]:
    """Which of `rows` (by index) went while a row of the same agency and model stays, whatever its date.

    A second row of another date is news when it comes; but nobody has left a program in which he is still listed.
    """
    names = {_name_of(a) for a in rows}
    stays: dict[Hashable, list[Agreement]] = {}
    for a in shown if rows else ():
        if (name := _name_of(a)) in names:
            stays.setdefault(name, []).append(a)
    return {n for n, a in enumerate(rows) if any(_is_one_agency(a, b) for b in stays.get(_name_of(a), ()))}


def _is_one_agency(a: Agreement, b: Agreement) -> bool:
    """Of rows of one name: two townships may have signed on one day."""
    return not are_namesakes(a, b, side_by_side=True) and weigh(a, b).of("county") >= 0


def _name_of(a: Agreement) -> Hashable:
    return a.state, a.model, folded(a.agency)


class _Shelves:
    """Rows by what a second row for the same agreement would share with them.

    Of `shown` only those are put there that one of `rows` may look for.
    """

    def __init__(self, shown: Sequence[Agreement], rows: Sequence[Agreement]) -> None:
        self._shelves: dict[Hashable, Shelf] = {key: Shelf() for a in rows for key in _keys(a)}
        sought = {(a.state, a.model) for a in rows}
        for a in shown if rows else ():
            if (a.state, a.model) in sought:
                self.put(a)

    def put(self, a: Agreement) -> None:
        for key in _keys(a):
            if (shelf := self._shelves.get(key)) is not None:
                shelf.put(a)

    def has(self, a: Agreement) -> bool:
        """Whether a row on the shelves says what `a` says, which is one of `rows`."""
        return any(says_again(a, b) for key in _keys(a) for b in self._shelves[key].near(a))


def _keys(a: Agreement) -> list[Hashable]:
    keys: list[Hashable] = [(a.state, a.model, "".join(sorted("".join(parts(a.agency, a.state).place))))]
    if a.signed is not None:
        keys.append((a.state, a.model, a.signed))
    if (document := document_of(a)) is not None:
        keys.append((a.state, a.model, document))
    return keys
