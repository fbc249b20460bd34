"""The address of its evidence beside each piece of news, where the site has an address."""

from collections.abc import Iterable
from dataclasses import replace

from notifiers.site import words
from notifiers.site.addresses import event_address
from notifiers.story.model import Item, Link, Section
from notifiers.text.safe import web_url


def linked(sections: Iterable[Section], site: str | None) -> tuple[Section, ...]:
    """The sections, each item with the page of its event behind its other links; as they are without a site."""
    if site is None:
        return tuple(sections)
    return tuple(replace(section, items=tuple(_linked(item, site) for item in section.items)) for section in sections)


def _linked(item: Item, site: str) -> Item:
    address = web_url(event_address(site, item.event_id))
    return replace(item, links=(*item.links, Link(text=words.EVIDENCE_LINK, url=address))) if address else item
