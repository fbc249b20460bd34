"""A destination that a service is posted: a module beside it gives the pieces of a message their form there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from notifiers.destination import Destination, Document, Payloads
from notifiers.posts.named import NamedDestination
from notifiers.posts.pages import Limits
from notifiers.text.entry import is_loopback
from notifiers.text.marked import Piece

if TYPE_CHECKING:
    from notifiers.posts.outline import Post


class Form(Protocol):
    """What a form's module has, beside the `LIMITS` of those whose messages are of one length."""

    LIMITS: Limits

    def message(self, post: "Post") -> dict[str, Any]:
        """A message as it is posted."""

    def pieces(self, body: dict[str, Any]) -> tuple[Piece, ...]:
        """Its pieces, read back for a preview."""


class PostedDestination(Destination):
    """One whose messages are the same for every desk."""

    __slots__ = ()

    form_in: ClassVar[str]
    """The module of its form."""

    @property
    def limits(self) -> Limits:
        """How much goes into one message."""
        return _form(self.form_in).LIMITS

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Messages in the form of the service."""
        from notifiers.posts.outline import rendered

        payloads = rendered(document, self.limits, _form(self.form_in).message)
        return lambda _: payloads

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The message's text."""
        return _form(cls.form_in).pieces(payload["body"])


def _form(module: str) -> Form:
    return cast("Form", import_module(module))


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
