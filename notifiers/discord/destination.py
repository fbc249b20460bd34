"""Discord: a channel, by its webhook."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from notifiers.delivery import Channel
from notifiers.destination import Document, Payloads, Surroundings
from notifiers.finding import Checks
from notifiers.posts.named import NamedDestination
from notifiers.text.entry import is_loopback
from notifiers.text.marked import Piece

_ADDRESS = re.compile(r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordDestination(NamedDestination):
    """One webhook, which posts to its channel."""

    key = "discord"
    service = "Discord"
    holds = "DISCORD_WEBHOOK"
    offer = "one channel of Discord, by its webhook"
    question = "A name of your own for the channel, such as newsroom"
    flag = ("NAME", "a name for a webhook of Discord; repeatable")

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of the webhook "{self.name}", which is a secret: whoever has it can post.',
            "In Discord, at the channel: Edit, Integrations, Webhooks, New Webhook, Copy Webhook URL.",
        )

    def _complaint(self, address: str) -> str:
        if _ADDRESS.fullmatch(address) or is_loopback(address):
            return ""
        return "should be a webhook's address, which begins with https://discord.com/api/webhooks/."

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Text with an embed, the same for every desk."""
        from notifiers.discord.embed import LIMITS, message
        from notifiers.posts.outline import rendered

        payloads = rendered(document, LIMITS, message)
        return lambda _: payloads

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The message's text."""
        from notifiers.discord.embed import pieces

        return pieces(payload["body"])

    def open(self, here: Surroundings) -> Channel:
        """The webhook, by its address."""
        from notifiers.discord.channel import DiscordChannel

        return DiscordChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """Whether each webhook is there: Discord says so to whoever has its address, and posts nothing."""
        from notifiers.posts.checkup import asked

        for place in places:
            yield Checks(about=place.words, run=partial(asked, place.words, here.secret(place.secret), here))


KIND = DiscordDestination
