"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then, among what is left on both sides, by evidence: the same
signing date, the same MOA file, the same county, a near name. Near names alone never make two rows one, and two
real places are never one. Each row is given to one agreement at most, the best evidence first.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from watchers.agreement import Agreement, Model
from watchers.candidates import ambiguous_documents, in_sight, only_readings, shared_documents, worth_weighing
from watchers.doubles import are_namesakes, is_redated, repeats, sift_doubles, sift_repeats
from watchers.evidence import in_common, known_county, order, weigh
from watchers.likeness import Likeness
from watchers.names import folded
from watchers.reasons import why_same


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two rows that are one agreement: indexes into the old and the new sequence, and the evidence in words."""

    old: int
    new: int
    because: str


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


class Matching:
    """What became of each row. `pairs` are there at once; what is left over is looked into when it is first asked for.

    Often a handful of rows is looked for among a whole list, and nobody asks what else is on that.
    """

    def __init__(
        self, old: Sequence[Agreement], new: Sequence[Agreement], pairs: Iterable[Pair], doubled: list[int] | None
    ) -> None:
        self._old, self._new = old, new
        self._again = doubled
        self.pairs = tuple(pairs)

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
        twice = (
            self._again if self._again is not None else _match_exactly(old, new, range(len(old)), range(len(new)))[3]
        )
        taken_old, taken_new = {p.old for p in self.pairs}, {p.new for p in self.pairs}
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


_MANY = 4  # times as many rows as on the other side, and it is worth looking which of them matter
EXACT = "It is listed under the same state, agency and model."


def match(old: Sequence[Agreement], new: Sequence[Agreement], *, absent: frozenset[int] = frozenset()) -> Matching:
    """Match two versions of one list. The order of the rows plays no part in who is matched with whom.

    `absent` indexes the old rows that the list before lacked already: on equal evidence the others go first.
    """
    olds, news = _looked_at(old, new), _looked_at(new, old)
    exact, gone, appeared, doubled = _match_exactly(old, new, olds, news)
    if gone or appeared:
        exact, gone, appeared = _let_go(old, new, exact, gone, appeared)
    # A row that doubles another now may still be the one that was there under another spelling.
    near = _match_by_evidence(old, new, gone, [*appeared, *doubled], absent)
    return Matching(old, new, (*exact, *near), doubled if len(news) == len(new) else None)


def _looked_at(rows: Sequence[Agreement], others: Sequence[Agreement]) -> Sequence[int]:
    """The rows that can play a part: where a handful is looked for in a whole list, those that share anything."""
    everyone = range(len(rows))
    return everyone if len(rows) <= _MANY * len(others) else list(in_sight(others, rows, everyone))


Key = tuple[str | None, str, str | None]


def key(a: Agreement) -> Key:
    """State, folded name and model: equal for two printings of one agreement that differ in nothing that counts."""
    return a.state, folded(a.agency), a.model


def _match_exactly(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: Iterable[int], news: Iterable[int]
) -> tuple[list[Pair], list[int], list[int], list[int]]:
    old_by_key, new_by_key = _by_key(old, olds), _by_key(new, news)
    pairs: list[Pair] = []
    gone: list[int] = []
    appeared: list[int] = []
    doubled: list[int] = []
    for shared, here in new_by_key.items():
        there = old_by_key.pop(shared, ())
        if len(there) == len(here) == 1 and not are_namesakes(old[there[0]], new[here[0]]):
            pairs.append(Pair(old=there[0], new=here[0], because=EXACT))
            continue
        if not there and len(here) == 1:
            appeared.append(here[0])
            continue
        found = list(_pair_namesakes(old, new, there, here))
        pairs += found
        gone += [i for i in there if i not in {p.old for p in found}]
        fresh, again = sift_doubles(new, [j for j in here if j not in {p.new for p in found}], [p.new for p in found])
        appeared += fresh
        doubled += again
    gone += [index for there in old_by_key.values() for index in there]
    return pairs, sorted(gone), sorted(appeared), sorted(doubled)


def _by_key(rows: Sequence[Agreement], indexes: Iterable[int]) -> dict[Key, Sequence[int]]:
    """Indexes by key. A tuple for the one row that nearly each of them has, as the collector of garbage asks."""
    found: dict[Key, Sequence[int]] = {}
    for index in indexes:
        shared = key(rows[index])
        found[shared] = (*found[shared], index) if shared in found else (index,)
    return found


def _let_go(
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
        pair
        for pair in exact
        if is_redated(a := old[pair.old], b := new[pair.new])
        and (
            any(_is_moved(a, new[k]) for k in came[_name_and_date(a)])
            or any(_is_moved(old[k], b) for k in went[_name_and_date(b)])
        )
    }
    return (
        [pair for pair in exact if pair not in released],
        sorted([*gone, *(pair.old for pair in released)]),
        sorted([*appeared, *(pair.new for pair in released)]),
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
