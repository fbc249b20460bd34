"""ICE's page and the workbooks behind its links, fetched only where they are new. The room's way to the network.

What was seen last time comes in as marks, and the new marks go out; nothing is kept here between two fetches.
"""

import codecs
import ssl
from collections.abc import Callable
from dataclasses import field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from urllib.parse import unquote

import httpx

from watchers.errors import Blocked, Missing, PageChanged
from watchers.fetch.download import Answer, Downloader, Limits, trust_of
from watchers.fetch.route import Route
from watchers.fetch.site import Site, file_name
from watchers.fetch.validators import Link, Seen, SourceMarks, StatedTotals
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.table import Tab

RECHECK = timedelta(hours=1)
"""How often a list is asked for under a link that is as it was."""

_MOST_LINKS = 6
_MOST_SHOWN = 10


@frozen
class FetchedFile:
    """One file behind a list's link. `content` is None where it is the same as last time, by the server or by hash.

    `tabs` is what the content shows. `sha256` in hex; `modified` is ICE's Last-Modified, in UTC; `expected` is
    what the link's words claim.
    """

    name: str
    url: str
    content: bytes | None = field(repr=False)
    sha256: str
    modified: datetime | None
    expected: ListKind | None
    tabs: tuple[Tab, ...] = field(default=(), repr=False, compare=False)


@frozen
class Unchanged:
    """The same links, and the same files behind them. `marks` may be newer than those given.

    `totals`, `not_there` and `said_at` as in `Fetched`: ICE may correct its text and nothing else.
    """

    marks: SourceMarks
    totals: StatedTotals | None = None
    not_there: Missing | None = None
    said_at: datetime | None = None


@frozen
class Fetched:
    """Something is new: a file, or which links there are. `files` has one entry for each link, in the page's order.

    A list that the page doesn't link has no entry; that is normal for the pending one. `totals` is what the page
    states, or None where it doesn't, or where the page itself is as it was. `marks` are for the next fetch.
    `not_there`: the pending list is linked, and its file isn't there; it has no entry, and nothing follows from that.
    `said_at` is the time by the clock of ICE's server, where that says it.
    """

    files: tuple[FetchedFile, ...]
    totals: StatedTotals | None
    marks: SourceMarks
    not_there: Missing | None = None
    said_at: datetime | None = None


class Source:
    """ICE's 287(g) page. Makes one request for the page, and one for each list whose link is new; no more.

    A list under a link that is known may have been replaced there: it is asked for every `RECHECK`, and by a new
    `Source`. `received` counts the bytes of all answers.

    `contact` is an address or URL where ICE can reach who runs the bot; `clock` gives monotonic seconds; `transport`
    stands in for the network in tests.
    Raises `Unsafe` where `page_url` is neither https nor on this machine, ValueError for a contact unfit for a header.
    """

    def __init__(
        self,
        page_url: str,
        *,
        contact: str,
        version: str,
        clock: Callable[[], float],
        limits: Limits = Limits(),  # noqa: B008 -- frozen
        transport: httpx.BaseTransport | None = None,
        route: Route = Route(),  # noqa: B008 -- frozen
    ) -> None:
        self._page_url, self._site, self._limits = page_url, Site.of(page_url), limits
        self._agent = user_agent(version, contact)
        self._clock, self._transport, self._route = clock, transport, route
        self.received = 0
        self._rechecked: float | None = None

    def fetch(self, marks: SourceMarks) -> Unchanged | Fetched:
        """What is on the page and behind its links, as far as it isn't what `marks` say. Raises a `WatchError`."""
        known = marks if marks.page and marks.page.url == self._page_url and marks.links else SourceMarks()
        with self._downloader() as downloader:
            try:
                page, links, totals = self._page(downloader, known)
                files, not_there = self._files(downloader, links, known)
            finally:
                self.received += downloader.received
            said_at = downloader.said_at if self._site.scheme == "https" else None  # a rehearsal has its own time
        new = SourceMarks(page=page, links=links, files=tuple(seen for _, seen in files))
        if _leads(links) == _leads(known.links) and all(file.content is None for file, _ in files):
            return Unchanged(marks=new, totals=totals, not_there=not_there, said_at=said_at)
        found = tuple(file for file, _ in files)
        return Fetched(files=found, totals=totals, marks=new, not_there=not_there, said_at=said_at)

    def ask(self, url: str, seen: Seen | None, *, most: int, what: str) -> Answer:
        """One file of ICE's site, and nothing if it is as `seen`; see `Downloader.get`."""
        with self._downloader() as downloader:
            return downloader.get(url, seen=seen, most=most, what=what)

    def _files(
        self, downloader: Downloader, links: tuple[Link, ...], known: SourceMarks
    ) -> tuple[list[tuple[FetchedFile, Seen]], Missing | None]:
        """What is behind the links. A pending list that is linked and not there must not hold up the other one."""
        files: list[tuple[FetchedFile, Seen]] = []
        not_there: Missing | None = None
        begun, recheck = self._clock(), self._is_time_to_recheck() or _leads(links) != _leads(known.links)
        for link in links:
            seen = known.of(link.url)
            if seen is not None and not recheck:
                files.append((_file_of(link, seen), seen))
                continue
            try:
                files.append(self._file(downloader, link, seen))
            except Missing as missing:
                if link.expected is not ListKind.PENDING or len(links) == 1:
                    raise
                not_there = missing
        if recheck:
            self._rechecked = begun
        return files, not_there

    def _is_time_to_recheck(self) -> bool:
        return self._rechecked is None or self._clock() - self._rechecked >= RECHECK.total_seconds()

    def _downloader(self) -> Downloader:
        return Downloader(
            site=self._site,
            agent=self._agent,
            clock=self._clock,
            limits=self._limits,
            trust=None if self._transport else self._trust,
            transport=self._transport,
            proxy=self._route.proxy_to(self._site.host),
        )

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return trust_of(self._site, self._route)

    def _page(self, downloader: Downloader, known: SourceMarks) -> tuple[Seen, tuple[Link, ...], StatedTotals | None]:
        try:
            answer = downloader.get(
                self._page_url, seen=known.page, most=self._limits.page_bytes, what="ICE's 287(g) page"
            )
        except Missing as gone:
            raise PageChanged(
                f"ICE's 287(g) page is not at {self._page_url} any more (status 404 or 410). The lists stay as they "
                "were. Look for it on ICE's site, and put its new address into the config."
            ) from gone
        if answer.status == 304 and known.page is not None:
            return known.page, known.links, None
        from watchers.fetch.page import find_links, stated_totals  # mostly it is as it was, and needn't be read

        html = _text(answer)
        links = find_links(html, answer.url)
        if not 0 < len(links) <= _MOST_LINKS:
            raise _unexpected(html, answer.url, links)
        return _seen(self._page_url, answer), links, stated_totals(html)

    def _file(self, downloader: Downloader, link: Link, seen: Seen | None) -> tuple[FetchedFile, Seen]:
        what = f'The list linked as "{link.text[:80]}"' if link.text else "A list"
        answer = downloader.get(link.url, seen=seen, most=self._limits.workbook_bytes, what=what)
        if answer.status == 304 and seen is not None:
            return _file_of(link, seen), seen
        name = file_name(answer.url, answer.headers.get("Content-Disposition"))
        where = f"{what} ({answer.url})" if name in unquote(answer.url) else f"{what} ({name}, {answer.url})"
        new = _seen(link.url, answer, name)
        if seen is not None and seen.sha256 == new.sha256:
            return _file_of(link, new), new
        from watchers.fetch.block_page import check_no_page
        from watchers.spreadsheet.read import read_workbook  # seldom needed: nearly every answer is that nothing is new

        check_no_page(answer.body, where=where, content_type=answer.headers.get("Content-Type", ""))
        tabs = read_workbook(answer.body, where=where)
        return _file_of(link, new, answer.body, tabs), new


def user_agent(version: str, contact: str) -> str:
    """Who asks: `watch287g/1.2.3 (+desk@example.org)`. Raises ValueError for what a header can't hold."""
    if not (contact.isascii() and contact.isprintable()) or set("()") & set(contact):
        raise ValueError(
            f"The contact {contact!r} must be an address or a URL in plain letters. Mend it in the config."
        )
    return f"watch287g/{version} (+{contact})" if contact else f"watch287g/{version}"


def _leads(links: tuple[Link, ...]) -> list[tuple[str, ListKind | None]]:
    return [(link.url, link.expected) for link in links]


def _seen(url: str, answer: Answer, name: str = "") -> Seen:
    return Seen(
        url=url,
        sha256=sha256(answer.body).hexdigest(),
        name=name,
        etag=answer.headers.get("ETag"),
        last_modified=answer.headers.get("Last-Modified"),
    )


def _file_of(link: Link, seen: Seen, content: bytes | None = None, tabs: tuple[Tab, ...] = ()) -> FetchedFile:
    return FetchedFile(
        name=seen.name,
        url=link.url,
        content=content,
        sha256=seen.sha256,
        modified=seen.modified,
        expected=link.expected,
        tabs=tabs,
    )


def _text(answer: Answer) -> str:
    said = httpx.Response(200, headers=answer.headers).charset_encoding or "utf-8"
    try:
        charset = codecs.lookup(said).name
    except LookupError:
        charset = "utf-8"
    return answer.body.decode(charset if charset in _CHARSETS else "utf-8", "replace")


_CHARSETS = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "cp1252"})
"""Others that Python knows raise whatever the page ("idna"), or take hours for a megabyte ("punycode")."""


def _unexpected(html: str, url: str, links: tuple[Link, ...]) -> PageChanged | Blocked:
    """Why a page without lists, or with too many, is of no use, and what is on it instead."""
    from watchers.fetch.page import all_links, nearest_links, says_refused

    if not links and says_refused(html):
        return Blocked(
            f"ICE's 287(g) page ({url}) came as a block page, with status 200. The lists stay as they were, "
            "and the next poll tries again. If it lasts, open the page in a browser from the same network."
        )
    shown = links or all_links(html, url)
    found = "".join(f"\n  {link.text[:80] or '(no words)'}: {link.url}" for link in nearest_links(shown, _MOST_SHOWN))
    expected = "no link to a list of agencies" if not links else f"{len(links)} links that may be lists"
    return PageChanged(
        f"ICE's 287(g) page ({url}) has {expected}, where one or two were expected: ICE may have rebuilt it. The lists "
        "stay as they were. Look at the page in a browser, and tell the bot's makers what changed. "
        + (f"Of its {len(shown)} links, the nearest:{found}" if shown else "It has no links at all.")
    )
