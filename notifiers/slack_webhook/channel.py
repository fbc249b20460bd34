"""Slack by incoming webhook: one channel, no threads, no files; whether it lives can be asked, what arrived can't."""

from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any

from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, ok
from notifiers.language.language import LANGUAGE
from notifiers.posts.pace import Pace
from notifiers.slack.blocks import plain_words
from notifiers.slack.common import LONGEST_TEXT, SECONDS_BETWEEN, failed_there, marked_as_repeat, sent, webhook_client
from notifiers.slack.errors import PAYLOAD_ERRORS, refused, unanswered
from notifiers.slack.settings import TIMEOUT
from watchers.fetch.route import Route


class WebhookChannel(Channel):
    """One incoming webhook. Its address is a secret: asked for at each use, and in no error and no log.

    A message of which no answer came is posted again and says that it may be a repeat.
    """

    def __init__(
        self,
        *,
        url: Callable[[], str],
        name: str,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        timeout: int = 20,
        route: Route = Route(),  # noqa: B008 -- frozen
    ) -> None:
        self._url = url
        self._where = f"webhook “{name}”"
        self._pace = Pace(SECONDS_BETWEEN, f"Slack, {self._where}", clock=clock, sleep=sleep)
        self._timeout = timeout
        self._route = route

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Post the message. The receipt is empty: a webhook's only answer is "ok"."""
        payload = marked_as_repeat(message.payload) if unsure else message.payload
        code = self._sent({key: value for key, value in payload.items() if key != LANGUAGE})
        if code in PAYLOAD_ERRORS:
            plain = plain_words(payload.get("blocks"))[:LONGEST_TEXT] or payload["text"]
            code = self._sent({"text": plain, "unfurl_links": False, "unfurl_media": False})
        if code:
            raise refused(self._where, code, status=400, headers={})
        return Receipt()

    def _sent(self, body: dict[str, Any]) -> str:
        """Send once; "" when Slack took it, its code when it can't print the message, else `DeliveryError`."""
        self._pace.keep()
        client = webhook_client(self._url(), timeout=self._timeout, route=self._route)
        answer = sent(client, body, where=self._where)
        if answer.status_code == 200 and answer.body.strip() == "ok":
            return ""
        if answer.body.strip() in PAYLOAD_ERRORS:
            return str(answer.body.strip())
        raise refused(self._where, answer.body, status=answer.status_code, headers=answer.headers)


_NO_TEXT = frozenset({"no_text", "missing_text_or_fallback_or_attachments"})
"""What a living webhook answers, with status 400, to a message without a word: it posts nothing then."""


def webhook_findings(words: str, name: str, secret: str, here: Surroundings) -> Iterator[Finding]:
    """Whether a webhook is alive."""
    try:
        url, timeout = here.secret(secret), here.timeout or TIMEOUT
        check_webhook(url, name=name, timeout=timeout, route=here.route)
    except DeliveryError as error:
        yield failed_there(words, error)
    else:
        yield ok(words, "alive: it refused an empty message, as a living one does; nothing was posted")


def check_webhook(url: str, *, name: str, timeout: int, route: Route = Route()) -> None:  # noqa: B008 -- frozen
    """Ask an incoming webhook whether it is alive, with a message without a word, which Slack refuses and never posts.

    Raises `DeliveryError` for a dead one. The address is in no error.
    """
    where = f"webhook “{name}”"
    try:
        answer = webhook_client(url, timeout=timeout, route=route).send_dict({"text": ""})
    except (OSError, HTTPException) as error:
        raise unanswered(where, error, timeout) from None
    code = answer.body.strip()
    if answer.status_code == 200:
        sentence = f"Slack, {where}: took an empty message, as no webhook of Slack's does. Check its address."
        raise DeliveryError(sentence, retry=Retry.PAUSE)
    if code not in _NO_TEXT:
        raise refused(where, code, status=answer.status_code, headers=answer.headers)
