"""What both ways into Slack need: the mark on a possible repeat, clients, and a logger that tells nobody."""

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import partial
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient, WebhookResponse

from notifiers.delivery import DeliveryError, Message, Receipt
from notifiers.destination import Surroundings
from notifiers.finding import Finding, failed
from notifiers.language.language import language_of_payload
from notifiers.slack.blocks import quiet
from notifiers.slack.errors import broken_off, refused, unanswered
from notifiers.slack.settings import TIMEOUT
from watchers.fetch.route import Route
from watchers.frozen import frozen

METADATA_TYPE = "watch287g_alert"


class RefusedError(DeliveryError):
    """Slack's answer was no: its short code beside the sentence. `where` names the place, without secrets."""

    def __init__(self, error: SlackApiError, where: str) -> None:
        response = error.response
        body = response.data if isinstance(response.data, dict) else {}
        self.code = str(body.get("error", ""))
        said = refused(where, self.code, status=response.status_code, headers=response.headers)
        super().__init__(str(said), retry=said.retry, wait=said.wait)


def is_id(channel: str) -> bool:
    """Whether this is a channel's id ("C0123ABCD") rather than its name."""
    return channel[:1] in {"C", "G", "D"} and len(channel) >= 9 and channel.isalnum() and channel.isupper()


def thread_of(message: Message) -> str | None:
    """The thread to answer in: always its first message, for Slack loses replies to a reply."""
    answered = message.reply_to or {}
    found = answered.get("thread_ts") or answered.get("ts")
    return str(found) if found else None


def metadata_of(message: Message) -> dict[str, Any]:
    """What Slack keeps with a message, unseen, and by which it is found again."""
    return {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": message.id}}


def receipt(channel: str, ts: str, thread: str | None) -> Receipt:
    """The receipt of a message: where it is."""
    return Receipt(details={"channel": channel, "ts": ts, **({"thread_ts": thread} if thread else {})})


@frozen
class SlackApi:
    """The way to a workspace's Web API. The token is asked for at each call and kept nowhere; `timeout` is in seconds.

    `where` names the workspace or the place in errors, without secrets.
    """

    token: Callable[[], str] = field(repr=False)
    where: str
    base_url: str = "https://slack.com/api/"
    timeout: int = TIMEOUT
    route: Route = field(default_factory=Route)

    @classmethod
    def by_secret(cls, name: str, base_url: str, here: Surroundings) -> "SlackApi":
        """With the token that is the secret of this name, by which errors call it."""
        token, timeout = partial(here.secret, name), here.timeout or TIMEOUT
        return cls(token=token, where=name, base_url=base_url, timeout=timeout, route=here.route)

    def client(self, token: str | None = None) -> WebClient:
        """A client that tries once: slack_sdk's own retries would post again what was accepted without an answer."""
        client = WebClient(
            token=token or self.token(),
            base_url=self.base_url,
            timeout=self.timeout,
            retry_handlers=[],
            logger=SILENT,
            ssl=trusted(self.route),
        )
        # Given at its making, None would be the environment's proxy, without exceptions.
        client.proxy = self.route.proxy_for(self.base_url)
        return client

    def ask(self, question: Callable[[WebClient], SlackResponse]) -> SlackResponse:
        """The answer to what posts nothing. Raises `DeliveryError`, a `RefusedError` where Slack's answer is no."""
        try:
            return question(self.client())
        except SlackApiError as error:
            raise RefusedError(error, self.where) from None
        except (OSError, HTTPException) as error:
            raise unanswered(self.where, error, self.timeout) from None


def webhook_client(url: str, *, timeout: int, route: Route) -> WebhookClient:
    """The same for an incoming webhook, or another address that takes a message."""
    client = WebhookClient(url, timeout=timeout, retry_handlers=[], logger=SILENT, ssl=trusted(route))
    client.proxy = route.proxy_for(url)
    return client


def sent(client: WebhookClient, body: dict[str, Any], *, where: str) -> WebhookResponse:
    """What such an address answers. Raises `DeliveryError` where none came."""
    try:
        return client.send_dict(body)
    except (OSError, HTTPException) as error:
        raise broken_off(where, error) from None


def trusted(route: Route) -> ssl.SSLContext | None:
    """Whom a connection trusts; None for the system's authorities alone."""
    return route.trusted(ssl.create_default_context()) if route.ca_file is not None else None


def next_cursor(metadata: Mapping[str, Any] | None) -> str:
    """Where the next page of a list begins, by the answer's `response_metadata`; "" after the last one."""
    return str((metadata or {}).get("next_cursor") or "")


SECONDS_BETWEEN = 1.1
"""Slack takes one message a second and channel."""
LONGEST_TEXT = 39_000
"""Characters of a text without blocks; Slack cuts at 40,000."""
SILENT = logging.Logger("notifiers.slack.channel", level=logging.CRITICAL + 1)
"""slack_sdk logs requests with their address; this logger goes nowhere, for a webhook's address is a secret."""


def marked_as_repeat(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with a line that says that it may have come before."""
    said = language_of_payload(payload).slack.MAYBE_A_REPEAT
    if "file" in payload:
        return {**payload, "text": f"{payload.get('text', '')} {said}".strip()}
    return {**payload, "blocks": [*payload.get("blocks", ()), *quiet([said])]}


def failed_there(what: str, error: DeliveryError) -> Finding:
    """Without Slack's name and the place's, which the line begins with."""
    sentence = str(error)
    said = sentence.partition(": ")[2] if sentence.startswith("Slack, ") else sentence
    return failed(what, said, "Run `watch287g doctor` again in a while.")
