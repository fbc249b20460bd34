"""What an operator may set about when a disappearance counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.model.agreement import ListKind
from watchers.model.register import Register, Stand, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """When a row that is gone counts as withdrawn, or as dropped from the pending list.

    Withdrawn: absent from `lists` different participating lists, over `hours` hours at least; or, where ICE posts
    nothing new, after `or_days` days. Dropped from pending: after `pending_days` days, since the participating list
    often follows later. The defaults come from eight months of ICE's lists: of the rows that came back within a
    week, most were back before them.
    """

    lists: int = 2
    hours: float = 20
    or_days: float = 3
    pending_days: float = 7

    @property
    def least(self) -> timedelta:
        """The shortest time between the first look and the second."""
        return timedelta(hours=self.hours)

    @property
    def longest(self) -> timedelta:
        """The time after which one list is enough."""
        return timedelta(days=self.or_days)

    @property
    def pending(self) -> timedelta:
        """How long one that left the pending list is given to turn up on the other."""
        return timedelta(days=self.pending_days)


def next_look(register: Register, rules: SecondLook) -> datetime | None:
    """When time alone will confirm something; None where nothing is missing."""
    due = [
        s.missing_since + wait_of(s, rules)
        for s in register.standings.values()
        if s.stand is Stand.MISSING and s.missing_since is not None
    ]
    return min(due, default=None)


def wait_of(standing: Standing, rules: SecondLook) -> timedelta:
    """How long after it went missing time alone confirms it."""
    if standing.list is ListKind.PENDING:
        return rules.pending
    seen_off = len(set(standing.missing_from)) >= rules.lists
    return min(rules.least, rules.longest) if seen_off else rules.longest
