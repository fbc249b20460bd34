"""What the alerts say of an event, for its page and its feeds: the same words, from the same story."""

from collections.abc import Sequence

from notifiers.language.language import Language
from notifiers.site.record import Record
from notifiers.story.compose import compose
from notifiers.story.items import kind_heading
from notifiers.story.model import Item, Story
from notifiers.subscriptions.model import Subscription
from watchers.frozen import frozen
from watchers.model.event import Event, EventKind


@frozen
class Claim:
    """What is claimed of one event: the headline and summary of an alert of it alone, its item, and the caution.

    `glossary` says what the models named in the item allow; `quote` can be printed as it is.
    """

    headline: str
    summary: str
    heading: str
    item: Item
    caution: str | None
    glossary: tuple[str, ...]
    quote: str


def claim(event: Event, record: Record, language: Language) -> Claim:
    """The claim of one event, as a desk that was told of all before it would read it in an alert of it alone."""
    story, told = _story([event], record, language)
    (section,) = story.sections
    return Claim(
        headline=story.headline,
        summary=story.summary,
        heading=kind_heading([event], told, language),
        item=section.items[0],
        caution=section.caution,
        glossary=story.glossary,
        quote=story.quote or f"{story.headline}.",
    )


@frozen
class Told:
    """What lists and feeds say of an event: the headline, the summary, the item as a sentence, its notes, and more."""

    headline: str
    summary: str
    said: str
    notes: tuple[str, ...]
    more: tuple[str, ...]


def told(found: Claim) -> Told:
    """A claim in short."""
    return Told(
        headline=found.headline,
        summary=found.summary,
        said=f"{found.item.agency}: {'; '.join(found.item.facts)}.",
        notes=found.item.notes,
        more=(*([found.caution] if found.caution else []), *found.glossary),
    )


def told_by(event: Event, record: Record) -> str:
    """What the claim of an event depends on, beside the program: the event, and those before it that it names."""
    earlier = (id_ for id_ in event.follows if id_ in record.by_id)
    return "|".join((event.id, event.observed_at.isoformat(), *earlier))


def in_one_line(events: Sequence[Event], record: Record, language: Language) -> str:
    """The headline of an alert of these events."""
    return _story(events, record, language)[0].headline


def _story(events: Sequence[Event], record: Record, language: Language) -> tuple[Story, dict[str, Event]]:
    told = {id_: earlier for e in events for id_ in e.follows if (earlier := record.by_id.get(id_)) is not None}
    reader = Subscription(
        name="readers",
        states=None,
        kinds=frozenset(EventKind),
        destinations=(),
        zone=record.about.zone,
        language=language.tongue,
    )
    return compose(reader, events, totals={}, page_url=record.about.page_url, told=told), told
