"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then, among what is left on both sides, by evidence: the same
signing date, the same MOA file, the same county, a near name. Near names alone never make two rows one, and two
real places are never one. Each row is given to one agreement at most, the best evidence first.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from watchers.agreement import Agreement, Model
from watchers.candidates import ambiguous_documents, only_readings, worth_weighing
from watchers.doubles import are_namesakes, is_redated, repeats, sift_doubles, sift_repeats
from watchers.evidence import in_common, known_county, order, weigh
from watchers.likeness import Likeness
from watchers.names import take_apart
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
class Matching:
    """What became of each row. `gone` indexes the old rows without a match, `appeared` the new ones.

    `doubled` are new rows that repeat an agreement which another row already shows; `absorbed` are old rows that
    repeated one, and went while the other stayed.
    """

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]
    appeared: tuple[int, ...]
    doubled: tuple[int, ...]
    absorbed: tuple[int, ...]
    possibly: tuple[Open, ...]


EXACT = "It is listed under the same state, agency and model."


def match(old: Sequence[Agreement], new: Sequence[Agreement], *, absent: frozenset[int] = frozenset()) -> Matching:
    """Match two versions of one list. The order of the rows plays no part in who is matched with whom.

    `absent` indexes the old rows that the list before lacked already: on equal evidence the others go first.
    """
    exact, gone, appeared, doubled = _match_exactly(old, new)
    exact, gone, appeared = _let_go(old, new, exact, gone, appeared)
    # A row that doubles another now may still be the one that was there under another spelling.
    near = _match_by_evidence(old, new, gone, [*appeared, *doubled], absent)
    taken_old, taken_new = {p.old for p in near}, {p.new for p in near}
    gone = [i for i in gone if i not in taken_old]
    appeared = [i for i in appeared if i not in taken_new]
    shown = [new[p.new] for p in (*exact, *near)]
    again = sift_repeats([new[j] for j in appeared], shown)
    absorbed = repeats([old[i] for i in gone], shown)
    left_gone = [i for n, i in enumerate(gone) if n not in absorbed]
    left_appeared = [j for n, j in enumerate(appeared) if n not in again]
    return Matching(
        pairs=(*exact, *near),
        gone=tuple(left_gone),
        appeared=tuple(left_appeared),
        doubled=tuple(sorted([j for j in doubled if j not in taken_new] + [appeared[n] for n in again])),
        absorbed=tuple(gone[n] for n in sorted(absorbed)),
        possibly=tuple(_left_open(old, new, left_gone, left_appeared)),
    )


Key = tuple[str | None, str, str | None]


def key(a: Agreement) -> Key:
    """State, folded name and model: equal for two printings of one agreement that differ in nothing that counts."""
    return a.state, take_apart(a.agency).folded, a.model


def _match_exactly(
    old: Sequence[Agreement], new: Sequence[Agreement]
) -> tuple[list[Pair], list[int], list[int], list[int]]:
    old_by_key: dict[Key, list[int]] = defaultdict(list)
    new_by_key: dict[Key, list[int]] = defaultdict(list)
    for index, a in enumerate(old):
        old_by_key[key(a)].append(index)
    for index, a in enumerate(new):
        new_by_key[key(a)].append(index)
    pairs: list[Pair] = []
    gone: list[int] = []
    appeared: list[int] = []
    doubled: list[int] = []
    for shared, news in new_by_key.items():
        olds = old_by_key.pop(shared, [])
        if len(olds) == len(news) == 1 and not are_namesakes(old[olds[0]], new[news[0]]):
            pairs.append(Pair(old=olds[0], new=news[0], because=EXACT))
            continue
        found = list(_pair_namesakes(old, new, olds, news))
        pairs += found
        gone += [i for i in olds if i not in {p.old for p in found}]
        fresh, again = sift_doubles(new, [i for i in news if i not in {p.new for p in found}], [p.new for p in found])
        appeared += fresh
        doubled += again
    gone += [index for olds in old_by_key.values() for index in olds]
    return pairs, sorted(gone), sorted(appeared), sorted(doubled)


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
    return take_apart(a.agency).folded, a.signed


def _by_name_and_date(rows: Sequence[Agreement], indexes: list[int]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        found[_name_and_date(rows[index])].append(index)
    return found


def _pair_namesakes(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: list[int], news: list[int]
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
    void = ambiguous_documents(old) | ambiguous_documents(new)
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
