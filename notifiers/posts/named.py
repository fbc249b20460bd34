"""A destination that the config names as it likes, and whose address is a secret: a webhook."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from notifiers.destination import Destination, NeededSecret
from notifiers.text.entry import secret_bearing_name, variable


@dataclass(frozen=True, slots=True, kw_only=True)
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
