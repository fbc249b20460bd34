"""The terminal: where the bot was started. It needs nothing."""

from collections.abc import Callable
from typing import Any, Self

from notifiers.delivery import Channel
from notifiers.destination import Destination, Document, Payloads, Surroundings
from notifiers.text.entry import words
from watchers.frozen import frozen


@frozen
class TerminalDestination(Destination):
    """Where the bot was started."""

    key = "terminal"
    offer = "where the bot runs; needs nothing"
    delivered = "printed above"

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return "terminal"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return "the terminal"

    @classmethod
    def form(cls, text: str) -> str:
        """Anything: there is but one."""
        return words(text)

    @classmethod
    def named(cls, text: str, settings: Any) -> Self:  # noqa: ARG003 - there is but one
        """The terminal."""
        return cls()

    @classmethod
    def example(cls, settings: Any) -> Self:  # noqa: ARG003 - there is but one
        """The terminal."""
        return cls()

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Plain text, the same for every desk."""
        from notifiers.story.model import Story

        if isinstance(document, Story):
            from notifiers.console.text import render_console

            payloads = render_console(document)
        else:
            from notifiers.mail.digest import digest_text

            payloads = [{"text": digest_text(document)}]
        return lambda _: payloads

    def open(self, here: Surroundings) -> Channel:
        """The terminal, or whatever stands for it."""
        from notifiers.console.text import ConsoleChannel

        return ConsoleChannel(here.write)


KIND = TerminalDestination
