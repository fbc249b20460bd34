"""Whether an incoming webhook is alive. Nothing is posted."""

from collections.abc import Iterator
from http.client import HTTPException

from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, ok
from notifiers.slack.checkup import failed_there
from notifiers.slack.common import webhook_client
from notifiers.slack.errors import refused, unanswered
from notifiers.slack.settings import TIMEOUT
from watchers.fetch.route import Route

_STRAIGHT = Route()
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


def check_webhook(url: str, *, name: str, timeout: int, route: Route = _STRAIGHT) -> None:
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
