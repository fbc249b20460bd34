"""Messages as files to open: for the demo, which has no Slack and no mail server."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.preview.slack_html import slack_preview
from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.mail.mime import Sender, checked_address, mail_bytes, message_id, reference_chain


class PreviewFolder:
    """A folder that messages are written into, numbered for each channel: the first alert's files begin with 01.

    `now` gives an aware time, in the zone in which the desk reads it: the Date of mails, and the clock beside Slack
    messages. A file of the same name from an earlier demo is replaced; nothing is deleted.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now
        self._written: dict[Path, None] = {}
        self._count = Counter[str]()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files written so far, in the order of their first writing."""
        return tuple(self._written)

    def mail_channel(self, recipient: str, sender: Sender) -> "MailFileChannel":
        """Return a channel that writes mails: NN-mail-<subscription>.eml, and .html of the same name.

        Raises ValueError where `recipient` is no mail address.
        """
        return MailFileChannel(self, recipient=recipient, sender=sender)

    def slack_channel(self, channel: str) -> "SlackFileChannel":
        """Return a channel that writes Slack threads: NN-slack-<channel>.json, and .html of the same name."""
        return SlackFileChannel(self, channel=channel)

    def next_name(self, words: str) -> str:
        """Return a name without ending for the next message of those words: "03-slack-immigration"."""
        slug = _slug(words)
        self._count[slug] += 1
        return f"{self._count[slug]:02}-{slug}"

    def write(self, name: str, content: bytes) -> None:
        """Write one file. Raises `DeliveryError` where the folder can't be written."""
        path = self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise DeliveryError(
                f"{path} can't be written ({error.strerror}). Name a folder that you may write to.", retry=Retry.NEVER
            ) from None
        self._written[path] = None


class MailFileChannel:
    """One inbox, as files."""

    def __init__(self, previews: PreviewFolder, *, recipient: str, sender: Sender) -> None:
        self._previews, self._recipient, self._sender = previews, checked_address(recipient), sender

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - writing again does no harm
        """Write the mail as it would go out, and its HTML. Raises `DeliveryError`."""
        name = self._previews.next_name(f"mail-{message.payload['subscription']}")
        mail = mail_bytes(message, recipient=self._recipient, sender=self._sender, date=self._previews.now())
        self._previews.write(f"{name}.eml", mail)
        self._previews.write(f"{name}.html", message.payload["html"].encode())
        chain = reference_chain(message.reply_to)
        known = {"references": chain} if chain else {}
        return Receipt(details={"message_id": message_id(message.id, self._sender), **known})

    def close(self) -> None:
        """Nothing is held."""


class SlackFileChannel:
    """One Slack channel, as files: a thread is a pair of files, written anew with each reply."""

    def __init__(self, previews: PreviewFolder, *, channel: str) -> None:
        self._previews, self._channel = previews, channel
        self._threads: dict[str, list[tuple[str, dict[str, Any]]]] = {}

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - writing again does no harm
        """Add the message to its thread's files, or begin a thread. Raises `DeliveryError`."""
        thread = str((message.reply_to or {}).get("ts", ""))
        if thread not in self._threads:
            thread = self._previews.next_name(f"slack-{self._channel}")
        posts = [*self._threads.get(thread, ()), (clock_beside(self._previews.now()), message.payload)]
        payloads = [payload for _, payload in posts]
        page = slack_preview(payloads, channel=self._channel, times=[time for time, _ in posts])
        self._previews.write(f"{thread}.json", json.dumps(payloads, indent=2, ensure_ascii=False).encode())
        self._previews.write(f"{thread}.html", page.encode())
        self._threads[thread] = posts
        return Receipt(details={"channel": self._channel, "ts": thread})

    def close(self) -> None:
        """Nothing is held."""


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-")


def clock_beside(when: datetime) -> str:
    """As Slack prints it: "9:04 AM"."""
    return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"
