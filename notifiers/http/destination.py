"""A program of the newsroom's own, which is sent signed JSON: a webhook as Standard Webhooks has it."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Self

from notifiers.delivery import Channel
from notifiers.destination import Document, NeededSecret, Payloads, Surroundings
from notifiers.finding import Finding
from notifiers.posts.posted import NamedDestination
from notifiers.text.entry import Unfit, is_loopback, secret_bearing_name, variable, web_address
from notifiers.text.marked import Piece, Style
from notifiers.text.section import Section
from watchers.frozen import frozen

_KEY = re.compile(r"whsec_([A-Za-z0-9+/]+=*)")


@frozen
class HttpSettings:
    """[http], by the names of receivers: those that may be in a private network, and those told of events singly."""

    private: tuple[str, ...] = ()
    one_event_each: tuple[str, ...] = ()


@frozen
class HttpDestination(NamedDestination):
    """One address that takes JSON."""

    key = "http"
    section = "http"
    service = "HTTP webhook"
    holds = "HTTP_URL"
    offer = "a program of yours: signed JSON to an address"
    question = "A name of your own for the receiver, such as cms"
    usual = "cms"
    flag = ("NAME", "a name for a program that takes signed JSON; repeatable")
    delivered = "taken by the receiver"

    is_private: bool = False
    one_event_each: bool = False

    @property
    def variant(self) -> str:
        """Whether its documents are of an event each."""
        return "event" if self.one_event_each else "alert"

    @property
    def keys(self) -> str:
        """The name of the secret that holds its key, or the new and the old one."""
        return f"HTTP_SECRET_{variable(self.name)}"

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """Its address, and the key by which it knows that a message is ours."""
        explained = (
            f'The key that signs what "{self.name}" is sent; the receiver has the same one. Make one with:',
            "  python3 -c \"import base64, os; print('whsec_' + base64.b64encode(os.urandom(32)).decode())\"",
            "To change it without a gap put the new one in front of the old one, with a blank between, for a while.",
        )
        address, *_ = super(HttpDestination, self).secrets  # noqa: UP008 - `super()` means the class before it had slots
        return (address, NeededSecret(name=self.keys, explained=explained, complaint=_no_keys))

    def _explained(self) -> tuple[str, ...]:
        return (f'The address to which "{self.name}" is sent JSON: that of your own program (docs/webhook.md).',)

    def _complaint(self, address: str) -> str:
        if self.is_private and address.startswith("http://"):
            address = f"https://{address.removeprefix('http://')}"
        try:
            web_address(address)
        except Unfit:
            return "should be a web address that begins with https:// and has no login in it."
        if is_loopback(address) and not self.is_private:
            return f'leads to this machine, which "{self.name}" may only with private = ["{self.name}"] in [http].'
        return ""

    @classmethod
    def settings(cls, section: Section | None) -> HttpSettings:
        """[http]."""
        if section is None:
            return HttpSettings()
        return HttpSettings(
            private=section.each("private", secret_bearing_name),
            one_event_each=section.each("one_event_each", secret_bearing_name),
        )

    @classmethod
    def named(cls, text: str, settings: HttpSettings) -> Self:
        """The receiver of this name, as [http] has it."""
        name = cls.form(text)
        return cls(name=name, is_private=name in settings.private, one_event_each=name in settings.one_event_each)

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """One JSON document, or one for each event; each names its desk."""
        from notifiers.http.document import documents

        return partial(documents, document, one_event_each=self.one_event_each)

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The document as it is."""
        return (Piece.of(Style.QUOTE, json.dumps(payload, indent=2, ensure_ascii=False)),)

    def open(self, here: Surroundings) -> Channel:
        """The receiver, by its address and its keys."""
        from notifiers.http.channel import HttpChannel

        return HttpChannel(
            where=self.words,
            url=lambda: here.secret(self.secret),
            keys=lambda: here.secret(self.keys),
            here=here,
            may_be_inside=self.is_private,
        )

    def examined(self, here: Surroundings) -> Iterator[Finding]:
        """Whether the address leads where it may; nothing is sent."""
        from notifiers.http.channel import findings

        url, keys = here.secret(self.secret), here.secret(self.keys)
        return findings(self.words, url, keys, here, may_be_inside=self.is_private)


def _no_keys(text: str) -> str:
    """What is wrong with one key, or two with a blank between."""
    keys = text.split(" ")
    if len(keys) <= 2 and all(_is_key(key) for key in keys):
        return ""
    return "should be whsec_ with 24 to 64 random bytes in base64 behind it, or two such keys with a blank between."


def _is_key(text: str) -> bool:
    found = _KEY.fullmatch(text)
    try:
        return found is not None and 24 <= len(b64decode(found[1], validate=True)) <= 64
    except ValueError:
        return False


KIND = HttpDestination
