"""Discord: a channel, by its webhook."""

import re
from collections.abc import Iterator

from notifiers.delivery import Channel
from notifiers.destination import Surroundings
from notifiers.finding import Finding
from notifiers.posts.posted import PostedWebhook
from watchers.frozen import frozen


@frozen
class DiscordDestination(PostedWebhook):
    """One webhook, which posts to its channel."""

    key = "discord"
    service = "Discord"
    holds = "DISCORD_WEBHOOK"
    offer = "one channel of Discord, by its webhook"
    question = "A name of your own for the channel, such as newsroom"
    flag = ("NAME", "a name for a webhook of Discord; repeatable")
    form_in = "notifiers.discord.embed"
    found_at = "In Discord, at the channel: Edit, Integrations, Webhooks, New Webhook, Copy Webhook URL."
    address = re.compile(r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/[\w-]+")
    should_be = "should be a webhook's address, which begins with https://discord.com/api/webhooks/."

    def open(self, here: Surroundings) -> Channel:
        """The webhook, by its address."""
        from notifiers.discord.channel import DiscordChannel

        return DiscordChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    def examined(self, here: Surroundings) -> Iterator[Finding]:
        """Whether the webhook is there: Discord says so to whoever has its address, and posts nothing."""
        from notifiers.posts.web import asked

        return asked(self.words, here.secret(self.secret), here)


KIND = DiscordDestination
