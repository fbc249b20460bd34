"""What leads: the sorts of news in a desk's order, and within each the agencies that matter to most people.

docs/desk.md has the rule in a few lines.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from notifiers.story.telling import Telling, agency_key, is_correction
from watchers.model.agreement import Level
from watchers.model.event import Event, EventKind
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.served import served


class Matter(IntEnum):
    """The sorts of news, the weightiest first."""

    CORRECTION = 0
    LEFT = 1  # no agreement of the agency is left on the list
    MISSING = 2
    SIGNED = 3
    CHANGED = 4  # one model for another, on one list or within some weeks
    FEWER = 5  # one model gone, others still listed
    POSSIBLY_RENAMED = 6
    RETURNED = 7
    PENDING = 8
    PENDING_DROPPED = 9
    DOCUMENT_REPLACED = 10
    DOCUMENT_REMOVED = 11
    AMENDED = 12
    MOA_POSTED = 13
    DOCUMENT_POSTED = 14


def matters(events: Sequence[Event], telling: Telling) -> dict[str, Matter]:
    """The sort of news that each event is, by its id. All of one kind that concern one agency are of one sort."""
    found = {e.id: _matter(e, telling) for e in events}
    heaviest: dict[object, Matter] = {}
    for event in events:
        key = (event.kind, agency_key(event))
        changed = Matter.CHANGED in (found[event.id], heaviest.get(key))
        heaviest[key] = Matter.CHANGED if changed else min(found[event.id], heaviest.get(key, found[event.id]))
    return {e.id: heaviest[e.kind, agency_key(e)] for e in events}


def _matter(event: Event, telling: Telling) -> Matter:
    if is_correction(event, telling.told):
        return Matter.CORRECTION
    context = event.context
    is_switch = event.id in telling.partners or event.id in telling.lately
    if is_switch or (event.kind is EventKind.WITHDRAWN and context.switched_to is not None):
        return Matter.CHANGED
    if event.kind is EventKind.WITHDRAWN and set(context.other_models) - {event.agreement.model}:
        return Matter.FEWER
    return Matter.LEFT if event.kind is EventKind.WITHDRAWN else Matter[event.kind.name]


_OF_THE_STATE = frozenset({AgencyKind.STATE_POLICE, AgencyKind.STATE_AGENCY, AgencyKind.NATIONAL_GUARD})


def weights(events: Sequence[Event]) -> Mapping[object, tuple[bool, bool, int]]:
    """How much each agency weighs, by its key: the least is the weightiest.

    A first in its state, then a state agency, then by how many people live in the county or town that it serves; where
    that isn't known, last.
    """
    found: dict[object, tuple[bool, bool, int]] = {}
    for event in events:
        mine = _weight(event)
        found[agency_key(event)] = min(mine, found.get(agency_key(event), mine))
    return found


def _weight(event: Event) -> tuple[bool, bool, int]:
    row = event.agreement
    of_state = row.level is Level.STATE or agency_kind(row.agency, row.level).kind in _OF_THE_STATE
    where = served(row)
    return "state" not in event.context.first_of, not of_state, -((where and where.people) or 0)
