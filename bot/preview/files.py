"""Messages as files to open, where a rehearsal has no Slack and no mail server: stand-ins for the channels."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.preview.pages import posts_page
from bot.preview.slack_html import slack_preview
from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.destination import Destination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.mime import Sender, mail_bytes, message_id, reference_chain
from watchers.frozen import frozen

_NOBODY = Sender(address="alerts@example.org", name="287(g) watch")


@frozen
class Shown:
    """A message as it arrived: `page` is a whole HTML page, or the plain text.

    `form` is "slack", "mail", "text", or the service's name where the page is one of `posts_page`.
    `table` is the name and text of the CSV that came with it; `stem` the name of its files without an ending.
    """

    form: str
    headline: str
    page: str
    stem: str
    table: tuple[str, str] | None = None


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
        self._threads: dict[str, list[tuple[str, dict[str, Any]]]] = {}
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
                return _FileChannel(partial(self._post, place))
            case _:
                return _FileChannel(partial(self._text, place.key))

    def mail_channel(self, recipient: str, sender: Sender) -> Channel:
        """Return a channel that writes mails: NN-mail-<subscription>.eml, and .html and .csv of the same name."""
        return _FileChannel(partial(self._mail, recipient, sender))

    def slack_channel(self, channel: str) -> Channel:
        """Return a channel that writes Slack threads: NN-slack-<channel>.json, and .html of the same name.

        A thread is one pair of files, written anew with each reply.
        """
        return _FileChannel(partial(self._slack, channel))

    def _mail(self, recipient: str, sender: Sender, message: Message) -> Receipt:
        said = message.payload
        table = (said["csv"]["name"], said["csv"]["text"]) if said["csv"] else None
        stem = self._next_name(f"mail-{said['subscription']}")
        mail = mail_bytes(message, recipient=recipient, sender=sender, date=self.now())
        files = {"eml": mail, "html": said["html"].encode()}
        if table is not None:
            files["csv"] = f"\ufeff{table[1]}".encode()
        shown = Shown(form="mail", headline=said["subject"], page=said["html"], table=table, stem=stem)
        self._keep(message, shown, files)
        chain = reference_chain(message.reply_to)
        known = {"references": chain} if chain else {}
        return Receipt(details={"message_id": message_id(message.id, sender), **known})

    def _slack(self, channel: str, message: Message) -> Receipt:
        thread = str((message.reply_to or {}).get("ts", ""))
        if thread not in self._threads:
            thread = self._next_name(f"slack-{channel}")
        posts = [*self._threads.get(thread, ()), (clock_beside(self.now()), message.payload)]
        payloads = [payload for _, payload in posts]
        page = slack_preview(payloads, channel=channel, times=[time for time, _ in posts])
        shown = Shown(form="slack", headline=str(message.payload.get("text", "")), page=page, stem=thread)
        self._keep(message, shown, {"json": _json(payloads), "html": page.encode()})
        self._threads[thread] = posts
        return Receipt(details={"channel": channel, "ts": thread})

    def _post(self, place: Destination, message: Message) -> Receipt:
        """A page of what a service's readers see, and beside it what was sent: NN-<id>.html and .json."""
        stem, pieces = self._next_name(place.id), place.shown(message.payload)
        page = posts_page([pieces], where=place.words)
        shown = Shown(form=place.service, headline=pieces[0].text.partition("\n")[0], page=page, stem=stem)
        self._keep(message, shown, {"json": _json(place.sent(message.payload)), "html": page.encode()})
        return Receipt()

    def _text(self, words: str, message: Message) -> Receipt:
        """What the terminal, or whatever takes plain text, is given: NN-terminal.txt."""
        text = str(message.payload.get("text", ""))
        headline = " ".join(text.partition("\n\n")[0].split())
        shown = Shown(form="text", headline=headline, page=text, stem=self._next_name(words))
        self._keep(message, shown, {"txt": f"{text}\n".encode()})
        return Receipt()

    def _next_name(self, words: str) -> str:
        """A name without ending for the next message of those words: "03-slack-immigration"."""
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-")
        with self._naming:
            self._count[slug] += 1
            return f"{self._count[slug]:02}-{slug}"

    def _keep(self, message: Message, shown: Shown, files: Mapping[str, bytes]) -> None:
        """Write a message's files, by their endings. Raises `DeliveryError` where the folder can't be written."""
        for ending, content in files.items():
            path = self.folder / f"{shown.stem}.{ending}"
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError as error:
                raise DeliveryError(
                    f"{path} can't be written ({error.strerror}). Name a folder that you may write to.",
                    retry=Retry.NEVER,
                ) from None
            self._written[path] = None
        self.shown[message.id] = shown


@dataclass(frozen=True, slots=True)
class _FileChannel:
    """A channel whose messages are kept by `put`."""

    put: Callable[[Message], Receipt]

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - writing again does no harm
        """Write its files. Raises `DeliveryError`."""
        return self.put(message)

    def close(self) -> None:
        """Nothing is held."""


def _json(sent: object) -> bytes:
    return json.dumps(sent, indent=2, ensure_ascii=False).encode()


def clock_beside(when: datetime) -> str:
    """As Slack prints it: "9:04 AM"."""
    return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"
