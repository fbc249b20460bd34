"""A new list beside what the record knows of it: the one comparison that both the doubt and the news are drawn from."""

from dataclasses import dataclass

from watchers.matching.match import Matching, match
from watchers.model.agreement import Agreement, Roll
from watchers.model.register import Register, Stand, Standing

_MAY_BE_LISTED = (Stand.LISTED, Stand.MISSING, Stand.SIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
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


def side_by_side(register: Register, roll: Roll) -> SideBySide:
    """Lay a list beside the record. Nothing is matched before it is asked for."""
    known = [s for s in register.standings.values() if s.list is roll.kind and s.stand in _MAY_BE_LISTED]
    absent = frozenset(n for n, s in enumerate(known) if s.stand is Stand.MISSING)
    return SideBySide(roll=roll, known=known, found=match([s.agreement for s in known], roll.agreements, absent=absent))
