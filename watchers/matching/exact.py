"""Which rows are printed the same in all that counts: state, folded name and model; and which of these to doubt."""

from collections.abc import Sequence
from typing import NamedTuple

from watchers.matching.duplicates import are_namesakes
from watchers.matching.evidence import document_of
from watchers.model.agreement import Agreement
from watchers.model.grounds import Ground
from watchers.names.spelling import folded

EXACT = Ground.EXACT.value


class Pair(NamedTuple):
    """Two rows that are one agreement: indexes into the old and the new sequence, and the evidence in words.

    A tuple, as nearly every row of a list is in one.
    """

    old: int
    new: int
    because: str


Key = tuple[str | None, str, str | None]


def key(a: Agreement) -> Key:
    """State, folded name and model: equal for two printings of one agreement that differ in nothing that counts."""
    return a.state, folded(a.agency), a.model


def match_exactly(old: Sequence[Agreement], new: Sequence[Agreement]) -> tuple[list[Pair], list[int], list[int]]:
    """Match the rows whose key is theirs alone: the pairs, and the old and the new rows that are left to the evidence.

    Left too are those that date and document speak against, and namesakes.
    """
    there = _by_key(old)
    pairs = [
        Pair(i, j, EXACT)
        for shared, j in _by_key(new).items()
        if j is not None
        and (i := there.get(shared)) is not None
        and not (is_redated(old[i], new[j]) or are_namesakes(old[i], new[j]))
    ]
    olds, news = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    return pairs, [i for i in range(len(old)) if i not in olds], [j for j in range(len(new)) if j not in news]


def _by_key(rows: Sequence[Agreement]) -> dict[Key, int | None]:
    """The index of the row that has a key; None where several have it."""
    found: dict[Key, int | None] = {}
    for index, a in enumerate(rows):
        of_it = a.state, folded(a.agency), a.model  # `key`, written out for the sake of its call
        found[of_it] = None if of_it in found else index
    return found


def is_redated(a: Agreement, b: Agreement) -> bool:
    """Whether two rows of one key have two dates, and no document in common.

    Mostly it is a date put right. But another row may have a better claim: Maryland's Carroll County, listed under
    Kentucky by a slip, is put right as Kentucky's own signs; or yesterday's row keeps its date under a new name, and
    its old name stands beside it with a new date.
    """
    if a.signed == b.signed or None in (a.signed, b.signed):
        return False
    return document_of(a) is None or document_of(a) != document_of(b)
