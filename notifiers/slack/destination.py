"""Slack by a bot of the newsroom's own: channels of one workspace or several."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Self

from notifiers.delivery import Channel
from notifiers.destination import Destination, Document, NeededSecret, Payloads, Surroundings
from notifiers.finding import Checks
from notifiers.slack.settings import (
    DEFAULT_WORKSPACE,
    SlackSettings,
    app_token,
    bot_token,
    channel,
    read_settings,
)
from notifiers.text.entry import named_among
from notifiers.text.section import Section
from watchers.frozen import frozen


@frozen
class SlackDestination(Destination):
    """A channel ("#immigration" or an id such as "C0123ABCD") that the bot of a workspace posts to.

    `called` is its name where only its id leads there.
    """

    key = "slack"
    section = "slack"
    offer = "channels, by a bot of yours: with threads, CSV files, corrections in place"
    question = "Slack channels, such as #immigration"
    flag = ("CHANNEL", "#channel or id; repeatable")

    workspace: str
    channel: str
    api: str | None = None
    called: str = ""

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"slack:{self.workspace}:{self.channel}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f"Slack {self.invite_to}"

    @property
    def invite_to(self) -> str:
        """The channel, and the workspace where it is another."""
        return (self.called or self.channel) + ("" if self.workspace == DEFAULT_WORKSPACE else f" in {self.workspace}")

    @property
    def api_url(self) -> str:
        """Where Slack is asked."""
        return self.api or "https://slack.com/api/"

    @property
    def secret(self) -> str:
        """The name of its bot token: SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_KANSAS_CITY for "kansas-city"."""
        return bot_token(self.workspace)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The workspace's bot token."""
        return (NeededSecret(name=self.secret, explained=_explained(), complaint=_complaint),)

    @classmethod
    def settings(cls, section: Section | None) -> SlackSettings:
        """[slack], which says what there is beside one workspace with a bot."""
        return read_settings(section)

    @classmethod
    def form(cls, text: str) -> str:
        """A Slack channel: "#name", or its id."""
        return channel(text)

    @classmethod
    def named(cls, text: str, settings: SlackSettings) -> Self:
        """A channel, or one with "workspace/" in front."""
        workspace, slash, place = text.partition("/")
        if not slash or "://" in text:
            workspace, place = DEFAULT_WORKSPACE, text
        known = (DEFAULT_WORKSPACE, *settings.workspaces)
        workspace = named_among(known, "workspace", 'Name it in [slack] with workspaces = ["…"].')(workspace)
        return cls(workspace=workspace, channel=channel(place), api=settings.api)

    @classmethod
    def example(cls, settings: SlackSettings) -> Self:
        """A channel of the default workspace."""
        return cls(workspace=DEFAULT_WORKSPACE, channel="#newsroom", api=settings.api)

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """A message with its thread; the CSV bears each desk's own name."""
        return slack_rendering(document, single_message=False)

    def open(self, here: Surroundings) -> Channel:
        """The channel, by the workspace's bot token."""
        from notifiers.slack.channel import SlackChannel
        from notifiers.slack.common import SlackApi

        api = replace(SlackApi.by_secret(self.secret, self.api_url, here), where=self.channel)
        hears = here.has(app_token(self.workspace))
        return SlackChannel(api, self.channel, clock=here.clock, sleep=here.sleep, hears=hears)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """Each workspace's token and what it may do, and its channels."""
        from notifiers.slack.checkup import workspace_findings

        for workspace in dict.fromkeys(place.workspace for place in places):
            mine = [place for place in places if place.workspace == workspace]
            channels = {place.words: place.channel for place in mine}
            run = partial(
                workspace_findings,
                workspace,
                channels,
                here,
                secret=mine[0].secret,
                api_url=mine[0].api_url,
                app_secret=app_token(workspace) if here.has(app_token(workspace)) else "",
            )
            yield Checks(about=f"Slack workspace {workspace}", run=run)


def slack_rendering(document: Document, *, single_message: bool) -> Callable[[str], Payloads]:
    """A document as Slack's messages; `single_message` for incoming webhooks, which have neither threads nor files."""
    from notifiers.story.model import Story

    if isinstance(document, Story):
        from notifiers.slack.render import for_desk, render_slack

        payloads = render_slack(document, single_message=single_message)
        return lambda desk: for_desk(payloads, document, desk)
    from notifiers.slack.digest import render_digest_slack

    payloads = render_digest_slack(document, single_message=single_message)
    return lambda _: payloads


def _explained() -> tuple[str, ...]:
    return (
        "The token of your Slack bot. At api.slack.com/apps: Create New App, From a manifest, paste what is in",
        f"  {files('notifiers.slack').joinpath('app-manifest.yaml')}",
        "Then Install to Workspace. The token is under OAuth & Permissions, and begins with xoxb-.",
    )


def _complaint(token: str) -> str:
    others = {"xoxp-": "a user token", "xapp-": "an app-level token", "http": "a web address"}
    if token.startswith("xoxb-") and " " not in token:
        return ""
    found = next((words for start, words in others.items() if token.startswith(start)), "something else")
    return (
        f"should be a Slack bot token, which starts with xoxb-, and is {found}. "
        'In Slack\'s app settings it is the "Bot User OAuth Token" under "OAuth & Permissions".'
    )


KIND = SlackDestination
