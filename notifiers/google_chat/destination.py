"""Google Chat: a space, by its webhook."""

import re
from collections.abc import Iterator

from notifiers.delivery import Channel
from notifiers.destination import Surroundings
from notifiers.finding import Finding
from notifiers.posts.posted import PostedWebhook
from notifiers.text.entry import is_loopback
from watchers.frozen import frozen


@frozen
class GoogleChatDestination(PostedWebhook):
    """One webhook, which posts to its space."""

    key = "google_chat"
    service = "Google Chat"
    holds = "GOOGLE_CHAT_WEBHOOK"
    offer = "one space of Google Chat, by its webhook: with threads"
    question = "A name of your own for the space, such as newsroom"
    flag = ("NAME", "a name for a webhook of Google Chat; repeatable")
    form_in = "notifiers.google_chat.card"
    found_at = "In Google Chat, at the space: Apps & integrations, Webhooks, Add webhook, Copy link."
    address = re.compile(r"https://chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?(?=\S*\bkey=)(?=\S*\btoken=)\S+")
    should_be = "should be a webhook's address: https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…."

    def _complaint(self, address: str) -> str:
        is_whole = not is_loopback(address) or "?" in address  # what a post needs is added behind its "?"
        return super(GoogleChatDestination, self)._complaint(address) if is_whole else self.should_be  # noqa: UP008 - `super()` means the class before it had slots

    def open(self, here: Surroundings) -> Channel:
        """The webhook, by its address."""
        from notifiers.google_chat.channel import GoogleChatChannel

        return GoogleChatChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    def examined(self, here: Surroundings) -> Iterator[Finding]:
        """Whether the webhook is alive."""
        from notifiers.posts.web import refuses_nothing

        return refuses_nothing(self.words, here.secret(self.secret), here)


KIND = GoogleChatDestination
