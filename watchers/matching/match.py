"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then what is left on both sides is weighed, and all of it given
out at once, so that the evidence as a whole is the strongest. Each row is given to one agreement at most.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property

from watchers.matching.assignment import assign
from watchers.matching.blocking import Crowd, void_documents, worth_weighing
from watchers.matching.duplicates import says_again, sift_repeats, still_shown
from watchers.matching.evidence import OPEN, Evidence, Outcome, known_county, order, weigh
from watchers.matching.exact import EXACT, Pair, is_redated, key, match_exactly
from watchers.matching.part import SAME
from watchers.model.agreement import Agreement, Model
from watchers.model.grounds import Ground
from watchers.names.agency_name import parts
from watchers.names.vocabulary import PROSECUTORS


class Matching:
    """What became of each row of two versions of one list; see `match`.

    Each step is taken when it is first asked for: the exact pairs, then the pairs by evidence, then what is left over.
    Often a handful of rows is looked for among a whole list, and nobody asks what else is on that.
    """

    def __init__(self, old: Sequence[Agreement], new: Sequence[Agreement], absent: frozenset[int]) -> None:
        self._old, self._new, self._absent = old, new, absent

    @cached_property
    def _exact(self) -> tuple[list[Pair], list[int], list[int]]:
        return match_exactly(self._old, self._new)

    def unsettled(self) -> tuple[list[int], list[int]]:
        """The old and the new rows that are left to the evidence: each is weighed with all that it may be."""
        return self._exact[1:]

    @cached_property
    def _weighed(self) -> dict[tuple[int, int], Evidence]:
        """Each pair of unsettled rows that is not surely two."""
        return _weigh_all(self._old, self._new, *self.unsettled())

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The rows that are one agreement, each in one pair at most."""
        return (*self._exact[0], *self._given_out())

    def _given_out(self) -> Iterator[Pair]:
        """The pairs of the strongest evidence as a whole, where it makes them one and no rival is as near."""
        old, new, weighed = self._old, self._new, self._weighed
        alike = {(i, j) for i, j in weighed if key(old[i]) == key(new[j])}
        listed = {j for i, j in alike if i not in self._absent}
        # One that was missing already takes no row from an agreement of its very name that was not.
        passed_over = {(i, j) for i, j in weighed if i in self._absent and j in listed} - alike
        worth = {pair: self._worth(pair, found) for pair, found in weighed.items() if pair not in passed_over}
        by_order = sorted(worth, key=lambda ij: _by_likeness(old[ij[0]], new[ij[1]]))
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
                yield Pair(old=i, new=j, because=EXACT if (i, j) in alike else found.because)

    def _worth(self, pair: tuple[int, int], found: Evidence) -> float:
        """What a pair is worth in the giving out: one that can only be left open next to nothing."""
        if found.outcome is not Outcome.ONE:
            return 0.1
        a, b = self._old[pair[0]], self._new[pair[1]]
        less = _REDATED * (key(a) == key(b) and is_redated(a, b)) + 0.5 * (pair[0] in self._absent)
        return max(found.points - OPEN + 1 - less, 0.2)

    @cached_property
    def _unmatched(self) -> tuple[list[int], list[int]]:
        olds, news = {pair.old for pair in self.pairs}, {pair.new for pair in self.pairs}
        return [i for i in range(len(self._old)) if i not in olds], [j for j in range(len(self._new)) if j not in news]

    @cached_property
    def _shown(self) -> list[Agreement]:
        return [self._new[pair.new] for pair in self.pairs]

    @cached_property
    def doubled(self) -> tuple[int, ...]:
        """The new rows that repeat an agreement which another row already shows."""
        rows = self._unmatched[1]
        return tuple(rows[n] for n in sorted(sift_repeats([self._new[j] for j in rows], self._shown)))

    @cached_property
    def appeared(self) -> tuple[int, ...]:
        """The new rows without a match."""
        doubled = set(self.doubled)
        return tuple(j for j in self._unmatched[1] if j not in doubled)

    @cached_property
    def absorbed(self) -> tuple[int, ...]:
        """The old rows that repeated an agreement, and went while the other row stayed."""
        old, new = self._old, self._new
        rows, came = self._unmatched
        went = [old[i] for i in rows]
        own = [new[p.new] for p in self.pairs if key(old[p.old]) == key(new[p.new])]  # not another's by a slip
        found = sift_repeats(went, self._shown, among=False) | still_shown(went, [*own, *(new[j] for j in came)])
        return tuple(rows[n] for n in sorted(found))

    @cached_property
    def gone(self) -> tuple[int, ...]:
        """The old rows without a match."""
        absorbed = set(self.absorbed)
        return tuple(i for i in self._unmatched[0] if i not in absorbed)

    @cached_property
    def possibly(self) -> tuple[tuple[int, int], ...]:
        """Rows that went and rows that came which may be one agreement: to be told together, never folded."""
        gone, appeared = set(self.gone), set(self.appeared)
        return tuple((i, j) for i, j in sorted(self._weighed) if i in gone and j in appeared)

    def proven(self) -> tuple[Pair, ...]:
        """Those that one document and one date tie, that nothing makes two, and of which neither may be another."""
        olds, news = (Counter(side) for side in zip(*self.possibly, strict=True)) if self.possibly else ({}, {})
        return tuple(
            Pair(old=i, new=j, because=found.because)
            for i, j in self.possibly
            for found in (self._weighed[i, j],)
            if found.proves and not found.two and olds[i] == news[j] == 1
        )


_REDATED = 4
"""Points less for an old name beside which its date stands under another: the date is the rarer."""


def match(old: Sequence[Agreement], new: Sequence[Agreement], *, absent: frozenset[int] = frozenset()) -> Matching:
    """Match two versions of one list. The order of the rows plays no part in who is matched with whom.

    `absent` indexes the old rows that the list before lacked already: on equal evidence the others go first.
    """
    return Matching(old, new, absent)


def _by_likeness(a: Agreement, b: Agreement) -> tuple[Hashable, ...]:
    """On equal evidence those go together that differ the least; where the rows stand plays no part."""
    return a.county != b.county, a.agency != b.agency, a.moa != b.moa, order(a), order(b)


def _weigh_all(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> dict[tuple[int, int], Evidence]:
    candidates = worth_weighing((old, new), gone, appeared)
    void = void_documents((old, new), candidates)
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
            if found.names.points >= 0 and not found.two and may_sign_for(a, b, found):
                yield Pair(old=i, new=at[office], because=Ground.ONLY_SIGNING.value)


def may_sign_for(waits: Agreement, signs: Agreement, found: Evidence) -> bool:
    """Whether the office that signed may have signed what another office applied for, by their comparison.

    A county's attorney handles its agreements, and its jail those of the sheriff who runs it. But a jail that gives up
    is not the sheriff who signs, and two forces are two.
    """
    if "offices" not in found.names.wording:
        return True
    a, b = parts(waits.agency, waits.state), parts(signs.agency, signs.state)
    is_jails = (a.office, b.office) == ("sheriff", "corrections") and signs.model in (Model.JEM, Model.WSO)
    is_sheriffs = signs.state not in _JAILS_APART and "department" not in b.words
    return (is_jails and is_sheriffs) or not (PROSECUTORS - {"city attorney"}).isdisjoint((a.office, b.office))


_JAILS_APART = frozenset({"KY", "NJ", "NM", "PA"})
"""States whose jails are not the sheriffs': elected jailers, prison boards, county wardens. Elsewhere few are."""


def _office(a: Agreement) -> tuple[str | None, str, Model] | None:
    county = known_county(a)
    return None if county is None or a.model is None else (a.state, county, a.model)
