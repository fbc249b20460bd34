"""What became of how many agencies: a digest's one count, and its headline, as far as a header has room. Pure."""

from collections.abc import Iterable, Sequence

from notifiers.language.counted import UPKEEP, Outcome, Outcomes
from notifiers.language.language import DigestWords
from notifiers.story.telling import agency_key
from watchers.model.event import Event, EventKind

HEADLINE = 149
"""Characters; Slack's header block holds 150."""


def headline(said: str, states: Sequence[str] | None, counts: Outcomes, words: DigestWords, *, unsaid: str) -> str:
    """As in "Missouri, Nov. 3–9: 4 agencies newly signed, 1 no longer listed for a model"; 149 characters at the most.

    All are agencies: of agreements, and of the changes to them, there may be more. What ICE posted or edited is said
    where there is no other news; `unsaid`, where there is none at all.
    """
    told = words.news(_told(counts))
    for shown in range(len(told), 0, -1):
        text = words.headline(states, said, told[:shown], is_cut=shown < len(told))
        if len(text) <= HEADLINE:
            return text
    return words.headline(states, said, [unsaid], is_cut=False)


def _told(counts: Outcomes) -> list[tuple[Outcome, int]]:
    found = [(outcome, counts[outcome]) for outcome in SPOKEN if counts.get(outcome)]
    return [(outcome, number) for outcome, number in found if outcome not in UPKEEP] or found


SPOKEN = (
    Outcome.SIGNED, Outcome.LEFT, Outcome.FEWER, Outcome.MISSING, Outcome.POSSIBLY_RENAMED, Outcome.RETURNED,
    Outcome.PENDING, Outcome.PENDING_DROPPED, Outcome.MOA_POSTED, Outcome.DOCUMENT_REPLACED, Outcome.DOCUMENT_REMOVED,
    Outcome.AMENDED,
)  # fmt: skip
"""The order in which a sentence counts them."""


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
