"""Whether a webhook is there. Nothing is posted."""

from collections.abc import Iterator

from notifiers.delivery import DeliveryError
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.posts.web import Web

_CURE = "Make a new webhook, and put its address where the old one is."


def asked(words: str, url: str, here: Surroundings) -> Iterator[Finding]:
    """Ask a webhook for itself, where its service tells (Discord)."""
    try:
        answer = Web(words, here).ask("GET", url)
    except DeliveryError as error:
        yield failed(words, str(error).partition(": ")[2])
        return
    if answer.is_fine and answer.document.get("channel_id"):
        yield ok(words, "the webhook is there")
    elif answer.status in {401, 403, 404, 410}:
        yield fail(words, f"there is no such webhook any more (status {answer.status})", _CURE)
    else:
        yield warn(words, f"it can't be told (status {answer.status})", "Run `watch287g doctor` again in a while.")


def refuses_nothing(words: str, url: str, here: Surroundings) -> Iterator[Finding]:
    """Send a webhook a message without a word, which a living one refuses, and never posts (Google Chat)."""
    try:
        answer = Web(words, here).ask("POST", url, document={})
    except DeliveryError as error:
        yield failed(words, str(error).partition(": ")[2])
        return
    if answer.status == 400:
        yield ok(words, "alive: it refused an empty message, as a living one does; nothing was posted")
    elif answer.status in {401, 403, 404, 410}:
        yield fail(words, f"nothing takes messages there (status {answer.status})", _CURE)
    else:
        yield warn(words, f"it can't be told (status {answer.status})", "Run `watch287g doctor` again in a while.")
