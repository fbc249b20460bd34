"""Discord by a channel's webhook. In a forum each alert is a post of its own, and what follows it answers there."""

from typing import Any

from notifiers.delivery import Message, Receipt
from notifiers.discord.embed import message, plain_message
from notifiers.posts.channel import PostChannel
from notifiers.posts.web import Answer

_NEEDS_A_NAME = 220001  # a forum takes a message with a thread's name or id only
_NO_CHANNEL = 10003  # with a thread's id: that thread is gone
_LONGEST_NAME = 100


class DiscordChannel(PostChannel):
    """One webhook. The receipt has "id" and, in a forum, "thread", where later parts and corrections go.

    Discord counts 30 messages a minute for a webhook, and says with each answer when it takes the next.
    """

    seconds = 2.1
    form = staticmethod(message)
    plain = staticmethod(plain_message)
    mend = "In Discord, at the channel: Edit, Integrations, Webhooks; put the address of one where the old one is."

    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        thread = (message.reply_to or {}).get("thread")
        answer = self._ask(self._address(thread), body)
        if thread and answer.document.get("code") == _NO_CHANNEL:
            thread = None
            answer = self._ask(self._address(None), body)
        is_forum = self._wants_a_name(answer)
        if is_forum:
            name = body["content"].split("\n")[0].strip("*").replace("\\", "")[:_LONGEST_NAME]
            answer = self._ask(self._address(None), {**body, "thread_name": name})
        said = self._taken(answer, "id", "channel_id")
        details = {"thread": said.text("channel_id")} if is_forum or thread else {}
        return Receipt(details={"id": said.text("id"), **details})

    def _address(self, thread: str | None) -> str:
        """With `wait`, Discord answers what it has saved."""
        return f"{self._url()}?wait=true" + (f"&thread_id={thread}" if thread else "")

    @staticmethod
    def _wants_a_name(answer: Answer) -> bool:
        return answer.status == 400 and answer.document.get("code") == _NEEDS_A_NAME
