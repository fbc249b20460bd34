"""What became of how many agencies: the digest's one count. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from notifiers.story.telling import agency_key
from watchers.model.event import Event, EventKind


class Outcome(StrEnum):
    """What a period brought to an agency, in the order in which a sentence counts it.

    An agency that left has no agreement on ICE's list any more; one with fewer has another one left.
    """

    SIGNED = "signed"
    LEFT = "left"
    FEWER = "fewer"
    MISSING = "missing"
    POSSIBLY_RENAMED = "possibly_renamed"
    RETURNED = "returned"
    PENDING = "pending"
    PENDING_DROPPED = "pending_dropped"
    MOA_POSTED = "moa_posted"
    AMENDED = "amended"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_REMOVED = "document_removed"


UPKEEP = frozenset({Outcome.MOA_POSTED, Outcome.AMENDED, Outcome.DOCUMENT_REPLACED, Outcome.DOCUMENT_REMOVED})
"""What ICE does to its list, and no agency did."""

Outcomes = Mapping[Outcome, int]
"""Distinct agencies by what became of them; one may be in several."""


def outcomes(events: Iterable[Event]) -> dict[Outcome, int]:
    """Count the agencies of events, oldest first, by what became of them."""
    last = {(event.kind, agency_key(event)): event for event in events}
    found = dict.fromkeys(Outcome, 0)
    for event in last.values():
        found[_outcome(event)] += 1
    return {outcome: number for outcome, number in found.items() if number}


def _outcome(event: Event) -> Outcome:
    if event.kind is EventKind.WITHDRAWN:
        return Outcome.FEWER if event.context.other_models else Outcome.LEFT
    return Outcome(event.kind.value)
