"""Mastodon by an account's token: posts, and threads of them."""

from collections.abc import Callable
from typing import Any

from notifiers.delivery import Message, Receipt
from notifiers.destination import Surroundings
from notifiers.posts.channel import PostChannel

_GONE = 404


class MastodonChannel(PostChannel):
    """One account. The receipt has "id" and "url".

    Each post bears the message's id as its Idempotency-Key: for an hour the server answers a second one with the first
    post. After that it would post again, and the second one says that it may be a repeat. `visibility` is that of what
    begins a thread; what follows in one is "unlisted" where that is "public", so that it fills nobody's timeline.
    """

    mend = "Make a new token there (Preferences, Development), and put it where the old one is."

    def __init__(
        self, *, where: str, server: str, token: Callable[[], str], visibility: str, here: Surroundings
    ) -> None:
        super().__init__(where=where, url=lambda: f"{server}/api/v1/statuses", here=here)
        self._token, self._visibility = token, visibility

    def _marked(self, body: dict[str, Any], said: str) -> dict[str, Any]:
        return {**body, "status": f"{body['status']}\n\n{said}"}

    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        answered = (message.reply_to or {}).get("id")
        is_later = answered and message.part and self._visibility == "public"
        body = {**body, "visibility": "unlisted" if is_later else self._visibility}
        headers = {"Authorization": f"Bearer {self._token()}", "Idempotency-Key": message.id}
        answer = self._ask(self._url(), {**body, "in_reply_to_id": answered} if answered else body, headers)
        if answered and answer.status == _GONE:  # what it answers was deleted
            answer = self._ask(self._url(), body, headers)
        said = self._taken(answer, "id")
        return Receipt(details={"id": said["id"], "url": str(said.get("url") or "")})
