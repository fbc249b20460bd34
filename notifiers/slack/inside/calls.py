"""What the bot asks of Slack for those inside it: answers, dialogs, Home, who somebody is, a message made anew."""

from collections.abc import Callable
from typing import Any

from notifiers.delivery import DeliveryError, Retry
from notifiers.slack.blocks import Block
from notifiers.slack.checkup import Seat, SlackProbe
from notifiers.slack.common import RefusedError, SlackApi, next_cursor, sent, webhook_client
from notifiers.text.safe import literal
from watchers.frozen import frozen

_TRIES, _PAGES = 3, 5
_BETWEEN = 1.0  # seconds
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})


class TooLateError(DeliveryError):
    """The three seconds in which a dialog can be opened are over."""


@frozen
class Profile:
    """What Slack says of somebody: their name, the IANA name of their zone ("" for unknown), and what they may."""

    name: str
    zone: str
    is_admin: bool


class Workspace:
    """One workspace, asked and answered. Every method raises `DeliveryError`."""

    def __init__(self, api: SlackApi, *, sleep: Callable[[float], None]) -> None:
        self._api, self._ask, self._sleep = api, api.ask, sleep
        self._identity: tuple[str, str] | None = None

    def respond(self, address: str, body: dict[str, Any]) -> None:
        """Answer by a response_url, for which no token is needed. Tried again only where nothing can have arrived."""
        for number in range(_TRIES):
            try:
                return self._respond(address, body)
            except DeliveryError as error:
                if error.retry is not Retry.LATER or number == _TRIES - 1:
                    raise
                self._sleep(min(error.wait or _BETWEEN, 10.0))
        return None

    def _respond(self, address: str, body: dict[str, Any]) -> None:
        client = webhook_client(address, timeout=self._api.timeout, route=self._api.route)
        answer = sent(client, body, where="an answer")
        if answer.status_code != 200 or answer.body not in {"ok", '{"ok":true}', ""}:
            retry = Retry.LATER if answer.status_code in {429, 503} else Retry.NEVER
            raise DeliveryError(f"Slack took no answer (HTTP {answer.status_code}).", retry=retry)

    def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Open a dialog. Raises `TooLateError` too."""
        try:
            self._ask(lambda client: client.views_open(trigger_id=trigger, view=view))
        except RefusedError as no:
            if no.code in _TOO_LATE:
                raise TooLateError(str(no), retry=Retry.NEVER) from None
            raise

    def update_view(self, view_id: str, view: dict[str, Any]) -> None:
        """Put another view in the place of one that is open."""
        self._ask(lambda client: client.views_update(view_id=view_id, view=view))

    def publish(self, user: str, view: dict[str, Any]) -> None:
        """Show somebody their Home."""
        self._ask(lambda client: client.views_publish(user_id=user, view=view))

    def profile(self, user: str) -> Profile:
        """Who somebody is (scope users:read)."""
        found = self._ask(lambda client: client.users_info(user=user)).get("user") or {}
        shown = found.get("profile") or {}
        name = shown.get("display_name") or found.get("real_name") or found.get("name") or user
        return Profile(
            name=literal(str(name), 80),
            zone=str(found.get("tz") or ""),
            is_admin=bool(found.get("is_admin") or found.get("is_owner")),
        )

    def identity(self) -> tuple[str, str]:
        """The bot's name, and the id of its workspace; asked once."""
        if self._identity is None:
            answer = self._ask(lambda client: client.auth_test())
            self._identity = str(answer.get("user") or "watch287g"), str(answer.get("team_id") or "")
        return self._identity

    def seat(self, channel: str) -> Seat:
        """How the bot stands to a channel."""
        return SlackProbe(self._api).seat(channel)

    def is_in(self, user: str, channel: str) -> bool:
        """Whether somebody is in a channel that the bot is in (scopes channels:read, groups:read)."""
        cursor = None
        for _ in range(_PAGES):
            asked: dict[str, Any] = {"channel": channel, "limit": 1000, "cursor": cursor}
            answer = self._ask(lambda client: client.conversations_members(**asked))  # noqa: B023
            if user in (answer.get("members") or ()):
                return True
            cursor = next_cursor(answer.get("response_metadata"))
            if not cursor:
                break
        return False

    def blocks_of(self, channel: str, ts: str) -> tuple[str, list[Block]] | None:
        """The text and the blocks of a message, also of one in a thread; None where it is gone."""
        asked: dict[str, Any] = {"channel": channel, "ts": ts, "latest": ts, "inclusive": True, "limit": 1}
        answer = self._ask(lambda client: client.conversations_replies(**asked))
        found = next((m for m in answer.get("messages") or () if m.get("ts") == ts), None)
        return (str(found.get("text") or ""), list(found.get("blocks") or ())) if found else None

    def update(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None:
        """Put another text into a message of the bot's own."""
        self._ask(lambda client: client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks))

    def post(self, channel: str, body: dict[str, Any]) -> None:
        """Say something in a channel."""
        said = {key: value for key, value in body.items() if key not in {"response_type", "replace_original"}}
        self._ask(lambda client: client.chat_postMessage(channel=channel, **said))
