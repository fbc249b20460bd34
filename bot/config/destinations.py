"""Where messages can go: a closed set. A destination's id is what subscriptions and the outbox know it by."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_WORKSPACE = "default"
"""The Slack workspace of the secret SLACK_BOT_TOKEN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalDestination:
    """Where the bot was started."""

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return "terminal"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return "the terminal"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDestination:
    """A channel ("#immigration" or an id such as "C0123ABCD") that the bot of a workspace posts to."""

    workspace: str
    channel: str

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"slack:{self.workspace}:{self.channel}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        place = "" if self.workspace == DEFAULT_WORKSPACE else f" in {self.workspace}"
        return f"Slack {self.channel}{place}"

    @property
    def secret(self) -> str:
        """The name of its bot token: SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_KANSAS_CITY for "kansas-city"."""
        return "SLACK_BOT_TOKEN" + ("" if self.workspace == DEFAULT_WORKSPACE else f"_{_variable(self.workspace)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDestination:
    """A Slack incoming webhook: one channel, which its address decides."""

    name: str

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"webhook:{self.name}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f'Slack webhook "{self.name}"'

    @property
    def secret(self) -> str:
        """The name of the secret that holds its address: SLACK_WEBHOOK_TIPS for "tips"."""
        return f"SLACK_WEBHOOK_{_variable(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailDestination:
    """One person's or desk's inbox."""

    address: str

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"email:{self.address}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f"mail to {self.address}"


Destination = TerminalDestination | SlackDestination | WebhookDestination | EmailDestination


def called(id_: str, destinations: Mapping[str, Destination]) -> str:
    """How a sentence calls the destination of this id; by the id itself, where the config no longer has it."""
    known = destinations.get(id_)
    return known.words if known else id_


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
