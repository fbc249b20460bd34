"""One document of ICE's site, asked for politely; whatever comes instead of it becomes a sentence."""

import re
from collections.abc import Callable
from dataclasses import field
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

from watchers.documents.addresses import Gave
from watchers.errors import Blocked, Missing, Unreachable, Unsafe, WatchError
from watchers.fetch.block_page import is_page
from watchers.fetch.download import Answer
from watchers.fetch.validators import Seen
from watchers.frozen import frozen
from watchers.model.document import DocumentAddress, Doubt

MOST_BYTES = 30 << 20

Ask = Callable[[str, Seen | None], Answer]
"""Asks for an address of ICE's site. Raises a `WatchError`."""


@frozen
class Fetched:
    """What an address gave, with the document's bytes where it gave one; `refused` where ICE's server sends us away.

    `retry_after` is the server's word for how many seconds to stay away.
    """

    gave: Gave
    content: bytes = field(default=b"", repr=False)
    refused: bool = False
    retry_after: float | None = None


def fetch(address: DocumentAddress, ask: Ask, *, site: str) -> Fetched:
    """Ask for one document, and nothing if it is as it was. Raises nothing that the network or the server does.

    `site` is the address of ICE's page: in a rehearsal on this machine, ICE's documents are asked for there.
    """
    seen = Seen(url=address.url, sha256=address.sha256, etag=address.etag, last_modified=address.last_modified)
    try:
        answer = ask(rehearsed(address.url, site), seen if address.copies else None)
    except WatchError as error:
        return _failed(error)
    if answer.status == 304:
        return Fetched(gave=Gave())
    wrong = _wrong(answer)
    if wrong:
        return Fetched(gave=Gave(doubt=Doubt.NOT_A_DOCUMENT, why=wrong))
    gave = Gave(
        sha256=sha256(answer.body).hexdigest(),
        etag=answer.headers.get("ETag"),
        last_modified=answer.headers.get("Last-Modified"),
    )
    return Fetched(gave=gave, content=answer.body)


def rehearsed(url: str, site: str) -> str:
    """The address, at the site of a rehearsal where ICE's page is one."""
    page, parts = urlsplit(site), urlsplit(url)
    is_here = page.hostname in {"localhost", "127.0.0.1", "::1"}
    return urlunsplit((page.scheme, page.netloc, parts.path, parts.query, "")) if is_here else url


def _failed(error: WatchError) -> Fetched:
    why = _happened(str(error))
    match error:
        case Missing():
            return Fetched(gave=Gave(doubt=Doubt.GONE, why=why))
        case Unsafe():
            return Fetched(gave=Gave(doubt=Doubt.REFUSED, why=why))
        case Blocked() | Unreachable():
            gave = Gave(doubt=Doubt.UNREACHED, why=why)
            return Fetched(gave=gave, refused=isinstance(error, Blocked), retry_after=error.retry_after)
    raise error


def _happened(said: str) -> str:
    """What happened, without what it means for the lists, which an error of the downloader ends with."""
    return _OF_LISTS.split(said, maxsplit=1)[0].rstrip(".") + "."


_OF_LISTS = re.compile(r"[:;.] (?=The lists stay|Nothing was fetched|ICE's page sometimes|the rest was not)")


def _wrong(answer: Answer) -> str:
    """What came in place of a document, in a sentence; "" for one. A PDF may begin behind a kilobyte of others."""
    if b"%PDF-" in answer.body[:1024]:
        return ""
    if not answer.body:
        return "The address gives an empty file in place of a document."
    if is_page(answer.body, content_type=answer.headers.get("Content-Type", "")):
        return "The address gives a web page in place of a document."
    return f"The address gives no PDF, but a file that begins {answer.body[:8]!r}."
