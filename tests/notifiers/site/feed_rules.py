"""What the W3C's feed validator and JSON Feed ask of a feed, as far as it can be asked of a file. No package has it.

Of each form: well-formed; the elements that must be there, once each and not blank; dates by RFC 822 (RSS) or RFC 3339
with a zone, of a real day, not ahead of the feed's own; ids there, unique, absolute IRIs; links absolute; a link to
itself of the right type; a language; no markup in RSS's titles, and in HTML no relative address, script or handler.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

_ATOM = "{http://www.w3.org/2005/Atom}"
_RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


def faults(form: str, content: bytes, address: str) -> list[str]:
    """A line for each thing that is wrong with a feed which is to be found at that address."""
    return list({"rss": _rss, "atom": _atom, "json": _json}[form](content, address))


def _rss(content: bytes, address: str) -> Iterator[str]:
    root = ET.fromstring(content)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "no RSS 2.0"
        return
    yield from _once(channel, "title", "link", "description", "language", "lastBuildDate")
    yield from _itself(channel, address, "application/rss+xml")
    yield from _link(channel.findtext("link"))
    built = _rfc822(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    yield from _unique([item.findtext("guid") for item in items])
    for item in items:
        yield from _once(item, "title", "link", "description", "guid", "pubDate")
        yield from _link(item.findtext("link"))
        yield from _entry(item.findtext("description"))
        if re.search(r"</?\w", item.findtext("title") or ""):
            yield f"a title with markup, which some readers would heed: {item.findtext('title')}"
        published = _rfc822(item.findtext("pubDate"))
        if published is None or built is None or published > built:
            yield f"a date that is none, or ahead: {item.findtext('pubDate')}"
        guid = item.find("guid")
        if guid is None or guid.get("isPermaLink") != "false":
            yield "a guid that claims to be an address"


def _atom(content: bytes, address: str) -> Iterator[str]:
    feed = ET.fromstring(content)
    if feed.tag != f"{_ATOM}feed" or not feed.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield "no Atom, or no language"
    yield from _once(feed, *(f"{_ATOM}{name}" for name in ("id", "title", "updated", "author")))
    yield from _itself(feed, address, "application/atom+xml")
    changed = _rfc3339(feed.findtext(f"{_ATOM}updated"))
    entries = feed.findall(f"{_ATOM}entry")
    yield from _unique([feed.findtext(f"{_ATOM}id"), *(entry.findtext(f"{_ATOM}id") for entry in entries)])
    for entry in entries:
        yield from _once(entry, *(f"{_ATOM}{name}" for name in ("id", "title", "updated", "published", "content")))
        links = [link.get("href") for link in entry.findall(f"{_ATOM}link") if link.get("rel") == "alternate"]
        yield from _link(*links)
        said = entry.find(f"{_ATOM}content")
        if len(links) != 1 or said is None or said.get("type") != "html":
            yield "not one page, or no HTML"
        yield from _entry(entry.findtext(f"{_ATOM}content"))
        dates = [_rfc3339(entry.findtext(f"{_ATOM}{name}")) for name in ("published", "updated")]
        if None in (*dates, changed) or sorted((*dates, changed), key=str) != [*dates, changed]:
            yield f"dates that are none, or out of order: {dates}, {changed}"


def _json(content: bytes, address: str) -> Iterator[str]:
    feed: dict[str, Any] = json.loads(content)
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title") or not feed.get("language"):
        yield "no JSON Feed 1.1, or no title or language"
    if feed.get("feed_url") != address:
        yield f"not to be found at {feed.get('feed_url')}"
    yield from _link(feed.get("home_page_url"))
    yield from _unique([item.get("id") for item in feed["items"]])
    for item in feed["items"]:
        yield from _link(item.get("url"))
        yield from _entry(item.get("content_html") if item.get("title") else None)
        if None in {_rfc3339(item.get(name)) for name in ("date_published", "date_modified")}:
            yield f"a date that is none: {item}"


def _once(where: ET.Element, *names: str) -> Iterator[str]:
    for name in names:
        found = where.findall(name)
        if len(found) != 1 or not "".join(found[0].itertext()).strip():
            yield f"{name}: {len(found)} of it, or blank"


def _itself(where: ET.Element, address: str, type_: str) -> Iterator[str]:
    found = [link for link in where.findall(f"{_ATOM}link") if link.get("rel") == "self"]
    if [(link.get("href"), link.get("type")) for link in found] != [(address, type_)]:
        yield f"no link to itself at {address}"


def _link(*addresses: str | None) -> Iterator[str]:
    for address in addresses:
        parts = urlsplit(address or "")
        if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s<>\"]", address or ""):
            yield f"no whole address: {address}"


def _unique(ids: list[str | None]) -> Iterator[str]:
    if len(set(ids)) < len(ids) or not all(_URN.fullmatch(id_ or "") for id_ in ids):
        yield f"ids that are none, or not unique: {ids}"


def _entry(html: str | None) -> Iterator[str]:
    if not html:
        yield "no title or content"
    page = _Html()
    page.feed(html or "")
    yield from page.faults


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("p", "a", "strong") or any(name != "href" for name, _ in attrs):
            self.faults.append(f"markup that a reader may not let through: {tag} {attrs}")
        self.faults += _link(*(value for name, value in attrs if name == "href"))


def _rfc822(text: str | None) -> datetime | None:
    found = parsedate_to_datetime(text) if text and _RFC822.fullmatch(text) else None
    return found if found is None or f"{found:%a}" == (text or "")[:3] else None


def _rfc3339(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text and _RFC3339.fullmatch(text) else None
