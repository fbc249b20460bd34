"""Which rows are printed the same in all that counts: state, folded name and model; and which of these to doubt."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from watchers.matching.duplicates import are_namesakes
from watchers.matching.evidence import Outcome, document_of, order, weigh
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
) -> tuple[list[Pair], list[int], list[int]]:
    """Match the rows that `olds` and `news` index: the pairs, the old rows that are left, and the new ones."""
    old_by_key, old_shared = _by_key(old, olds)
    new_by_key, new_shared = _by_key(new, news)
    pairs: list[Pair] = []
    gone: list[int] = []
    appeared: list[int] = []
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
        appeared += [j for j in here if j not in {p.new for p in found}]
    for shared, i in old_by_key.items():
        gone += old_shared.get(shared, (i,))
    return pairs, sorted(gone), sorted(appeared)


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
    *,
    absent: frozenset[int],
) -> tuple[list[Pair], list[Pair]]:
    """Leave to the evidence the exact pairs that date and document speak against, where another row has a better claim.

    Maryland's Carroll County, listed under Kentucky by a slip, is put right as Kentucky's own signs; or yesterday's row
    keeps its date under a new name, and its old name stands beside it with a new date. Returns those that stay, and
    those that are left.
    """
    went, came = _by_date(old, [i for i in gone if i not in absent]), _by_date(new, appeared)
    kept: list[Pair] = []
    released: list[Pair] = []
    for pair in exact:
        a, b = old[pair.old], new[pair.new]
        is_redated = a.signed != b.signed and None not in (a.signed, b.signed)
        has_rival = (
            is_redated
            and not (document_of(a) is not None and document_of(a) == document_of(b))
            and (
                any(_is_one(a, new[k]) for k in came[a.signed, a.model])
                or any(_is_one(old[k], b) for k in went[b.signed, b.model])
            )
        )
        (released if has_rival else kept).append(pair)
    return kept, released


def _is_one(a: Agreement, b: Agreement) -> bool:
    return weigh(a, b, only=True).outcome is Outcome.ONE


def _by_date(rows: Sequence[Agreement], indexes: list[int]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        found[rows[index].signed, rows[index].model].append(index)
    return found


def _pair_namesakes(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: Sequence[int], news: Sequence[int]
) -> Iterator[Pair]:
    """Pair rows of one name and model, those with most in common first."""
    ranked = sorted(
        ((i, j) for i in olds for j in news if not are_namesakes(old[i], new[j])),
        key=lambda ij: (_least_in_common(old[ij[0]], new[ij[1]]), order(old[ij[0]]), order(new[ij[1]])),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for i, j in ranked:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            yield Pair(old=i, new=j, because=EXACT)


def _least_in_common(a: Agreement, b: Agreement) -> tuple[int, bool, bool]:
    """How little two rows of one name and model have in common, to pair the likest first."""
    return -weigh(a, b).points, a.county != b.county, a.agency != b.agency
