"""How many agreements there were at an earlier time: the counts of now, with the events since then undone."""

from collections import Counter
from collections.abc import Iterable

from watchers.model.agreement import Agreement, ListKind, Model
from watchers.model.event import Event, EventKind
from watchers.model.register import Register, Stand
from watchers.names.places import UNKNOWN_STATE

Counts = Counter[tuple[str, Model | None]]
"""Agreements on the participating list by state (USPS code, or `UNKNOWN_STATE`) and model (None: unclear)."""

_COUNTED = frozenset({Stand.LISTED, Stand.DOUBLED})


def counted(register: Register) -> Counts:
    """The counts as `watchers.diff.totals.tally_by_state` has them."""
    return Counter(
        _place(s.agreement)
        for s in register.standings.values()
        if s.list is ListKind.PARTICIPATING and s.stand in _COUNTED
    )


def counts_before(counts: Counts, events: Iterable[Event]) -> Counts:
    """The counts as they were before these events, which are all since then.

    Exact but for rows that ICE prints twice: those come and go without an event. `counts` stays as it is.
    """
    past = Counter(counts)
    for event in events:
        if event.list is ListKind.PARTICIPATING:
            _undo(past, event)
    return +past


def _undo(counts: Counts, event: Event) -> None:
    match event.kind:
        case EventKind.SIGNED | EventKind.RETURNED:
            counts[_place(event.agreement)] -= 1
        case EventKind.MISSING:
            counts[_place(event.agreement)] += 1
        case EventKind.AMENDED if event.before is not None:
            counts[_place(event.agreement)] -= 1
            counts[_place(event.before)] += 1
        case _:  # one that is withdrawn was no longer counted since it went missing
            pass


def _place(row: Agreement) -> tuple[str, Model | None]:
    return row.state or UNKNOWN_STATE, row.model
