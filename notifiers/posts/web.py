"""One request to a web service: what it answered, or the one error that says what next. Nothing is sent twice here."""

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite, nan
from typing import Any

import httpx

from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from watchers.errors import plain_words
from watchers.frozen import frozen

TIMEOUT = 20
"""Seconds that a service has for an answer."""

_MOST = 1 << 20  # bytes of an answer
_LONGEST_WAIT = 86_400.0
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@frozen
class Answer:
    """What a service said. `wait` is its own word for how many seconds to leave it alone."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_fine(self) -> bool:
        """Whether it took what it was sent."""
        return 200 <= self.status < 300

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object in it; an empty one where there is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def at(self, *keys: str) -> Any:
        """What stands under these keys of its document, one within the other; None where it is of another form."""
        found: Any = self.document
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def text(self, *keys: str) -> str:
        """The text that stands there; "" for anything else."""
        found = self.at(*keys)
        return found if isinstance(found, str) else ""

    @property
    def wait(self) -> float | None:
        """By Retry-After, in seconds or as a date, or by a rate limit that begins anew; a day at most."""
        said = self.headers.get("retry-after", "").strip()
        if not said and self.headers.get("x-ratelimit-remaining", "").strip() == "0":
            said = self.headers.get("x-ratelimit-reset-after") or self.headers.get("x-ratelimit-reset") or ""
        try:
            seconds = float(said)
        except ValueError:
            seconds = self._until(said)
        return min(max(seconds, 0.0), _LONGEST_WAIT) if isfinite(seconds) else None

    def _until(self, moment: str) -> float:
        """The seconds until a moment as HTTP or as ISO writes it, by the service's own clock; not a number for none."""
        try:
            now = parsedate_to_datetime(self.headers.get("date", ""))
            until = parsedate_to_datetime(moment) if " " in moment else datetime.fromisoformat(moment)
            return (until - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return nan


class Web:
    """The way to one service. `where` is how a sentence calls it, without secrets. Each request has its own connection.

    A connection that a server had kept and closed would look like an answer that was lost.
    """

    def __init__(self, where: str, here: Surroundings) -> None:
        self.where = where
        self._here = here
        self._timeout = here.timeout or TIMEOUT
        self._trust: ssl.SSLContext | None = None

    def ask(
        self,
        method: str,
        url: str,
        *,
        document: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        name: str | None = None,
    ) -> Answer:
        """Send a JSON document, or bytes as they are. No redirect is followed.

        `name` is the host whose certificate is asked for, where the address has a number in its place. Raises
        `DeliveryError`: LATER where the connection was never made, UNKNOWN where it broke off.
        """
        data = json.dumps(document, ensure_ascii=False).encode() if document is not None else content
        kind = {"Content-Type": "application/json"} if data is not None else {}
        heads = {"User-Agent": "watch287g", "Accept-Encoding": "identity", **kind, **(headers or {})}
        until = self._here.clock() + 2 * self._timeout
        try:
            with (
                httpx.Client(
                    timeout=self._timeout,
                    trust_env=False,
                    follow_redirects=False,
                    verify=self._trusted(url),
                    proxy=self._here.route.proxy_for(url),
                ) as client,
                client.stream(
                    method, url, content=data, headers=heads, extensions={"sni_hostname": name} if name else {}
                ) as response,
            ):
                body = b""
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > _MOST or self._here.clock() > until:
                        raise httpx.ReadTimeout("it had no end")
                return Answer(status=response.status_code, headers=response.headers, body=body)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._broken_off(error) from None

    def _trusted(self, url: str) -> ssl.SSLContext:
        """Whose certificates are trusted; to read all authorities takes longer than to post, and http needs none."""
        if not url.startswith("https:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._trust is None:
            self._trust = self._here.route.trusted(httpx.create_ssl_context(trust_env=False))
        return self._trust

    def _broken_off(self, error: Exception) -> DeliveryError:
        is_late = isinstance(error, httpx.TimeoutException)
        why = "no answer in time" if is_late else plain_words(error) or "it broke off"
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            return DeliveryError(f"{self.where}: its address can't be used. Mend the secret.", retry=Retry.PAUSE)
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            said = "its certificate can't be verified; is there a proxy that opens TLS? Trying again later."
            return DeliveryError(f"{self.where}: {said}", retry=Retry.LATER)
        if isinstance(error, _NOT_SENT):
            return DeliveryError(f"{self.where}: can't be reached ({why}); trying again later.", retry=Retry.LATER)
        said = why if is_late else f"no answer ({why})"
        return DeliveryError(f"{self.where}: {said}; it may have arrived.", retry=Retry.UNKNOWN)

    def refused(
        self, answer: Answer, *, mend: str, pausing: frozenset[int] = frozenset({401, 403, 404, 410})
    ) -> DeliveryError:
        """An answer that is none of success, as an error. `mend` says what to do where the place takes nothing more."""
        status, retry = answer.status, Retry.LATER
        if status in pausing or 300 <= status < 400:
            said, retry = f"it takes no messages any more. {mend}", Retry.PAUSE
        elif status == 429:
            said = "busy; trying again later."
        elif status in {400, 413, 422}:
            said, retry = "the message was refused. Please report this as a bug.", Retry.NEVER
        elif status >= 500 or status == 408:
            said, retry = "failed, and may have taken the message all the same.", Retry.UNKNOWN
        else:
            said = "refused; trying again later."
        return DeliveryError(f"{self.where}: {said} (status {status})", retry=retry, wait=answer.wait)

    def unconfirmed(self) -> DeliveryError:
        """It answered that all is well, in words that aren't its own: a proxy's page, or a service that has changed."""
        said = "answered, but not as it does when it has taken a message; it may have."
        return DeliveryError(f"{self.where}: {said}", retry=Retry.UNKNOWN)


_CURE = "Make a new webhook, and put its address where the old one is."


def asked(words: str, url: str, here: Surroundings) -> Iterator[Finding]:
    """Ask a webhook for itself, where its service tells (Discord)."""
    well, dead = "the webhook is there", "there is no such webhook any more"
    yield _found(
        words, lambda: Web(words, here).ask("GET", url), lambda said: said.is_fine and said.at("channel_id"), well, dead
    )


def refuses_nothing(words: str, url: str, here: Surroundings) -> Iterator[Finding]:
    """Send a webhook a message without a word, which a living one refuses, and never posts (Google Chat)."""
    well = "alive: it refused an empty message, as a living one does; nothing was posted"
    dead = "nothing takes messages there"
    yield _found(
        words, lambda: Web(words, here).ask("POST", url, document={}), lambda said: said.status == 400, well, dead
    )


def _found(words: str, ask: Callable[[], Answer], is_well: Callable[[Answer], Any], well: str, dead: str) -> Finding:
    try:
        answer = ask()
    except DeliveryError as error:
        return failed(words, str(error).partition(": ")[2])
    if is_well(answer):
        return ok(words, well)
    if answer.status in {401, 403, 404, 410}:
        return fail(words, f"{dead} (status {answer.status})", _CURE)
    return warn(words, f"it can't be told (status {answer.status})", "Run `watch287g doctor` again in a while.")
