"""Messages as files to open, where a rehearsal has no Slack and no mail server: stand-ins for the channels."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.preview.posts_html import posts_page
from bot.preview.slack_html import slack_preview
from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.destination import Destination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.mime import Sender, checked_address, mail_bytes, message_id, reference_chain

_NOBODY = Sender(address="alerts@example.org", name="287(g) watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it arrived: `page` is a whole HTML page, or the plain text.

    `form` is "slack", "mail", "text", or the service's name where the page is one of `posts_page`.
    `table` is the name and text of the CSV that came with it; `stem` the name of its files without an ending.
    """

    form: str
    headline: str
    page: str
    table: tuple[str, str] | None
    stem: str


class PreviewFolder:
    """A folder that messages are written into, numbered for each channel: the first alert's files begin with 01.

    `now` gives an aware time, in the zone in which the desk reads it: the Date of mails, and the clock beside Slack
    messages. A file of the same name from an earlier demo is replaced; nothing is deleted. `shown` has, by their ids,
    the messages that arrived.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now
        self.shown: dict[str, Shown] = {}
        self._written: dict[Path, None] = {}
        self._count = Counter[str]()
        self._naming = threading.Lock()  # destinations are served side by side

    @property
    def files(self) -> tuple[Path, ...]:
        """The files written so far, in the order of their first writing."""
        return tuple(self._written)

    def channel(self, place: Destination) -> Channel:
        """What stands in for a destination of the config."""
        match place:
            case EmailDestination():
                mail = place.mail
                sender = Sender(address=mail.sender, name=mail.sender_name) if mail else _NOBODY
                return self.mail_channel(place.address, sender)
            case _ if place.section == "slack":
                return self.slack_channel(place.invite_to or place.words)
            case _ if place.service:
                return PostFileChannel(self, place)
            case _:
                return TextFileChannel(self, place.key)

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
        with self._naming:
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
        """Write the mail as it would go out, its HTML and its table. Raises `DeliveryError`."""
        said = message.payload
        name = self._previews.next_name(f"mail-{said['subscription']}")
        mail = mail_bytes(message, recipient=self._recipient, sender=self._sender, date=self._previews.now())
        self._previews.write(f"{name}.eml", mail)
        self._previews.write(f"{name}.html", said["html"].encode())
        table = (said["csv"]["name"], said["csv"]["text"]) if said["csv"] else None
        if table is not None:
            self._previews.write(f"{name}.csv", f"\ufeff{table[1]}".encode())
        self._previews.shown[message.id] = Shown(
            form="mail", headline=said["subject"], page=said["html"], table=table, stem=name
        )
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
        self._previews.shown[message.id] = Shown(
            form="slack", headline=str(message.payload.get("text", "")), page=page, table=None, stem=thread
        )
        return Receipt(details={"channel": self._channel, "ts": thread})

    def close(self) -> None:
        """Nothing is held."""


class PostFileChannel:
    """A service's messages, as files: each one a page of what its readers see, and beside it what was sent."""

    def __init__(self, previews: PreviewFolder, place: Destination) -> None:
        self._previews, self._place = previews, place

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - writing again does no harm
        """Write NN-<id>.json, and .html of the same name. Raises `DeliveryError`."""
        name = self._previews.next_name(self._place.id)
        pieces = self._place.shown(message.payload)
        page = posts_page([pieces], where=self._place.words)
        self._previews.write(f"{name}.json", json.dumps(message.payload, indent=2, ensure_ascii=False).encode())
        self._previews.write(f"{name}.html", page.encode())
        headline = pieces[0].text.partition("\n")[0]
        self._previews.shown[message.id] = Shown(
            form=self._place.service, headline=headline, page=page, table=None, stem=name
        )
        return Receipt()

    def close(self) -> None:
        """Nothing is held."""


class TextFileChannel:
    """The terminal, or whatever takes plain text, as files."""

    def __init__(self, previews: PreviewFolder, words: str) -> None:
        self._previews, self._words = previews, words

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - writing again does no harm
        """Write the text: NN-terminal.txt. Raises `DeliveryError`."""
        text = str(message.payload.get("text", ""))
        name = self._previews.next_name(self._words)
        self._previews.write(f"{name}.txt", f"{text}\n".encode())
        headline = " ".join(text.partition("\n\n")[0].split())
        self._previews.shown[message.id] = Shown(form="text", headline=headline, page=text, table=None, stem=name)
        return Receipt()

    def close(self) -> None:
        """Nothing is held."""


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-")


def clock_beside(when: datetime) -> str:
    """As Slack prints it: "9:04 AM"."""
    return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"
