"""Mastodon by an account's token: posts, and threads of them; and what the doctor asks, without posting."""

from collections.abc import Callable, Iterator
from typing import Any

from notifiers.delivery import DeliveryError, Message, Receipt
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.mastodon.status import MOST, message, plain_message
from notifiers.posts.channel import PostChannel
from notifiers.posts.web import Web

_GONE = 404
_HOLDS = 3300.0  # seconds in which the server surely knows the key


class MastodonChannel(PostChannel):
    """One account. The receipt has "id" and "url".

    Each post bears the message's id as its Idempotency-Key: for an hour the server answers a second one with the first
    post. Where it may be longer ago, the second one says that it may be a repeat. `visibility` is that of what
    begins a thread; what follows in one is "unlisted" where that is "public", so that it fills nobody's timeline.
    """

    form = staticmethod(message)
    plain = staticmethod(plain_message)
    mend = "Make a new token there (Preferences, Development), and put it where the old one is."

    def __init__(
        self, *, where: str, server: str, token: Callable[[], str], visibility: str, here: Surroundings
    ) -> None:
        super().__init__(where=where, url=lambda: f"{server}/api/v1/statuses", here=here)
        self._token, self._visibility = token, visibility
        self._begun: dict[str, float] = {}

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Post the message."""
        now, begun = self._here.clock(), self._begun.get(message.id)
        is_known = begun is not None and 0 <= now - begun < _HOLDS
        self._begun.setdefault(message.id, now)
        receipt = super().deliver(message, unsure=unsure and not is_known)
        del self._begun[message.id]
        return receipt

    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        answered = (message.reply_to or {}).get("id")
        is_later = answered and message.part and self._visibility == "public"
        body = {**body, "visibility": "unlisted" if is_later else self._visibility}
        headers = {"Authorization": f"Bearer {self._token()}", "Idempotency-Key": message.id}
        answer = self._ask(self._url(), {**body, "in_reply_to_id": answered} if answered else body, headers)
        if answered and answer.status == _GONE:  # what it answers was deleted
            answer = self._ask(self._url(), body, headers)
        said = self._taken(answer, "id")
        return Receipt(details={"id": said.text("id"), "url": said.text("url")})


def findings(words: str, server: str, token: str, here: Surroundings, *, account: str) -> Iterator[Finding]:
    """What the server says of the token and of itself."""
    web, headers = Web(words, here), {"Authorization": f"Bearer {token}"}
    try:
        whose = web.ask("GET", f"{server}/api/v1/accounts/verify_credentials", headers=headers)
        about = web.ask("GET", f"{server}/api/v2/instance")
    except DeliveryError as error:
        yield failed(words, str(error).partition(": ")[2])
        return
    name = whose.text("username")
    if whose.status in {401, 403}:
        cure = "Make a new one there (Preferences, Development), with write:statuses and read:accounts."
        yield fail(words, f"the token is wrong, or lacks read:accounts (status {whose.status})", cure)
    elif not name:
        yield warn(words, f"it can't be told (status {whose.status})", "Run `watch287g doctor` again in a while.")
    elif name.casefold() != account.casefold():
        yield fail(words, f"the token is @{name}'s", "Put the token of the account that the config names.")
    else:
        yield ok(words, f"the token is @{name}'s")
    most = about.at("configuration", "statuses", "max_characters")
    if isinstance(most, int) and most < MOST:
        yield warn(
            words, f"the server takes {most} characters, and the bot writes up to {MOST}", "Choose another server."
        )
