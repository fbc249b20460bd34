"""What Slack says of a message, and what a message needs of what Slack said before. Values only."""

from collections.abc import Mapping
from typing import Any

from notifiers.delivery import Message, Receipt

METADATA_TYPE = "watch287g_alert"


def is_id(channel: str) -> bool:
    """Whether this is a channel's id ("C0123ABCD") rather than its name."""
    return channel[:1] in {"C", "G", "D"} and len(channel) >= 9 and channel.isalnum() and channel.isupper()


def thread_of(message: Message) -> str | None:
    """The thread to answer in: always its first message, for Slack loses replies to a reply."""
    answered = message.reply_to or {}
    found = answered.get("thread_ts") or answered.get("ts")
    return str(found) if found else None


def metadata_of(message: Message) -> dict[str, Any]:
    """What Slack keeps with a message, unseen, and by which it is found again."""
    return {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": message.id}}


def receipt(channel: str, ts: str, thread: str | None) -> Receipt:
    """The receipt of a message: where it is."""
    return Receipt(details={"channel": channel, "ts": ts, **({"thread_ts": thread} if thread else {})})


def next_cursor(metadata: Mapping[str, Any] | None) -> str:
    """Where the next page of a list begins, by the answer's `response_metadata`; "" after the last one."""
    return str((metadata or {}).get("next_cursor") or "")
