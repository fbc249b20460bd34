"""[slack] of the config, and how channels, workspaces and webhooks are written there."""

import re

from notifiers.text.entry import Unfit, loopback_address, quoted, secret_bearing_name, variable
from notifiers.text.section import Section
from watchers.frozen import frozen

DEFAULT_WORKSPACE = "default"
"""The Slack workspace of the secret SLACK_BOT_TOKEN."""

ANYONE, ADMINS = "anyone", "admins"
"""Who may subscribe channels inside Slack."""

TIMEOUT = 20
"""Seconds that Slack has for an answer."""

_CHANNEL = re.compile(r"#[^\s#@<>A-Z.,;:!?/'\"]{1,80}|[CG][A-Z0-9]{8,}")


@frozen
class SlackSettings:
    """[slack]. Names of workspaces beside the default one, and of incoming webhooks; `api` only in rehearsals.

    `who_may_subscribe` inside Slack: `ANYONE`, `ADMINS`, or ids of people; `tell_operators` of what they change there.
    """

    workspaces: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    api: str | None = None
    who_may_subscribe: tuple[str, ...] = (ANYONE,)
    tell_operators: bool = False

    @property
    def api_url(self) -> str:
        """Where Slack is asked."""
        return self.api or "https://slack.com/api/"


def read_settings(section: Section | None) -> SlackSettings:
    """What the section says, each mistake noted."""
    if section is None:
        return SlackSettings()
    workspaces = section.each("workspaces", secret_bearing_name)
    if DEFAULT_WORKSPACE in workspaces:
        section.wrong("workspaces", f'"{DEFAULT_WORKSPACE}" is the one of SLACK_BOT_TOKEN; leave it out.')
    return SlackSettings(
        workspaces=workspaces,
        webhooks=section.each("webhooks", secret_bearing_name),
        api=section.one("api", loopback_address, None),
        who_may_subscribe=section.each("who_may_subscribe", person) or (ANYONE,),
        tell_operators=section.flag("tell_operators", default=False),
    )


def person(text: str) -> str:
    """Who may: "anyone", "admins", or somebody's member id."""
    if text.casefold() in {ANYONE, ADMINS}:
        return text.casefold()
    if re.fullmatch(r"[UW][A-Z0-9]{6,}", text):
        return text
    raise Unfit(
        f'{quoted(text)} is not "anyone", "admins" or a member id such as "U012AB3CD": in Slack, in a '
        "profile, under ⋮, Copy member ID."
    )


def channel(text: str) -> str:
    """A Slack channel: "#name", or its id."""
    if _CHANNEL.fullmatch(text):
        return text
    link = re.fullmatch(r"https://[\w.-]+\.slack\.com/archives/([CG][A-Z0-9]{8,})(?:/.*)?", text)
    if link:
        raise Unfit(f'{quoted(text)} is a link. Write the channel\'s id, which is its last part: "{link[1]}".')
    if text.startswith("@") or re.fullmatch(r"[UWD][A-Z0-9]{8,}", text):
        raise Unfit(f'{quoted(text)} is a person. Name a channel, such as "#immigration".')
    if re.fullmatch(r"[\w-]{1,80}", text):
        raise Unfit(f'channel {quoted(text)} needs a "#" or a channel id. Did you mean "#{text.lower()}"?')
    if _CHANNEL.fullmatch(text.lower()):
        raise Unfit(f'{quoted(text)}: Slack\'s channels have small letters only. Did you mean "{text.lower()}"?')
    raise Unfit(f'{quoted(text)} is no channel. Write its name, such as "#immigration", or its id.')


def workspaces(settings: SlackSettings) -> tuple[str, ...]:
    """Every workspace that there may be: the default one, and those that the config names."""
    return (DEFAULT_WORKSPACE, *settings.workspaces)


def bot_token(workspace: str) -> str:
    """The name of a workspace's bot token: SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_KANSAS_CITY for "kansas-city"."""
    return f"SLACK_BOT_TOKEN{_suffix(workspace)}"


def app_token(workspace: str) -> str:
    """The name of the app-level token by which a workspace's people are heard."""
    return f"SLACK_APP_TOKEN{_suffix(workspace)}"


def _suffix(workspace: str) -> str:
    return "" if workspace == DEFAULT_WORKSPACE else f"_{variable(workspace)}"
