"""Feeds: RSS 2.0, Atom and JSON Feed from the same entries, byte for byte the same until an entry changes."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

import orjson

from notifiers.text.tongue import Tongue
from watchers.frozen import frozen

MOST = 100
"""Entries in a feed: its newest."""

_NAMESPACE = uuid.UUID("5f0d6a3e-2f0a-5b0e-9d0c-287000000000")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@frozen
class Entry:
    """One entry: `event_id` makes its id for good, `html` is its content, `updated` the time of its last correction."""

    event_id: str
    title: str
    url: str
    html: str
    text: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """An id that outlives the site's address."""
        return urn(f"event {self.event_id}")


@frozen
class Feed:
    """A feed: `name` makes its id, `page` is the page that it is of, `base` its own address without the ending.

    `entries` are newest first; `begun` is the time that stands for a feed without entries.
    """

    name: str
    title: str
    subtitle: str
    page: str
    base: str
    tongue: Tongue
    entries: Sequence[Entry]
    begun: datetime

    @property
    def updated(self) -> datetime:
        """When it last changed."""
        return max((entry.updated for entry in self.entries), default=self.begun)


@lru_cache(maxsize=32_768)  # an entry has it in three forms, and again at the next renewal
def urn(name: str) -> str:
    """An id for a name, the same for good."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="' + f'{feed.tongue}">',
        f"<id>{urn(f'feed {feed.name}')}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<subtitle>{_text(feed.subtitle)}</subtitle>",
        f"<updated>{_stamp(feed.updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(f"{feed.base}.atom")}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.page)}/>',
        "<author><name>watch287g</name></author>",
    ]
    return _written([*lines, *map(_atom_entry, feed.entries), "</feed>"])


@lru_cache(maxsize=8192)  # the newest stand in a state's feed and the nation's, and nearly all again the next time
def _atom_entry(entry: Entry) -> str:
    lines = [
        "<entry>",
        f"<id>{entry.id}</id>",
        f"<title>{_text(entry.title)}</title>",
        f"<published>{_stamp(entry.published)}</published>",
        f"<updated>{_stamp(entry.updated)}</updated>",
        f'<link rel="alternate" type="text/html" href={_attribute(entry.url)}/>',
        *(f"<category term={_attribute(tag)}/>" for tag in entry.tags),
        f'<content type="html">{_text(entry.html)}</content>',
        "</entry>",
    ]
    return "\n".join(lines)


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
        f"<title>{_text(feed.title)}</title>",
        f"<link>{_text(feed.page)}</link>",
        f"<description>{_text(feed.subtitle)}</description>",
        f"<language>{feed.tongue}-us</language>",
        f"<lastBuildDate>{_day(feed.updated)}</lastBuildDate>",
        f'<atom:link rel="self" type="application/rss+xml" href={_attribute(f"{feed.base}.rss")}/>',
    ]
    return _written([*lines, *map(_rss_item, feed.entries), "</channel></rss>"])


@lru_cache(maxsize=8192)
def _rss_item(entry: Entry) -> str:
    lines = [
        "<item>",
        f'<guid isPermaLink="false">{entry.id}</guid>',
        f"<title>{_text(entry.title.replace('<', '‹'))}</title>",  # readers may take it for HTML
        f"<link>{_text(entry.url)}</link>",
        f"<pubDate>{_day(entry.published)}</pubDate>",
        *(f"<category>{_text(tag)}</category>" for tag in entry.tags),
        f"<description>{_text(entry.html)}</description>",
        "</item>",
    ]
    return "\n".join(lines)


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.subtitle,
            "home_page_url": feed.page,
            "feed_url": f"{feed.base}.json",
            "language": f"{feed.tongue}-US",
            "authors": [{"name": "watch287g"}],
            "items": [
                {
                    "id": entry.id,
                    "url": entry.url,
                    "title": entry.title,
                    "content_html": entry.html,
                    "summary": entry.text,
                    "date_published": _stamp(entry.published),
                    "date_modified": _stamp(entry.updated),
                    "tags": list(entry.tags),
                }
                for entry in feed.entries
            ],
        }
    )


FORMS = {"rss": rss, "atom": atom, "json": json_feed}
"""Each form by its ending."""

TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
"""Each form's media type, for autodiscovery."""


def _text(text: str) -> str:
    """Text for XML: what no XML may hold, as ICE's cells might, is left out."""
    return escape(text if text.isprintable() else _NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


@lru_cache(maxsize=1024)
def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1024)
def _day(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))


def _written(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()
