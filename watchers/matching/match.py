"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then what is left on both sides is weighed, and all of it given
out at once, so that the evidence as a whole is the strongest. Each row is given to one agreement at most.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from watchers.matching.assignment import assign
from watchers.matching.blocking import Crowd, ambiguous_documents, in_sight, shared_documents, worth_weighing
from watchers.matching.duplicates import says_again, sift_repeats, still_shown
from watchers.matching.evidence import OPEN, Evidence, Outcome, known_county, order, weigh
from watchers.matching.exact import Pair, key, let_go, match_exactly
from watchers.matching.part import SAME
from watchers.model.agreement import Agreement, Model
from watchers.names.agency_name import parts
from watchers.names.vocabulary import PROSECUTORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Two rows that may be one agreement, where the evidence is too thin to say so."""

    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leftovers:
    """The rows without a match, as `Matching` names them."""

    gone: tuple[int, ...]
    appeared: tuple[int, ...]
    doubled: tuple[int, ...]
    absorbed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Exact:
    """What state, name and model alone settle, the rows that they leave, and the pairs left to the evidence."""

    pairs: list[Pair]
    gone: list[int]
    appeared: list[int]
    released: frozenset[tuple[int, int]]


class Matching:
    """What became of each row of two versions of one list; see `match`.

    Each step is taken when it is first asked for: the exact pairs, then the pairs by evidence, then what is left over.
    Often a handful of rows is looked for among a whole list, and nobody asks what else is on that.
    """

    def __init__(self, old: Sequence[Agreement], new: Sequence[Agreement], absent: frozenset[int]) -> None:
        self._old, self._new, self._absent = old, new, absent
        self._olds, self._news = _looked_at(old, new), _looked_at(new, old)

    @cached_property
    def _exact(self) -> _Exact:
        old, new = self._old, self._new
        pairs, gone, appeared = match_exactly(old, new, self._olds, self._news)
        kept, released = (
            let_go(old, new, pairs, gone, appeared, absent=self._absent) if gone or appeared else (pairs, [])
        )
        return _Exact(
            kept,
            sorted([*gone, *(pair.old for pair in released)]),
            sorted([*appeared, *(pair.new for pair in released)]),
            frozenset((pair.old, pair.new) for pair in released),
        )

    def unsettled(self) -> tuple[list[int], list[int]]:
        """The old and the new rows that are left to the evidence: each is weighed with all that it may be."""
        return self._exact.gone, self._exact.appeared

    @cached_property
    def _weighed(self) -> dict[tuple[int, int], Evidence]:
        """Each pair of unsettled rows that is not surely two."""
        return _weigh_all(self._old, self._new, *self.unsettled())

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The rows that are one agreement, each in one pair at most."""
        return (*self._exact.pairs, *self._given_out())

    def _given_out(self) -> Iterator[Pair]:
        """The pairs of the strongest evidence as a whole, where it makes them one and no rival is as near."""
        old, new, weighed = self._old, self._new, self._weighed
        worth = {pair: self._worth(pair, found) for pair, found in weighed.items()}
        by_order = sorted(worth, key=lambda ij: (order(old[ij[0]]), order(new[ij[1]])))
        chosen = assign({pair: worth[pair] for pair in by_order})
        used_old, used_new = {i for i, _ in chosen}, {j for _, j in chosen}
        for i, j in chosen:
            found = weighed[i, j]
            rivals = (
                pair
                for pair, value in worth.items()
                if value >= worth[i, j]
                and ((pair[0] == i and pair[1] not in used_new) or (pair[1] == j and pair[0] not in used_old))
            )
            is_sure = found.names.points == SAME or all(_are_repeats(old, new, (i, j), rival) for rival in rivals)
            if found.outcome is Outcome.ONE and is_sure:
                yield Pair(old=i, new=j, because=found.because)

    def _worth(self, pair: tuple[int, int], found: Evidence) -> float:
        """What a pair is worth in the giving out: one that can only be left open next to nothing."""
        if found.outcome is not Outcome.ONE:
            return 0.1
        less = _LESS * (pair in self._exact.released) + 0.5 * (pair[0] in self._absent)
        return max(found.points - OPEN + 1 - less, 0.2)

    @property
    def gone(self) -> tuple[int, ...]:
        """The old rows without a match."""
        return self._left.gone

    @property
    def appeared(self) -> tuple[int, ...]:
        """The new rows without a match."""
        return self._left.appeared

    @property
    def doubled(self) -> tuple[int, ...]:
        """The new rows that repeat an agreement which another row already shows."""
        return self._left.doubled

    @property
    def absorbed(self) -> tuple[int, ...]:
        """The old rows that repeated an agreement, and went while the other row stayed."""
        return self._left.absorbed

    @cached_property
    def possibly(self) -> tuple[Open, ...]:
        """Rows that went and rows that came which may be one agreement: to be told together, never folded."""
        gone, appeared = set(self.gone), set(self.appeared)
        return tuple(Open(old=i, new=j) for i, j in sorted(self._weighed) if i in gone and j in appeared)

    @cached_property
    def _left(self) -> _Leftovers:
        old, new = self._old, self._new
        taken_old, taken_new = {p.old for p in self.pairs}, {p.new for p in self.pairs}
        gone = [i for i in range(len(old)) if i not in taken_old]
        appeared = [j for j in range(len(new)) if j not in taken_new]
        shown = [new[p.new] for p in self.pairs]
        again = sift_repeats([new[j] for j in appeared], shown)
        went = [old[i] for i in gone]
        own = [new[p.new] for p in self.pairs if key(old[p.old]) == key(new[p.new])]  # not another's by a slip
        stays = still_shown(went, [*own, *(new[j] for j in appeared)])
        absorbed = sift_repeats(went, shown, among=False) | stays
        return _Leftovers(
            gone=tuple(i for n, i in enumerate(gone) if n not in absorbed),
            appeared=tuple(j for n, j in enumerate(appeared) if n not in again),
            doubled=tuple(appeared[n] for n in sorted(again)),
            absorbed=tuple(gone[n] for n in sorted(absorbed)),
        )


_LESS = 4
"""Points less for an old name beside which its date stands under another: the date is the rarer."""
_MANY = 4  # times as many rows as on the other side, and it is worth looking which of them matter


def match(old: Sequence[Agreement], new: Sequence[Agreement], *, absent: frozenset[int] = frozenset()) -> Matching:
    """Match two versions of one list. The order of the rows plays no part in who is matched with whom.

    `absent` indexes the old rows that the list before lacked already: on equal evidence the others go first.
    """
    return Matching(old, new, absent)


def _looked_at(rows: Sequence[Agreement], others: Sequence[Agreement]) -> Sequence[int]:
    """The rows that can play a part: where a handful is looked for in a whole list, those that share anything."""
    everyone = range(len(rows))
    return everyone if len(rows) <= _MANY * len(others) else list(in_sight(others, rows, everyone))


def _weigh_all(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> dict[tuple[int, int], Evidence]:
    candidates = worth_weighing(old, new, gone, appeared)
    shared = shared_documents(old, new, candidates)
    void = ambiguous_documents(old, shared) | ambiguous_documents(new, shared)
    crowd = Crowd(old, new, gone, appeared)
    weighed = (((i, j), weigh(old[i], new[j], void, only=crowd.is_only(old[i], new[j]))) for i, j in candidates)
    return {pair: found for pair, found in weighed if found.outcome is not Outcome.TWO}


def _are_repeats(
    old: Sequence[Agreement], new: Sequence[Agreement], pair: tuple[int, int], rival: tuple[int, int]
) -> bool:
    """Whether a rival of a pair is only a second row of the same agreement."""
    i, j = pair
    return says_again(old[i], old[rival[0]]) if rival[1] == j else says_again(new[j], new[rival[1]])


def counterparts(old: Sequence[Agreement], new: Sequence[Agreement]) -> Iterator[Pair]:
    """Pairs of a row that left the pending list and one that signed at the same time, named otherwise.

    Only where each is the only one of its county and model, and the names share the place: ICE enters the county
    attorney on one list and the county's sheriff on the other.
    """
    left, signed = Counter(map(_office, old)), Counter(map(_office, new))
    at = {_office(a): j for j, a in enumerate(new)}
    for i, a in enumerate(old):
        office = _office(a)
        if office is not None and left[office] == signed[office] == 1:
            b = new[at[office]]
            found = weigh(a, b)
            may_sign = "offices" not in found.names.wording or _is_prosecutor(a) or _is_prosecutor(b)
            if found.names.points >= 0 and not found.two and may_sign:
                yield Pair(old=i, new=at[office], because="It left the pending list as its county's only signing came.")


def _is_prosecutor(a: Agreement) -> bool:
    """A county's attorney handles its agreements; its sheriff, its police and its jail each sign their own."""
    return parts(a.agency, a.state).office in PROSECUTORS


def _office(a: Agreement) -> tuple[str | None, str, Model] | None:
    county = known_county(a)
    return None if county is None or a.model is None else (a.state, county, a.model)
