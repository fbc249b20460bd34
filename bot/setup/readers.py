"""What is typed, or given by a flag, to `init`: each function takes the text, and returns the value or raises `Unfit`.

A text that may name several has commas between them.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from bot.config import values
from bot.config.destinations import AFAR, TERMINAL
from bot.setup.template import Places
from notifiers.mail.settings import host
from notifiers.slack.settings import channel
from notifiers.text.entry import Unfit, did_you_mean, email_address, quoted, words
from notifiers.text.redact import hidden, secret_in
from watchers.names.places import state_named

T = TypeVar("T")

KINDS_OF_PLACE = (*AFAR, TERMINAL.key)
NOTHING = "none"


def understood(text: str, read: Callable[[str], T]) -> T:
    """What `read` makes of a text, once it is no secret, and a line. No message shows what looks like a secret."""
    if not text.strip():
        raise Unfit("This needs a value.")
    kind = secret_in(text)
    if kind is not None:
        raise Unfit(
            f"This is {kind}, a secret, and doesn't belong here. In a terminal, secrets are asked for at the end,\n"
            "  unseen. If anybody else has seen it, have a new one made."
        )
    try:
        return read(words(text.strip()))
    except Unfit as unfit:
        raise Unfit(hidden(str(unfit))) from None


def several(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of texts with commas between them, each read by `read`, each value once."""

    def read_all(text: str) -> tuple[T, ...]:
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        if not pieces:
            raise Unfit("This needs at least one.")
        return tuple(dict.fromkeys(read(piece) for piece in pieces))

    return read_all


def states(text: str) -> tuple[str, ...]:
    """USPS codes, or "all" alone."""
    found = several(values.state)(", ".join(_state_words(piece) for piece in re.split(r"[,;&]|\band\b", text)))
    if values.ALL_STATES in found and len(found) > 1:
        raise Unfit('"all" has every state already: leave it out, or the others.')
    return found


def _state_words(piece: str) -> str:
    """Two states in "MO KS", one in "New York"."""
    found = piece.split()
    apart = state_named(piece) is None and all(state_named(word) for word in found)
    return ", ".join(found) if apart else piece


def kind_of_place(text: str) -> str:
    """A word of `KINDS_OF_PLACE`."""
    if text.casefold() in KINDS_OF_PLACE:
        return text.casefold()
    allowed = f"{', '.join(KINDS_OF_PLACE[:-1])} or {KINDS_OF_PLACE[-1]}"
    near = did_you_mean(text, list(KINDS_OF_PLACE))
    if text.startswith("#") or "@" in text:
        near = f" Say {'slack' if text.startswith('#') else 'email'} here; the next question asks for it."
    raise Unfit(f"{quoted(text)} is not {allowed}.{near}")


def operators(webhooks: tuple[str, ...]) -> Callable[[str], Places]:
    """A reader of who hears of trouble: inboxes, Slack channels, the webhooks named so far, and "terminal"."""

    def read(text: str) -> Places:
        found = several(words)(text)
        named = [word for word in found if word in webhooks]
        emails = [email_address(word) for word in found if "@" in word]
        rest = [word for word in found if word not in named and "@" not in word and word.casefold() != TERMINAL.key]
        afar = {"slack": list(map(channel, rest)), "webhook": named, "email": emails}
        return Places(terminal=True, afar={key: tuple(dict.fromkeys(each)) for key, each in afar.items() if each})

    return read


def server(text: str) -> tuple[str, int | None]:
    """A mail server's name, and its port where one is written behind it."""
    match = re.fullmatch(r"([^:]+):(\d{1,5})", text)
    return (host(match[1]), port(match[2])) if match else (host(text), None)


def port(text: str) -> int:
    """A port's number."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Unfit(f"{quoted(text)} is no port. Write a number from 1 to 65535, such as 587.")
    return int(text)


def unless_none(read: Callable[[str], T], nothing: T) -> Callable[[str], T]:
    """A reader for which "none" stands for `nothing`."""
    return lambda text: nothing if text.casefold() == NOTHING else read(text)


def zone(text: str) -> str:
    """A time zone's name."""
    return values.zone(text).key
