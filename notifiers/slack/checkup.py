"""Questions to Slack that post nothing: whose a token is, what it may, where the bot is in; and how the doctor says so.

Answers as in Slack's reference for auth.test, conversations.info, conversations.list and conversations.history.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import Any, assert_never

from slack_sdk import WebClient

from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.slack.channel import COMMAND_SCOPES, SCOPES
from notifiers.slack.common import RefusedError, SlackApi, failed_there, is_id, next_cursor
from notifiers.slack.line import address
from notifiers.slack.session import LineError
from notifiers.slack.settings import DEFAULT_WORKSPACE
from watchers.frozen import frozen

_PAGES, _PAGE = 10, 999  # Slack gives fewer than 1,000 channels at once
_UNSEEN = frozenset({"channel_not_found", "missing_scope", "method_not_supported_for_channel_type"})


@frozen
class Identity:
    """Whose token it is: the bot's name, the workspace's, and what it may; None where Slack doesn't say."""

    bot: str
    workspace: str
    scopes: frozenset[str] | None


class Seat(Enum):
    """How the bot stands to a channel."""

    MEMBER = "member"
    OUTSIDE = "outside"  # the channel is there, and the bot is not in it
    ARCHIVED = "archived"
    NOWHERE = "nowhere"  # no such channel, or a private one without the bot
    UNLISTED = "unlisted"  # no public channel has this name; a private one may
    UNTOLD = "untold"  # the token lacks the permission to look


class SlackProbe:
    """Questions to one workspace. Every method raises `DeliveryError`."""

    def __init__(self, api: SlackApi) -> None:
        self._ask = api.ask
        self._public: dict[str, dict[str, Any]] | None = None

    def identity(self) -> Identity:
        """Whose token it is. Slack names its permissions in a header of each answer."""
        answer = self._ask(lambda client: client.auth_test())
        named = [text for name, text in answer.headers.items() if name.casefold() == "x-oauth-scopes"]
        scopes = frozenset(scope.strip() for scope in named[0].split(",")) - {""} if named else None
        return Identity(bot=str(answer.get("user", "?")), workspace=str(answer.get("team", "?")), scopes=scopes)

    def seat(self, channel: str) -> Seat:
        """How the bot stands to a channel, by its id or its #name."""
        return self._by_id(channel) if is_id(channel) else self._by_name(channel.removeprefix("#"))

    def _by_id(self, channel: str) -> Seat:
        """Private ones are shown to those with groups:read alone, but their history to every member that may read."""
        try:
            found = self._ask(lambda client: client.conversations_info(channel=channel))
        except RefusedError as no:
            if no.code not in _UNSEEN:
                raise
            return self._by_history(channel)
        return _seat(found.get("channel") or {})

    def _by_history(self, channel: str) -> Seat:
        try:
            self._ask(lambda client: client.conversations_history(channel=channel, limit=1))
        except RefusedError as no:
            match no.code:
                case "not_in_channel":
                    return Seat.OUTSIDE
                case "channel_not_found":
                    return Seat.NOWHERE
                case "missing_scope":
                    return Seat.UNTOLD
                case _:
                    raise
        return Seat.MEMBER

    def _by_name(self, name: str) -> Seat:
        if self._public is None:
            try:
                self._public = self._listed()
            except RefusedError as no:
                if no.code != "missing_scope":
                    raise
                return Seat.UNTOLD
        return _seat(self._public[name]) if name in self._public else Seat.UNLISTED

    def _listed(self) -> dict[str, dict[str, Any]]:
        """The workspace's public channels by name; an archived one gives way to a living one of that name."""
        found: dict[str, dict[str, Any]] = {}
        cursor: str | None = None
        for _ in range(_PAGES):
            asked: dict[str, Any] = {"limit": _PAGE, "types": "public_channel", "cursor": cursor}
            answer = self._ask(partial(WebClient.conversations_list, **asked))
            for channel in answer.get("channels") or ():
                if channel["name"] not in found or not channel.get("is_archived"):
                    found[channel["name"]] = channel
            cursor = next_cursor(answer.get("response_metadata"))
            if not cursor:
                break
        return found


def _seat(channel: dict[str, Any]) -> Seat:
    if channel.get("is_archived"):
        return Seat.ARCHIVED
    return Seat.MEMBER if channel.get("is_member") else Seat.OUTSIDE


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
            found = "it was deleted, there is no such channel, or it is private and the bot isn't in it"
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
