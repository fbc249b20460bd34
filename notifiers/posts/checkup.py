"""Whether a webhook is there. Nothing is posted."""

from collections.abc import Callable, Iterator
from typing import Any

from notifiers.delivery import DeliveryError
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.posts.web import Answer, Web

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
