"""Counting what is on the lists, now and at an earlier time."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import field

from watchers.diff.context import agency_key
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Model, models_in_order
from watchers.model.event import Event, EventKind
from watchers.model.register import ON_LIST, Register, Stand, Standing
from watchers.names.places import UNKNOWN_STATE


@frozen
class Tally:
    """How many agreements stand on the participating list, and how many wait on the pending one.

    `agreements` counts rows as ICE does, those that repeat another and those with an unclear model too, so the
    figures of `models` may sum to less. `agencies` counts distinct agencies with an agreement; `states` the states and
    territories that have one. A model that isn't known is counted by itself.
    """

    agreements: int = 0
    agencies: int = 0
    states: int = 0
    models: dict[Model, int] = field(default_factory=dict)
    states_by_model: dict[Model, int] = field(default_factory=dict)
    pending: int = 0
    pending_models: dict[Model, int] = field(default_factory=dict)


_COUNTED = (*ON_LIST, Stand.DOUBLED)  # a tuple finds a member by identity, a set by a hash that costs more


def tally(standings: Iterable[Standing]) -> Tally:
    """Count the listed ones among `standings`."""
    listed = [s for s in standings if s.stand in _COUNTED]
    rows = participating(listed)
    waiting = [s.agreement for s in listed if s.list is ListKind.PENDING]
    states_of = {m: [a.state for a in rows if a.model is m] for m in _models_of(rows)}
    return Tally(
        agreements=len(rows),
        agencies=len({agency_key(a) for a in rows}),
        states=len({a.state for a in rows} - {None}),
        models={m: len(states) for m, states in states_of.items()},
        states_by_model={m: len(set(states) - {None}) for m, states in states_of.items()},
        pending=len(waiting),
        pending_models={m: n for m, n in Counter(a.model for a in waiting).items() if m is not None},
    )


def _models_of(rows: list[Agreement]) -> list[Model]:
    """The known models, whether there or not, and those that ICE names beside them."""
    return [*Model, *(m for m in models_in_order(a.model for a in rows) if not m.is_known)]


def participating(standings: Iterable[Standing]) -> list[Agreement]:
    """The rows that stand on the participating list, as ICE counts them."""
    return [s.agreement for s in standings if s.stand in _COUNTED and s.list is ListKind.PARTICIPATING]


def tally_by_state(register: Register) -> dict[str, Tally]:
    """Count for each state that has a listed agreement on either list; unreadable ones under "??"."""
    by_state: dict[str, list[Standing]] = defaultdict(list)
    for standing in register.standings.values():
        if standing.stand in _COUNTED:
            by_state[standing.agreement.state or UNKNOWN_STATE].append(standing)
    return {state: tally(found) for state, found in sorted(by_state.items())}


Counts = Counter[tuple[str, Model | None]]
"""Agreements on the participating list by state (USPS code, or `UNKNOWN_STATE`) and model (None: unclear)."""


def counted(register: Register) -> Counts:
    """How many there are now."""
    return Counter(_place(a) for a in participating(register.standings.values()))


def counts_before(counts: Counts, events: Iterable[Event]) -> Counts:
    """The counts as they were before these events, which are all since then.

    Exact but for rows that ICE prints twice: those come and go without an event. `counts` stays as it is.
    """
    past = Counter(counts)
    past.update(undone(events))
    return +past


def undone(events: Iterable[Event]) -> Counts:
    """What there were more, or less, before these events than after them."""
    found = Counts()
    for event in events:
        if event.list is ListKind.PARTICIPATING:
            _undo(found, event)
    return found


def _undo(counts: Counts, event: Event) -> None:
    match event.kind:
        case EventKind.SIGNED if event.settles:  # its row was counted since it was new
            pass
        case EventKind.SIGNED | EventKind.RETURNED:
            counts[_place(event.agreement)] -= 1
        case EventKind.MISSING:
            counts[_place(event.agreement)] += 1
        case EventKind.AMENDED | EventKind.POSSIBLY_RENAMED if event.before is not None and not event.settles:
            counts[_place(event.agreement)] -= 1
            counts[_place(event.before)] += 1
        case _:  # one that is withdrawn was no longer counted since it went missing
            pass


def _place(row: Agreement) -> tuple[str, Model | None]:
    return row.state or UNKNOWN_STATE, row.model
