"""Questions to Slack that post nothing: whose a token is, what it may, where the bot is in.

Answers as in Slack's reference for auth.test, conversations.info, conversations.list and conversations.history.
"""

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from slack_sdk import WebClient

from notifiers.slack.common import RefusedError, SlackApi, is_id, next_cursor

_PAGES, _PAGE = 10, 999  # Slack gives fewer than 1,000 channels at once
_UNSEEN = frozenset({"channel_not_found", "missing_scope", "method_not_supported_for_channel_type"})


@dataclass(frozen=True, slots=True, kw_only=True)
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
