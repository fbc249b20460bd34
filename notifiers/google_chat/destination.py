"""Google Chat: a space, by its webhook."""

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

_ADDRESS = re.compile(r"https://chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?(?=\S*\bkey=)(?=\S*\btoken=)\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleChatDestination(NamedDestination):
    """One webhook, which posts to its space."""

    key = "google_chat"
    service = "Google Chat"
    holds = "GOOGLE_CHAT_WEBHOOK"
    offer = "one space of Google Chat, by its webhook: with threads"
    question = "A name of your own for the space, such as newsroom"
    flag = ("NAME", "a name for a webhook of Google Chat; repeatable")

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of the webhook "{self.name}", which is a secret: whoever has it can post.',
            "In Google Chat, at the space: Apps & integrations, Webhooks, Add webhook, Copy link.",
        )

    def _complaint(self, address: str) -> str:
        if _ADDRESS.fullmatch(address) or (is_loopback(address) and "?" in address):
            return ""
        return "should be a webhook's address: https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…."

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Cards, the same for every desk."""
        from notifiers.google_chat.card import LIMITS, message
        from notifiers.posts.outline import rendered

        payloads = rendered(document, LIMITS, message)
        return lambda _: payloads

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The card's text."""
        from notifiers.google_chat.card import pieces

        return pieces(payload["body"])

    def open(self, here: Surroundings) -> Channel:
        """The webhook, by its address."""
        from notifiers.google_chat.channel import GoogleChatChannel

        return GoogleChatChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """Whether each webhook is alive."""
        from notifiers.posts.checkup import refuses_nothing

        for place in places:
            yield Checks(about=place.words, run=partial(refuses_nothing, place.words, here.secret(place.secret), here))


KIND = GoogleChatDestination
