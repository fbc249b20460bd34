"""One polite request at a time to ICE's site: conditional, bounded in bytes and seconds, within the site. I/O."""

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urljoin

import httpx

from watchers.errors import Blocked, Missing, Unreachable, Unsafe, WatchError, plain_words
from watchers.fetch.route import Route
from watchers.fetch.site import Site
from watchers.fetch.validators import Seen
from watchers.frozen import frozen

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_DAY = 86_400.0


@frozen
class Limits:
    """How long and how much: `connect`, `read` (between two pieces) and `whole` (one download) in seconds; bytes."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0
    page_bytes: int = 5 << 20
    workbook_bytes: int = 20 << 20
    redirects: int = 5


@frozen
class Answer:
    """An answer with status 200, or 304 where it is as `Seen` says; `url` is where the redirects ended."""

    url: str
    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(default=b"", repr=False)


def trust_of(site: Site, route: Route = Route()) -> ssl.SSLContext:  # noqa: B008 -- frozen
    """Whose word is taken for the site's certificate. To read all authorities takes longer than to ask for a page.

    A site on this machine itself needs none. It gets a context that trusts nobody, so nothing can go wrong with it.
    """
    if site.scheme == "https":
        return route.trusted(httpx.create_ssl_context(trust_env=False))
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Downloader:
    """Asks one site, over one connection where the server keeps it: a context manager, for one look.

    `received` counts the bytes of the answers, heads included.
    """

    def __init__(
        self,
        *,
        site: Site,
        agent: str,
        clock: Callable[[], float],
        limits: Limits,
        trust: ssl.SSLContext | None = None,
        transport: httpx.BaseTransport | None = None,
        proxy: str | None = None,
    ) -> None:
        """`trust` as of `trust_of`, to be kept between two looks; a `transport` has no use for it."""
        self._site, self._clock, self._limits = site, clock, limits
        self.said_at: datetime | None = None  # the server's clock, by its last answer
        self.received = 0
        self._leash = _Leash()
        self._client = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "identity", "Accept": "*/*"},
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            limits=httpx.Limits(max_keepalive_connections=1),
            follow_redirects=False,
            trust_env=False,
            verify=trust or True,
            transport=transport,
            proxy=proxy,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, *, seen: Seen | None, most: int, what: str) -> Answer:
        """GET `url`, and nothing if it is as `seen`; `most` bytes of body; `what` names it in the error's sentence.

        Raises `Unreachable`, `Blocked` or `Unsafe`.
        """
        until = self._clock() + self._limits.whole
        with self._leash.for_seconds(self._limits.whole):
            try:
                return self._follow(url, _conditions(seen), until=until, most=most, what=what)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise _no_answer(error, f"{what} ({url})", self._limits, too_slow=self._leash.is_cut) from error

    def _follow(self, url: str, conditions: dict[str, str], *, until: float, most: int, what: str) -> Answer:
        came_by = f"{what} is linked at"
        for _ in range(self._limits.redirects + 1):
            self._site.check(url, came_by=came_by)
            with closing(self._sent(url, conditions)) as response, self._counted(response):
                where = f"{what} ({url})"
                self.said_at = _time_of(response.headers)
                if response.status_code not in _REDIRECTS:
                    _check_status(response, where, was_conditional=bool(conditions))
                    body = b"" if response.status_code == 304 else self._body(response, where, until, most)
                    return Answer(url=url, status=response.status_code, headers=response.headers, body=body)
                came_by = f"{what} redirects to"
                url = _redirected(url, response.headers.get("Location", ""))
                self._check_time(until, where)
        raise Unreachable(f"{what} redirects more than {self._limits.redirects} times, last to {url}. {_WAIT}")

    def _sent(self, url: str, conditions: dict[str, str]) -> httpx.Response:
        """The answer's head. A kept connection that the server ended meanwhile is no answer: asked once more, anew."""
        request = self._client.build_request("GET", url, headers=conditions, extensions={"trace": self._leash.trace})
        self._leash.is_fresh = False
        try:
            return self._client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            if self._leash.is_fresh or self._leash.is_cut:
                raise
            return self._client.send(request, stream=True)

    @contextmanager
    def _counted(self, response: httpx.Response) -> Iterator[None]:
        try:
            yield
        finally:
            head = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
            self.received += head + response.num_bytes_downloaded

    def _body(self, response: httpx.Response, where: str, until: float, most: int) -> bytes:
        stated = response.headers.get("Content-Length", "")
        if stated.isdecimal() and int(stated) > most:
            raise _too_large(where, f"{int(stated):,} bytes", most)
        body = bytearray()
        for piece in _pieces(response, where):
            body += piece
            if len(body) > most:
                raise _too_large(where, f"more than {most:,} bytes", most)
            self._check_time(until, where)
        return bytes(body)

    def _check_time(self, until: float, where: str) -> None:
        if self._clock() > until:
            raise Unreachable(f"{where} was not through after {self._limits.whole:g} seconds. {_WAIT}")


def _pieces(response: httpx.Response, where: str) -> Iterator[bytes]:
    """The body in small pieces. httpx would unpack each one whole, through as many layers as are named: gigabytes."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "identity":
        yield from response.iter_bytes()
        return
    if packing != "gzip":  # we ask for neither; some proxies pack all the same
        raise Unsafe(f"{where} came packed as {packing[:40]!r}, which the bot doesn't unpack. {_WAIT}")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for packed in response.iter_raw():
            yield unpacker.decompress(packed, _PIECE)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error
    if not unpacker.eof:
        raise httpx.DecodingError("its gzip has no end")


_PIECE = 1 << 16
_WAIT = "The lists stay as they were; the next poll tries again."


class _Leash:
    """Hangs up the connection in use once a request's time is over; httpx bounds each wait, but not their sum."""

    def __init__(self) -> None:
        self.is_cut = False
        self.is_fresh = False  # the connection in use was made for what is asked for now
        self._held: socket.socket | None = None

    def trace(self, event: str, details: dict[str, Any]) -> None:
        """Told by httpx of every connection made: see "Request extensions", `trace`."""
        if event.endswith(("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")):
            self._held, self.is_fresh = details["return_value"].get_extra_info("socket"), True
            if self.is_cut:
                self.cut()

    @contextmanager
    def for_seconds(self, seconds: float) -> Iterator[None]:
        """Cut what is asked for within, unless it is there after so many seconds."""
        self.is_cut = False
        timer = threading.Timer(seconds, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def cut(self) -> None:
        """End the connection; the thread that waits on it sees it closed."""
        self.is_cut = True
        if self._held is not None:
            with suppress(OSError):
                # Not the TLS socket's own shutdown(), which drops its state while another thread reads from it.
                socket.socket.shutdown(self._held, socket.SHUT_RDWR)


def _conditions(seen: Seen | None) -> dict[str, str]:
    """Both marks: ICE's origin honours only If-Modified-Since, and its cache may honour the ETag.

    What no header takes is left out: kept from a server's answer, it would make each request after it fail.
    """
    marks = {"If-None-Match": seen and seen.etag, "If-Modified-Since": seen and seen.last_modified}
    return {name: mark for name, mark in marks.items() if mark and mark.isascii() and mark.isprintable()}


def _redirected(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _check_status(response: httpx.Response, where: str, *, was_conditional: bool) -> None:
    match response.status_code:
        case 200:
            return
        case 304 if was_conditional:
            return
        case 404 | 410:
            raise Missing(f"{where} is not there (status {response.status_code}): {_AHEAD} {_WAIT}")
        case 429:
            raise Blocked(f"{where} was asked for too often (status 429){_REFUSED}", retry_after=_retry_after(response))
        case code if 400 <= code < 500:
            raise Blocked(f"{where} is refused to us (status {code}){_REFUSED}", retry_after=_retry_after(response))
        case code:
            raise Unreachable(
                f"{where} can't be had: ICE's server answered with status {code}. {_WAIT}",
                retry_after=_retry_after(response),
            )


_AHEAD = "ICE's page sometimes links a file before it is posted."
_REFUSED = (
    ". The lists stay as they were, and the next poll tries again. If it lasts a day, open the page in a browser from "
    "the same network, poll less often, and see that the config's contact is one that ICE can write to."
)


def _time_of(headers: httpx.Headers) -> datetime | None:
    """The server's time, by Date and, where a cache answered, Age; None where it says none, or nonsense."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
        return said.astimezone(UTC) + timedelta(seconds=int(headers.get("Age", "0")))
    except (ValueError, TypeError, OverflowError):
        return None


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds: as they stand in Retry-After, or from its date less the server's own; a day at most."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(float(said[:9]), _DAY)
    try:
        until, now = parsedate_to_datetime(said), parsedate_to_datetime(response.headers.get("Date", ""))
        return min(max((until - now).total_seconds(), 0.0), _DAY)
    except (ValueError, TypeError, OverflowError):
        return None


def _too_large(where: str, found: str, most: int) -> Unsafe:
    return Unsafe(
        f"{where} is {found} long, where at most {most:,} are taken in; the rest was not read. "
        "The lists stay as they were. Look at it on ICE's page before you trust it."
    )


def _no_answer(error: httpx.HTTPError | httpx.InvalidURL, where: str, limits: Limits, *, too_slow: bool) -> WatchError:
    match error:
        case _ if too_slow:
            why = f"was not through after {limits.whole:g} seconds"
        case httpx.ConnectTimeout():
            why = f"could not be reached within {limits.connect:g} seconds"
        case httpx.TimeoutException():
            why = f"did not answer within {limits.read:g} seconds"
        case httpx.ConnectError() if "CERTIFICATE" in str(error).upper():
            why = f"is not to be trusted: its certificate doesn't hold ({error})"
        case httpx.ConnectError() | httpx.ProxyError():
            why = f"could not be reached ({_said(error)}; is this machine online?)"
        case _:
            why = f"broke off ({_said(error)})"
    return Unreachable(f"{where} {why}. {_WAIT}")


def _said(error: Exception) -> str:
    return plain_words(error) or str(error).rstrip(".") or "nothing more is known"
