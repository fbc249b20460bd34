"""A story of one agency alone begins with the sentence to quote, and then says only what that doesn't."""

from dataclasses import replace

from notifiers.story.model import Item, Section, Story
from notifiers.story.words import PENDING_UNSAID, WHY_UNSAID
from watchers.model.event import EventKind

_CAUTIONS = {EventKind.WITHDRAWN: WHY_UNSAID, EventKind.PENDING_DROPPED: PENDING_UNSAID}
"""Those that the sentence to quote carries as well."""


def led_by_quote(story: Story) -> Story:
    """The story as a message tells it: where one agency is all of it, its quote stands for its name and `quoted` facts.

    A name that is printed otherwise than quoted (a slip of ICE's) stays. Any other story comes back as it is.
    """
    items = [item for section in story.sections for item in section.items]
    if len(items) != 1 or not items[0].quoted or not story.quote or story.sections[0].heading:
        return story
    return replace(story, sections=(_shortened(story.sections[0], items[0], story.quote),), leads_with_quote=True)


def _shortened(section: Section, item: Item, quote: str) -> Section:
    facts = tuple(fact for fact in item.facts if fact not in item.quoted)
    is_named = item.agency in quote and (facts or item.notes)
    is_cautioned = section.caution == _CAUTIONS.get(section.kind)
    return replace(
        section,
        items=(replace(item, agency="" if is_named else item.agency, facts=facts),),
        caution=None if is_cautioned else section.caution,
    )
