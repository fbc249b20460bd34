"""What became of how many agencies: the digest's one count. Pure."""

from collections.abc import Iterable

from notifiers.language.counted import Outcome
from notifiers.story.telling import agency_key
from watchers.model.event import Event, EventKind


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
