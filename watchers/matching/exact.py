"""Which rows are printed the same in all that counts: state, folded name and model; and which of these to doubt."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from watchers.matching.duplicates import are_namesakes, is_redated, sift_doubles
from watchers.matching.evidence import in_common, order, weigh
from watchers.matching.reasons import why_same
from watchers.model.agreement import Agreement
from watchers.names.agency_name import folded

EXACT = "It is listed under the same state, agency and model."


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


def match_exactly(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: Iterable[int], news: Iterable[int]
) -> tuple[list[Pair], list[int], list[int], list[int]]:
    """Match the rows that `olds` and `news` index: the pairs, the old rows that went, the new that came or double."""
    old_by_key, old_shared = _by_key(old, olds)
    new_by_key, new_shared = _by_key(new, news)
    pairs: list[Pair] = []
    gone: list[int] = []
    appeared: list[int] = []
    doubled: list[int] = []
    for shared, j in new_by_key.items():
        i = old_by_key.pop(shared, None)
        if shared not in new_shared and shared not in old_shared:
            if i is None:
                appeared.append(j)
                continue
            if not are_namesakes(old[i], new[j]):
                pairs.append(Pair(i, j, EXACT))
                continue
        here = new_shared.get(shared, (j,))
        there = old_shared.get(shared, () if i is None else (i,))
        found = list(_pair_namesakes(old, new, there, here))
        pairs += found
        gone += [i for i in there if i not in {p.old for p in found}]
        fresh, again = sift_doubles(new, [j for j in here if j not in {p.new for p in found}], [p.new for p in found])
        appeared += fresh
        doubled += again
    for shared, i in old_by_key.items():
        gone += old_shared.get(shared, (i,))
    return pairs, sorted(gone), sorted(appeared), sorted(doubled)


def _by_key(rows: Sequence[Agreement], indexes: Iterable[int]) -> tuple[dict[Key, int], dict[Key, list[int]]]:
    """The first index of each key, and all of those that several rows share: nearly each key has one row."""
    first: dict[Key, int] = {}
    shared: dict[Key, list[int]] = {}
    for index in indexes:
        a = rows[index]
        of_it = a.state, folded(a.agency), a.model  # `key`, written out for the sake of its call
        before = first.setdefault(of_it, index)
        if before != index:
            shared.setdefault(of_it, [before]).append(index)
    return first, shared


def let_go(
    old: Sequence[Agreement],
    new: Sequence[Agreement],
    exact: list[Pair],
    gone: list[int],
    appeared: list[int],
) -> tuple[list[Pair], list[int], list[int]]:
    """Leave to the evidence the exact pairs that date and document speak against, where another row has a better claim.

    Maryland's Carroll County, listed under Kentucky by a slip, is put right as Kentucky's own signs.
    """
    went, came = _by_name_and_date(old, gone), _by_name_and_date(new, appeared)
    released = {
        pair.old: pair.new
        for pair in exact
        if (a := old[pair.old]).signed != (b := new[pair.new]).signed
        and is_redated(a, b)
        and (
            any(_is_moved(a, new[k]) for k in came[_name_and_date(a)])
            or any(_is_moved(old[k], b) for k in went[_name_and_date(b)])
        )
    }
    if not released:
        return exact, gone, appeared
    return (
        [pair for pair in exact if pair.old not in released],
        sorted([*gone, *released]),
        sorted([*appeared, *released.values()]),
    )


def _is_moved(a: Agreement, b: Agreement) -> bool:
    return why_same(a, b, weigh(a, b), only_reading=False) is not None


def _name_and_date(a: Agreement) -> Hashable:
    return folded(a.agency), a.signed


def _by_name_and_date(rows: Sequence[Agreement], indexes: list[int]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        found[_name_and_date(rows[index])].append(index)
    return found


def _pair_namesakes(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: Sequence[int], news: Sequence[int]
) -> Iterator[Pair]:
    """Pair rows of one name and model, those with most in common first."""
    ranked = sorted(
        ((i, j) for i in olds for j in news if not are_namesakes(old[i], new[j])),
        key=lambda ij: (-in_common(old[ij[0]], new[ij[1]]), order(old[ij[0]]), order(new[ij[1]])),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for i, j in ranked:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            yield Pair(old=i, new=j, because=EXACT)
