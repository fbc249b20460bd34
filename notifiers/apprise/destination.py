"""Any service that Apprise knows (Telegram, Bluesky, Matrix, ntfy, SMS …), by its address: text, at most once.

Apprise answers every failure with one word, whether it was a wrong token, a limit or a broken line. So nothing is ever
sent twice, and what fails is the operators' to send again. The package is an extra, and is loaded when it is needed.
"""

import re
from collections.abc import Iterator
from typing import Self

from notifiers.delivery import Channel
from notifiers.destination import Surroundings
from notifiers.finding import Finding
from notifiers.posts.pages import Limits
from notifiers.posts.posted import NamedDestination, PostedDestination
from notifiers.text.section import Section
from watchers.frozen import frozen

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
_CHARACTERS = 1000


@frozen
class AppriseDestination(NamedDestination, PostedDestination):
    """One address of Apprise's. A message has so many `characters` at most."""

    key = "apprise"
    section = "apprise"
    service = "Apprise"
    holds = "APPRISE_URL"
    offer = "Telegram, Bluesky, Matrix, ntfy, SMS and more, by Apprise: at most once"
    question = "A name of your own for the place, such as telegram"
    usual = "telegram"
    flag = ("NAME", "a name for an address of Apprise's; repeatable")
    form_in = "notifiers.apprise.note"
    is_plain = True
    delivered = "taken by Apprise; look there whether it came"

    characters: int = _CHARACTERS

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of "{self.name}" as Apprise writes it, which holds its tokens: tgram://token/chat, …',
            "For each service: https://github.com/caronc/apprise/wiki",
        )

    def _complaint(self, address: str) -> str:
        return "" if _ADDRESS.fullmatch(address) else "should be an address of Apprise's, such as tgram://token/chat."

    @classmethod
    def settings(cls, section: Section | None) -> int:
        """[apprise], which says how long a message may be."""
        if section is None:
            return _CHARACTERS
        return int(section.number("characters", default=_CHARACTERS, low=140, high=20_000, whole=True))

    @classmethod
    def named(cls, text: str, settings: int) -> Self:
        """The place of this name."""
        return cls(name=cls.form(text), characters=settings)

    @property
    def limits(self) -> Limits:
        """As the config says."""
        from notifiers.apprise.note import limits

        return limits(self.characters)

    def open(self, here: Surroundings) -> Channel:
        """The place, by its address."""
        from notifiers.apprise.channel import AppriseChannel

        return AppriseChannel(where=self.words, url=lambda: here.secret(self.secret))

    def examined(self, here: Surroundings) -> Iterator[Finding]:
        """Whether Apprise is there and understands the address; nothing is sent."""
        from notifiers.apprise.channel import findings

        return findings(self.words, here.secret(self.secret))


KIND = AppriseDestination
