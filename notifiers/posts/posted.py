"""A destination that a service is posted: a module beside it gives a message its form there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from notifiers.destination import Destination, Document, Payloads
from notifiers.posts.named import NamedDestination
from notifiers.posts.pages import Limits
from notifiers.text.entry import is_loopback
from notifiers.text.marked import Piece


class PostedDestination(Destination):
    """One whose messages are the same for every desk."""

    __slots__ = ()

    form_in: ClassVar[str]
    """The module of its form: its `message` is what a post is turned into."""
    is_plain: ClassVar[bool] = False
    """Whether its messages are text without marks."""

    @property
    def limits(self) -> Limits:
        """How much goes into one message."""
        found: Limits = import_module(self.form_in).LIMITS
        return found

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Messages, to be given the form of the service."""
        from notifiers.posts.outline import rendered

        payloads = rendered(document, self.limits)
        return lambda _: payloads

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The message's pieces."""
        from notifiers.posts.post import Post, as_plain

        pieces = Post.of(payload["post"]).pieces
        return as_plain(pieces) if cls.is_plain else pieces

    @classmethod
    def sent(cls, payload: dict[str, Any]) -> dict[str, Any]:
        """The message in the form of the service."""
        from notifiers.posts.post import body_of

        return body_of(payload, import_module(cls.form_in).message)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedWebhook(NamedDestination, PostedDestination):
    """A service's webhook, whose address is a secret: whoever has it can post."""

    called: ClassVar[str] = "webhook"
    found_at: ClassVar[str]
    """Where its owner finds the address."""
    address: ClassVar[re.Pattern[str]]
    should_be: ClassVar[str]
    """What is to be said of an address that isn't one."""

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of the {self.called} "{self.name}", which is a secret: whoever has it can post.',
            self.found_at,
        )

    def _complaint(self, address: str) -> str:
        return "" if self.address.fullmatch(address) or is_loopback(address) else self.should_be
