"""Slack by incoming webhook: one channel, which the webhook's address decides."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Self

from notifiers.delivery import Channel
from notifiers.destination import Document, Payloads, Surroundings
from notifiers.finding import Checks
from notifiers.posts.posted import NamedDestination
from notifiers.slack.destination import slack_rendering
from notifiers.slack.settings import TIMEOUT, SlackSettings, read_settings
from notifiers.text.entry import is_loopback, named_among
from notifiers.text.section import Section
from watchers.frozen import frozen

_ADDRESS = re.compile(r"https://hooks\.slack(-gov)?\.com/services/[\w/-]+")


@frozen
class WebhookDestination(NamedDestination):
    """A Slack incoming webhook, by the name that the config gives it."""

    key = "webhook"
    section = "slack"
    holds = "SLACK_WEBHOOK"
    offer = "one Slack channel, by an incoming webhook: no bot, no threads"
    question = "A name of your own for the webhook, such as tips"
    flag = ("NAME", "a name for an incoming webhook; repeatable")

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f'Slack webhook "{self.name}"'

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of the webhook "{self.name}", which is a secret: whoever has it can post.',
            "At api.slack.com/apps, in your app: Incoming Webhooks, Add New Webhook, choose the channel, Copy.",
        )

    def _complaint(self, address: str) -> str:
        if _ADDRESS.fullmatch(address) or is_loopback(address):
            return ""
        kind = ", and is a workflow's address" if "/triggers/" in address or "/workflows/" in address else ""
        return (
            f"should be an incoming webhook's address, which starts with https://hooks.slack.com/services/{kind}. "
            'In Slack\'s app settings it stands under "Incoming Webhooks".'
        )

    @classmethod
    def settings(cls, section: Section | None) -> SlackSettings:
        """[slack], which names the webhooks."""
        return read_settings(section)

    @classmethod
    def named(cls, text: str, settings: SlackSettings) -> Self:
        """One of those that [slack] names."""
        return cls(name=named_among(settings.webhooks, "webhook", 'Name it in [slack] with webhooks = ["…"].')(text))

    @classmethod
    def example(cls, settings: SlackSettings) -> Self:
        """The first that [slack] names, or one made up."""
        return cls(name=next(iter(settings.webhooks), "newsroom"))

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Messages that stand by themselves."""
        return slack_rendering(document, single_message=True)

    def open(self, here: Surroundings) -> Channel:
        """The webhook, by its address."""
        from notifiers.slack_webhook.channel import WebhookChannel

        return WebhookChannel(
            url=lambda: here.secret(self.secret),
            name=self.name,
            clock=here.clock,
            sleep=here.sleep,
            timeout=here.timeout or TIMEOUT,
            route=here.route,
        )

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """Whether each is alive."""
        from notifiers.slack_webhook.channel import webhook_findings

        for place in places:
            yield Checks(about=place.words, run=partial(webhook_findings, place.words, place.name, place.secret, here))


KIND = WebhookDestination
