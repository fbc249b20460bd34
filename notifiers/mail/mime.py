"""A mail's payload as the bytes that go over the wire, with headers that are right to the byte (RFC 5322, 8058)."""

import hashlib
import re
from base64 import b64decode
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any
from urllib.parse import quote

from notifiers.delivery import Message
from notifiers.text.safe import header_text
from watchers.frozen import frozen

MOST_REFERENCES = 6
"""Ids that `References` keeps, so that its one line stays under the 998 bytes of RFC 5322."""


@frozen
class Sender:
    """Whom mails are from: an address as the config takes one."""

    address: str
    name: str = "watch287g"

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.address.rpartition("@")[2]


@frozen
class Unsubscribe:
    """How a reader stops these mails: an address to write to, an https address that takes a POST (RFC 8058), or both.

    Both are as the config takes them: fit for a header.
    """

    mailto: str | None = None
    one_click: str | None = None

    def links(self, subscription: str) -> list[str]:
        """Return the links for `List-Unsubscribe`, the one to prefer first."""
        wish = quote(f"unsubscribe {header_text(subscription, 60)}", safe="")
        mailto = self.mailto and f"mailto:{quote(self.mailto, safe='@')}?subject={wish}"
        return [link for link in (self.one_click, mailto) if link]

    def link(self, subscription: str) -> str | None:
        """Return the link for the mail's last line, or None."""
        return next(iter(self.links(subscription)), None)


def message_id(delivery: str, sender: Sender) -> str:
    """Return the Message-ID of the delivery with that id: the same at each try, so that a receiver can tell."""
    left = re.sub(r"[^A-Za-z0-9_-]", lambda odd: f"={ord(odd[0]):x}", delivery)
    return f"<{left}@{sender.domain}>"


def reference_chain(reply_to: dict[str, Any] | None) -> list[str]:
    """Return the Message-IDs that an answer to the mail with the receipt `reply_to` refers to, oldest first."""
    if not reply_to or "message_id" not in reply_to:
        return []
    chain = [*reply_to.get("references", []), reply_to["message_id"]]
    return [*chain[:1], *chain[1:][1 - MOST_REFERENCES :]]


def mail_bytes(message: Message, *, recipient: str, sender: Sender, date: datetime) -> bytes:
    """Return `message` (its payload is `notifiers.mail.render.render_mail`'s) as ASCII bytes with lines ended by CRLF.

    The same arguments give the same bytes. `date` is aware, `recipient` an address as the config takes one.
    """
    payload = message.payload
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _named(sender.name, sender.address)
    mail["To"] = recipient
    mail["Subject"] = _encoded(header_text(payload["subject"]))
    mail["Date"] = date.astimezone(UTC)
    mail["Message-ID"] = message_id(message.id, sender)
    _add_thread(mail, message.reply_to)
    _add_list(mail, payload, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    _add_bodies(mail, payload, sender)
    _fix_boundaries(mail, message.id)
    return mail.as_bytes()


def _add_thread(mail: EmailMessage, reply_to: dict[str, Any] | None) -> None:
    chain = reference_chain(reply_to)
    if chain:
        mail["In-Reply-To"] = chain[-1]
        mail["References"] = " ".join(chain)


def _add_list(mail: EmailMessage, payload: dict[str, Any], sender: Sender) -> None:
    """Say which list this is and how to leave it; one click is promised only where there is an https link for it."""
    name = header_text(payload["subscription"], 60)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    label = slug or hashlib.sha256(name.encode()).hexdigest()[:12]
    mail["List-Id"] = _named(name, f"{label}.watch287g.{sender.domain}")
    if payload["unsubscribe"] is None:
        return
    unsubscribe = Unsubscribe(**payload["unsubscribe"])
    links = unsubscribe.links(name)
    if links:
        mail["List-Unsubscribe"] = ", ".join(f"<{link}>" for link in links)
    if unsubscribe.one_click:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


PICTURE = re.compile(r'(?<= src=")data:image/png;base64,([A-Za-z0-9+/]+={0,2})(?=")')
"""A picture within HTML. What ICE prints can't look like one: its quotation marks are escaped."""


def _without_pictures(html: str, sender: Sender) -> tuple[str, list[bytes]]:
    """The HTML that names its pictures as parts of the mail, and the pictures: Gmail and Outlook show no others."""
    pictures: list[bytes] = []

    def part(found: re.Match[str]) -> str:
        pictures.append(b64decode(found[1]))
        return f"cid:{_cid(len(pictures) - 1, sender)}"

    return PICTURE.sub(part, html), pictures


def _cid(number: int, sender: Sender) -> str:
    return f"picture-{number}@{sender.domain}"


def _add_bodies(mail: EmailMessage, payload: dict[str, Any], sender: Sender) -> None:
    mail.set_content(payload["text"], cte="quoted-printable")
    html, pictures = _without_pictures(payload["html"], sender)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    *_, page = mail.iter_parts()
    for number, picture in enumerate(pictures):
        page.add_related(picture, maintype="image", subtype="png", cid=f"<{_cid(number, sender)}>", cte="base64")
    table = payload["csv"]
    if table is not None:
        # Excel takes a CSV without a byte-order mark for the local Windows code page.
        data = table["text"].encode("utf-8-sig")
        mail.add_attachment(
            data, maintype="text", subtype="csv", filename=table["name"], params={"charset": "utf-8"}, cte="base64"
        )


def _fix_boundaries(mail: EmailMessage, delivery: str) -> None:
    """Name the parts' boundaries after the delivery; "=_" occurs in neither quoted-printable nor base64."""
    seed = hashlib.sha256(delivery.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{seed}")


def _named(name: str, address: str) -> str:
    """Return `name <address>` for a header, the name quoted or encoded as it needs."""
    name = header_text(name, 60)
    if not name:
        return f"<{address}>"
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{quoted}" <{address}>' if name.isascii() else f"{_encoded(name)} <{address}>"


def _encoded(text: str) -> str:
    """Return `text` with what is not ASCII as encoded words, parted by spaces, each short enough for a first line.

    A line with an encoded word may have 76 characters (RFC 2047, 2), "Subject: " among them.
    """
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=66, header_name="").encode(linesep="")


class _AsWritten(UnstructuredHeader, BaseHeader):
    """A header that goes out as it was put together here: its words unchanged, folded at spaces only.

    Python's own folding turns a link or an id longer than a line into encoded words (3.11 to 3.13), after which
    Gmail and Outlook find no link to unsubscribe and threads come apart.
    """

    may_break = True

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take the value as it is: it is ASCII, and its encoded words are to stay encoded."""
        super().parse(value, kwds)
        kwds["decoded"] = value

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines; a word longer than a line stays whole, and none begins a header's second line."""
        lines = [f"{self.name}:"]
        for number, word in enumerate(str(self).split(" ")):
            if number and self.may_break and len(lines[-1]) + 1 + len(word) > (policy.max_line_length or 76):
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


class _OneLine(_AsWritten):
    """Never folded: what reads `List-Unsubscribe` is often less than a mail parser."""

    may_break = False


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("from", "to", "subject", "message-id", "in-reply-to", "references", "list-id"):
        registry.map_to_type(name, _AsWritten)
    for name in ("list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(name, _OneLine)
    # RFC 2045 allows 76 characters in a quoted-printable line; the policy's 78 is a header's limit.
    return SMTP.clone(header_factory=registry, max_line_length=76)


_POLICY = _policy()
