"""A message handed to Apprise: it says that it was taken, or that it wasn't, and never why."""

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from notifiers.apprise.note import message as note
from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.finding import Finding, fail, ok
from notifiers.posts.post import body_of

_INSTALL = "Install it: `.venv/bin/pip install --require-hashes -r requirements-apprise.txt`."


class AppriseChannel(Channel):
    """One place. A message is handed over at most once: after a failure, or where nobody knows, it is given up, loudly.

    `watch287g outbox retry` then sends it again, if somebody has looked that it isn't there.
    """

    def __init__(self, *, where: str, url: Callable[[], str]) -> None:
        self._where, self._url = where, url

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Hand the text over; the receipt is empty. Every error is final."""
        if unsure:
            raise self._given_up("the bot ended before it knew whether Apprise had sent it")
        library = _apprise()
        if library is None:
            raise DeliveryError(f"{self._where}: the package apprise is missing. {_INSTALL}", retry=Retry.PAUSE)
        service = _understood(library, self._url())
        if service is None:
            raise DeliveryError(f"{self._where}: Apprise doesn't understand its address. Mend it.", retry=Retry.PAUSE)
        app, body = library.Apprise(), body_of(message.payload, note)
        app.add(service)
        if not app.notify(title=body["title"], body=body["body"], body_format=library.NotifyFormat.TEXT):
            raise self._given_up("Apprise could not send it, or doesn't know, and can't say why")
        return Receipt()

    def _given_up(self, why: str) -> DeliveryError:
        cure = "Look there whether it came; if not, `watch287g outbox retry` sends it again."
        return DeliveryError(f"{self._where}: {why}. {cure}", retry=Retry.NEVER)


def _apprise() -> Any:
    """The library, with its log silenced, which would print addresses; None where it isn't installed."""
    try:
        library = import_module("apprise")
    except ImportError:
        return None
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return library


def _understood(library: Any, url: str) -> Any:
    """The service of an address; None where Apprise knows none."""
    return library.Apprise.instantiate(url, suppress_exceptions=True)


def findings(words: str, url: str) -> Iterator[Finding]:
    """Whether Apprise is there, and what it takes the address for."""
    library = _apprise()
    if library is None:
        yield fail(words, "the package apprise is missing", _INSTALL)
        return
    service = _understood(library, url)
    if service is None:
        yield fail(words, "Apprise doesn't understand its address", "Mend it: https://github.com/caronc/apprise/wiki")
        return
    limits = "at most once, no threads, no corrections in place"
    yield ok(words, f"{service.service_name}, by Apprise: {limits}; `watch287g doctor --send` tries it")
