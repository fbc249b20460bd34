"""Destinations that a service is posted: a module beside each gives a message its form there. Webhooks have a name."""

import re
from abc import abstractmethod
from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar, Self

from notifiers.destination import Destination, Document, NeededSecret, Payloads
from notifiers.posts.pages import Limits
from notifiers.text.entry import is_loopback, secret_bearing_name, variable
from notifiers.text.marked import Piece
from watchers.frozen import frozen


@frozen
class NamedDestination(Destination):
    """One of a kind, by the name that the config gives it; the secret with its address ends in that name."""

    holds: ClassVar[str]
    """What the secret's name begins with: TEAMS_WEBHOOK."""
    usual = "newsroom"

    name: str

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"{self.key}:{self.name}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f'{self.service} "{self.name}"'

    @property
    def secret(self) -> str:
        """The name of the secret that holds its address: TEAMS_WEBHOOK_NIGHT_DESK for "night-desk"."""
        return f"{self.holds}_{variable(self.name)}"

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """Its address."""
        return (NeededSecret(name=self.secret, explained=self._explained(), complaint=self._complaint),)

    @abstractmethod
    def _explained(self) -> tuple[str, ...]:
        """What the address is, and where its owner finds it."""

    @abstractmethod
    def _complaint(self, address: str) -> str:
        """What is plainly wrong with the looks of an address; "" for nothing."""

    @classmethod
    def form(cls, text: str) -> str:
        """A name that a secret can end in."""
        return secret_bearing_name(text)

    @classmethod
    def named(cls, text: str, settings: Any) -> Self:  # noqa: ARG003 - for those kinds that have some
        """The one of this name."""
        return cls(name=cls.form(text))

    @classmethod
    def example(cls, settings: Any) -> Self:  # noqa: ARG003 - for those kinds that have some
        """One made up."""
        return cls(name="newsroom")


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


@frozen
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
