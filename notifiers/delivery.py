"""The contract between the outbox and a channel: deliver a message, or raise one error that says what next."""

from dataclasses import field
from enum import StrEnum
from typing import Any, Protocol

from watchers.frozen import frozen


class Retry(StrEnum):
    """What may be done after a delivery failed."""

    LATER = "later"  # nothing was delivered; trying again can help
    NEVER = "never"  # this message wasn't delivered, and trying again can't help until somebody mends it
    PAUSE = "pause"  # nor would any other be: all messages there wait until somebody mends it
    UNKNOWN = "unknown"  # it was handed over and no answer came: ask the channel before posting again


class DeliveryError(Exception):
    """A message was not delivered, or it isn't known whether it was.

    `str(error)` is a sentence for the operator: what failed, and what to do; never a secret. `wait` is the
    channel's own word for how many seconds to leave it alone, or None.
    """

    def __init__(self, message: str, *, retry: Retry, wait: float | None = None) -> None:
        super().__init__(message)
        self.retry = retry
        self.wait = wait


@frozen
class Message:
    """One message as one channel needs it. `payload` is plain JSON, rendered once, and the same at each try.

    `id` is made from the subscription, the events and the part. `part` counts from 0; a later part is
    delivered after the earlier ones, as a reply to part 0 where the channel has threads.
    `reply_to` is the receipt of the message that this one answers, once that is known.
    """

    id: str
    destination: str
    part: int
    payload: dict[str, Any]
    reply_to: dict[str, Any] | None = None


@frozen
class Receipt:
    """What the channel said of a delivered message, as plain JSON (Slack: channel and ts; mail: Message-ID)."""

    details: dict[str, Any] = field(default_factory=dict)


class Channel(Protocol):
    """Somewhere messages go. One object serves one destination of the config."""

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Deliver, or raise `DeliveryError`.

        `unsure` says that an earlier try ended in `Retry.UNKNOWN`: where the channel can be asked whether it has
        the message, ask first, and return its receipt instead of sending it twice.
        """

    def close(self) -> None:
        """Let go of connections, where some are held. A closed channel is not used again."""
        return  # those that hold nothing need no other
