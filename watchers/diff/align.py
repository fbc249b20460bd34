"""A new list beside what the record knows of it: the one comparison that both the doubt and the news are drawn from."""

from dataclasses import dataclass
from functools import cached_property

from watchers.diff.amendments import changes_among
from watchers.matching.match import Matching, match
from watchers.model.agreement import Agreement, Roll
from watchers.model.event import Change
from watchers.model.register import ON_LIST, Register, Stand, Standing

_MAY_BE_LISTED = (*ON_LIST, Stand.MISSING, Stand.SIGNED)


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """`known` are the standings whose rows this list may show, `found` which of its rows they are, by index."""

    roll: Roll
    known: list[Standing]
    found: Matching

    def listed(self) -> list[Standing]:
        """Those that the list before showed."""
        return [s for s in self.known if s.stand is not Stand.MISSING]

    def gone(self) -> list[Standing]:
        """Those that the list before showed, and this one does not."""
        return [s for n in self.found.gone if (s := self.known[n]).stand is not Stand.MISSING]

    def went_on(self) -> list[tuple[Standing, Agreement]]:
        """Those that both lists show, each with its row of this one."""
        rows = self.roll.agreements
        return [(s, rows[p.new]) for p in self.found.pairs if (s := self.known[p.old]).stand is not Stand.MISSING]

    @cached_property
    def changes(self) -> dict[str, tuple[Change, ...]]:
        """What ICE changed in the rows of those that this list shows, by the standing's id."""
        rows = self.roll.agreements
        return changes_among((s.id, s.agreement, rows[p.new]) for p in self.found.pairs for s in (self.known[p.old],))


def align(register: Register, roll: Roll) -> Alignment:
    """Lay a list beside the record. Nothing is matched before it is asked for."""
    known = [s for s in register.standings.values() if s.list is roll.kind and s.stand in _MAY_BE_LISTED]
    absent = frozenset(n for n, s in enumerate(known) if s.stand is Stand.MISSING)
    return Alignment(roll=roll, known=known, found=match([s.agreement for s in known], roll.agreements, absent=absent))
