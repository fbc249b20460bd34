"""When time alone confirms that what is missing stays gone, even if ICE posts nothing new."""

from datetime import datetime, timedelta

from watchers.agreement import ListKind
from watchers.register import Register, Stand, Standing
from watchers.rules import SecondLook


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
