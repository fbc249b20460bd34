"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then, among what is left on both sides, by evidence: the same
signing date, the same MOA file, the same county, a near name. Near names alone never make two rows one, and two
real places are never one. Each row is given to one agreement at most, the best evidence first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from watchers.matching.blocking import ambiguous_documents, in_sight, only_readings, shared_documents, worth_weighing
from watchers.matching.duplicates import repeats, sift_repeats
from watchers.matching.evidence import known_county, order, weigh
from watchers.matching.exact import Pair, let_go, match_exactly
from watchers.matching.reasons import why_same
from watchers.matching.similarity import Likeness
from watchers.model.agreement import Agreement, Model


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
    """What state, name and model alone settle, and the rows that they leave."""

    pairs: list[Pair]
    gone: list[int]
    appeared: list[int]
    doubled: list[int]


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
        pairs, gone, appeared, doubled = match_exactly(old, new, self._olds, self._news)
        if gone or appeared:
            pairs, gone, appeared = let_go(old, new, pairs, gone, appeared)
        return _Exact(pairs, gone, appeared, doubled)

    def unsettled(self) -> tuple[list[int], list[int]]:
        """The old and the new rows that are left to the evidence: each is weighed with all that it may be."""
        # A row that doubles another now may still be the one that was there under another spelling.
        return self._exact.gone, [*self._exact.appeared, *self._exact.doubled]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The rows that are one agreement, each in one pair at most."""
        gone, came = self.unsettled()
        return (*self._exact.pairs, *_match_by_evidence(self._old, self._new, gone, came, self._absent))

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
        """Rows that went and rows that came which may be one agreement."""
        return tuple(_left_open(self._old, self._new, list(self.gone), list(self.appeared)))

    @cached_property
    def _left(self) -> _Leftovers:
        old, new = self._old, self._new
        taken_old, taken_new = {p.old for p in self.pairs}, {p.new for p in self.pairs}
        twice = self._doubled()
        gone = [i for i in range(len(old)) if i not in taken_old]
        known = taken_new.union(twice)
        appeared = [j for j in range(len(new)) if j not in known]
        shown = [new[p.new] for p in self.pairs]
        again = sift_repeats([new[j] for j in appeared], shown)
        absorbed = repeats([old[i] for i in gone], shown)
        doubled = [j for j in twice if j not in taken_new] + [appeared[n] for n in again]
        return _Leftovers(
            gone=tuple(i for n, i in enumerate(gone) if n not in absorbed),
            appeared=tuple(j for n, j in enumerate(appeared) if n not in again),
            doubled=tuple(sorted(doubled)),
            absorbed=tuple(gone[n] for n in sorted(absorbed)),
        )

    def _doubled(self) -> list[int]:
        """The new rows that double another by name alone, those out of sight among them."""
        if len(self._news) == len(self._new):
            return self._exact.doubled
        return match_exactly(self._old, self._new, range(len(self._old)), range(len(self._new)))[3]


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


_Rank = tuple[int, bool, tuple[str, ...], tuple[str, ...]]


def _match_by_evidence(
    old: Sequence[Agreement],
    new: Sequence[Agreement],
    gone: list[int],
    appeared: list[int],
    absent: frozenset[int],
) -> list[Pair]:
    candidates = worth_weighing(old, new, gone, appeared)
    if not candidates:
        return []
    only = only_readings(old, new, gone, appeared)
    shared = shared_documents(old, new, candidates)
    void = ambiguous_documents(old, shared) | ambiguous_documents(new, shared)
    found: list[tuple[_Rank, Pair]] = []
    for i, j in candidates:
        evidence = weigh(old[i], new[j], void)
        because = why_same(old[i], new[j], evidence, only_reading=(i, j) in only)
        if because is not None:
            rank = (-evidence.weight, i in absent, order(old[i]), order(new[j]))
            found.append((rank, Pair(old=i, new=j, because=because)))
    pairs: list[Pair] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, pair in sorted(found, key=lambda entry: entry[0]):
        if pair.old not in used_old and pair.new not in used_new:
            used_old.add(pair.old)
            used_new.add(pair.new)
            pairs.append(pair)
    return pairs


def _left_open(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> Iterator[Open]:
    """Pairs with near names, or with one document, that nothing else ties: to be told together, never folded."""
    for i, j in sorted(worth_weighing(old, new, gone, appeared)):
        evidence = weigh(old[i], new[j])
        if old[i].model is not new[j].model or evidence.names is Likeness.APART or evidence.conflict:
            continue
        near = evidence.state is True and evidence.names >= Likeness.NEAR
        alike = evidence.names is Likeness.RELATED and evidence.date and evidence.county is not False
        if near or alike or (evidence.document and evidence.state is True):
            yield Open(old=i, new=j)


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
            e = weigh(a, new[at[office]])
            if e.names >= Likeness.RELATED and not e.conflict:
                yield Pair(old=i, new=at[office], because="It left the pending list as its county's only signing came.")


def _office(a: Agreement) -> tuple[str | None, str, Model] | None:
    county = known_county(a)
    return None if county is None or a.model is None else (a.state, county, a.model)
