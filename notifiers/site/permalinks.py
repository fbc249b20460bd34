"""The address of its evidence beside each piece of news, where the site has an address."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from notifiers.language.language import Language
from notifiers.site.addresses import event_address
from notifiers.story.model import Item, Link, Section
from notifiers.text.safe import web_url

AnItem = TypeVar("AnItem", bound=Item)


def linked(sections: Iterable[Section], site: str | None, language: Language) -> tuple[Section, ...]:
    """The sections, with the evidence of each item."""
    return tuple(replace(section, items=with_evidence(section.items, site, language)) for section in sections)


def with_evidence(items: Iterable[AnItem], site: str | None, language: Language) -> tuple[AnItem, ...]:
    """Items, each with the page of its event behind its other links; as they are without a site."""
    return tuple(_linked(item, web_url(event_address(site, item.event_id)), language) for item in items)


def _linked(item: AnItem, address: str | None, language: Language) -> AnItem:
    return replace(item, links=(*item.links, Link(text=language.story.EVIDENCE, url=address))) if address else item
