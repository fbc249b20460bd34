"""Google Chat by a space's webhook: an alert begins a thread, and what follows it answers there."""

from typing import Any

from notifiers.delivery import Message, Receipt
from notifiers.google_chat.card import message, plain_message
from notifiers.posts.channel import PostChannel


class GoogleChatChannel(PostChannel):
    """One webhook. The receipt has "name", the message's, and "thread".

    Each post bears the message's id as its request id: Google then answers a second one with the first message. Should
    it not, the second one says that it may be a repeat.
    """

    form = staticmethod(message)
    plain = staticmethod(plain_message)
    mend = "In Google Chat, at the space: Apps & integrations, Webhooks; put the address of one where the old one is."

    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        known = (message.reply_to or {}).get("thread")
        thread = {"name": known} if known else {"threadKey": message.id}
        options = f"messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId={message.id}"
        said = self._taken(self._ask(f"{self._url()}&{options}", {**body, "thread": thread}), "name")
        found = said.text("thread", "name") or known
        return Receipt(details={"name": said.text("name"), **({"thread": found} if found else {})})
