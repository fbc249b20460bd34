"""Slack: each workspace's token and permissions, each channel, each webhook. Nothing is posted."""

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.slack.channel import COMMAND_SCOPES, SCOPES
from notifiers.slack.common import SlackApi, failed_there
from notifiers.slack.line import address
from notifiers.slack.probe import Identity, Seat, SlackProbe
from notifiers.slack.session import LineError
from notifiers.slack.settings import DEFAULT_WORKSPACE

_POST = "chat:write"
_REINSTALL = (
    "At api.slack.com/apps, in the app's settings, put notifiers/slack/app-manifest.yaml in under App Manifest, and "
    "reinstall the app to the workspace. If its token is another one then, put that where the old one is."
)


def workspace_findings(
    name: str, channels: Mapping[str, str], here: Surroundings, *, secret: str, api_url: str, app_secret: str = ""
) -> Iterator[Finding]:
    """What the token of a workspace may do, and how its bot stands to each channel, by what a sentence calls it.

    `app_secret` names the app-level token by which people are heard inside Slack, "" where there is none.
    """
    what = "Slack" if name == DEFAULT_WORKSPACE else f"Slack {name}"
    probe = SlackProbe(SlackApi.by_secret(secret, api_url, here))
    try:
        identity = probe.identity()
    except DeliveryError as error:
        yield failed_there(what, error)
        return
    yield ok(what, f"the token is @{identity.bot}'s, in the workspace {identity.workspace}")
    yield from _permissions(what, identity, SCOPES)
    if app_secret:
        yield from _permissions(f"{what}, commands", identity, COMMAND_SCOPES)
        yield _line(f"{what}, commands", SlackApi.by_secret(app_secret, api_url, here))
    for words, channel in channels.items():
        try:
            yield _seated(words, probe.seat(channel), identity)
        except DeliveryError as error:
            yield failed_there(words, error)
            if error.retry is Retry.LATER:  # no answer, or too many questions: the next would fare no better
                return


def _line(what: str, api: SlackApi) -> Finding:
    """Whether the line on which people are heard inside Slack can be opened. It is not opened."""
    try:
        address(api)
    except LineError as error:
        return failed(what, str(error).partition(": ")[2] or str(error))
    return ok(what, "the app-level token opens the line on which people are heard inside Slack")


def _permissions(what: str, identity: Identity, needed: Mapping[str, str]) -> Iterator[Finding]:
    if identity.scopes is None:
        yield warn(what, "Slack doesn't say what the token may do", "`watch287g doctor --send` tries it.")
        return
    missing = [scope for scope in needed if scope not in identity.scopes]
    if not missing:
        yield ok(what, f"the token may do all that is needed ({', '.join(needed)})")
        return
    words = ", ".join(f"{scope} ({needed[scope]})" for scope in missing)
    mark: Callable[[str, str, str], Finding] = fail if _POST in missing else warn
    yield mark(what, f"the token lacks {words}", _REINSTALL)


def _seated(words: str, seat: Seat, identity: Identity) -> Finding:
    """How the bot stands to a channel, and what to do about it."""
    invite = f"In Slack, in that channel: /invite @{identity.bot}"
    match seat:
        case Seat.MEMBER:
            return ok(words, f"@{identity.bot} is in the channel")
        case Seat.OUTSIDE:
            return fail(words, f"@{identity.bot} is not in the channel, and can't post there", invite)
        case Seat.ARCHIVED:
            return fail(words, "the channel is archived", "Unarchive it in Slack, or name another in the config.")
        case Seat.NOWHERE:
            found = "there is no such channel, or it is private and the bot isn't in it"
            return fail(words, found, f"Check the id in the config. If it is private: {_lower(invite)}")
        case Seat.UNLISTED:
            found = "no public channel has this name; a private one can't be looked up by its name"
            cure = (
                "Check the name. For a private channel write its id into the config: it stands at the end of the "
                f"channel's details in Slack. {invite}. Or see whether `watch287g doctor --send` arrives there."
            )
            return warn(words, found, cure)
        case Seat.UNTOLD:
            return warn(words, "the token may not look there, so nobody can tell", _REINSTALL)
        case _:
            assert_never(seat)


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
