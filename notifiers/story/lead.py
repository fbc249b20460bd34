"""How a story begins: with the sentence to quote, below which stands what that doesn't say; a long one, with counts."""

from collections import Counter
from dataclasses import replace
from itertools import groupby

from notifiers.language.language import language_of
from notifiers.story.model import Item, Story


def led_by_quote(story: Story) -> Story:
    """The story below its quote, as one message tells it: without a caution that the quote has.

    Where one agency is all of it, the quote stands for its name and `quoted` facts too; a name that is printed
    otherwise than quoted (a slip of ICE's) stays.
    """
    kinds = [section.kind for section in story.sections]
    sections = tuple(
        replace(section, caution=None)
        if section.kind in story.cautioned and kinds.count(section.kind) == 1
        else section
        for section in story.sections
    )
    items = [item for section in sections for item in section.items]
    if len(items) == 1 and items[0].quoted and story.quote and not sections[0].heading:
        sections = (replace(sections[0], items=(_shortened(items[0], story.quote),)),)
    return replace(story, sections=sections)


def _shortened(item: Item, quote: str) -> Item:
    facts = tuple(fact for fact in item.facts if fact not in item.quoted)
    is_named = item.agency in quote and (facts or item.notes)
    return replace(item, agency="" if is_named else item.agency, facts=facts)


def counted(story: Story) -> list[tuple[str, str]]:
    """Every sort of news with every state and its number of agreements; nothing is left out."""
    found, language = [], language_of(story.language)
    for title, group in groupby(story.sections, key=lambda s: s.title or language.kind_heading(s.kind)):
        states = Counter[str | None]()
        for part in group:
            states.update(one.state for one in part.agreements)
        found.append(language.story.counts_line(title, states.most_common()))
    return found
