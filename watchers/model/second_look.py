"""What an operator may set about when a disappearance counts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import Stand, Standing


@frozen
class SecondLook:
    """When a row that is gone counts as withdrawn, or as dropped from the pending list.

    Withdrawn: absent from `lists` different participating lists, over `hours` hours at least; or, where ICE posts
    nothing new, after `or_days` days. Dropped from pending: after `pending_days` days, since the participating list
    often follows later. The defaults come from eight months of ICE's lists: of the rows that came back within a
    week, most were back before them.

    A row that may be one that is missing, under another name, waits for `open_days`, and no less than `or_days`: if no
    list has told by then, the one is signed and the other withdrawn, and each names the other.
    """

    lists: int = 2
    hours: float = 20
    or_days: float = 3
    pending_days: float = 7
    open_days: float = 3

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

    @property
    def open(self) -> timedelta:
        """How long it may stay open whether two rows are one agreement."""
        return max(timedelta(days=self.open_days), self.longest)


def later(rules: SecondLook, by: timedelta) -> SecondLook:
    """The rules by a clock that is ahead by so much: no time that never passed confirms anything."""
    days = by / timedelta(days=1)
    return replace(
        rules,
        hours=rules.hours + by / timedelta(hours=1),
        or_days=rules.or_days + days,
        pending_days=rules.pending_days + days,
        open_days=rules.open_days + days,
    )


WAITING = frozenset({Stand.MISSING, Stand.OPEN})
"""How those stand that wait for time or another list."""


def next_look(
    standings: Iterable[Standing], rules: SecondLook, doubted: frozenset[str] = frozenset()
) -> datetime | None:
    """When time alone will confirm or settle something of these; None where there is nothing to wait for."""
    due = [at for s in standings if (at := due_at(s, rules, doubted)) is not None]
    return min(due, default=None)


def due_at(standing: Standing, rules: SecondLook, doubted: frozenset[str] = frozenset()) -> datetime | None:
    """When time alone confirms or settles something about it; None where it doesn't.

    Not for one that may be another: that one's time counts. Nor for one of those `doubted`, whose going together looks
    like a slip, before it is missing from enough lists.
    """
    if standing.stand is Stand.OPEN:
        return standing.first_seen + rules.open
    if standing.stand is not Stand.MISSING or standing.missing_since is None or standing.possibly:
        return None
    seen_off = len(set(standing.missing_from)) >= rules.lists
    if standing.id in doubted and not seen_off:
        return None
    if standing.list is ListKind.PENDING:
        return standing.missing_since + rules.pending
    return standing.missing_since + (min(rules.least, rules.longest) if seen_off else rules.longest)
