import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.mail.mime import Sender, Unsubscribe, mail_bytes, message_id, reference_chain
from notifiers.mail.render import render_mail
from notifiers.story.model import Story
from notifiers.text.safe import header_text
from tests.factories import NOON
from tests.notifiers.mail_stories import long_story, message, named, story
from tests.notifiers.text.test_header_text import ANY_TEXT

SENDER = Sender(address="alerts@news.example.org", name="287(g) watch")
LONG_LINK = "https://news.example.org/unsubscribe?subscription=mid-missouri&token=" + "0123456789abcdef" * 12


def wire(told: Story | None = None, *, sender: Sender = SENDER, way: Unsubscribe | None = None, **over: Any) -> bytes:
    payload = render_mail(told or story(), unsubscribe=way)
    return mail_bytes(message(payload=payload, **over), recipient="desk@example.org", sender=sender, date=NOON)


def headers(raw: bytes) -> list[bytes]:
    return raw.partition(b"\r\n\r\n")[0].split(b"\r\n")


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def test_the_headers_are_right_byte_by_byte() -> None:
    raw = wire(way=Unsubscribe(mailto="leave@example.org", one_click=LONG_LINK))
    assert headers(raw)[:12] == [
        b'From: "287(g) watch" <alerts@news.example.org>',
        b"To: desk@example.org",
        b"Subject: Webster County sheriff joins ICE's 287(g) program; Pulaski County",
        b" drops jail model",
        b"Date: Thu, 06 Nov 2025 18:04:00 +0000",
        b"Message-ID: <mid-missouri-7f3a81c2-0@news.example.org>",
        b'List-Id: "mid-missouri" <mid-missouri.watch287g.news.example.org>',
        b"List-Unsubscribe: <"
        + LONG_LINK.encode()
        + b">, <mailto:leave@example.org?subject=unsubscribe%20mid-missouri>",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        b"Auto-Submitted: auto-generated",
        b"X-Auto-Response-Suppress: All",
        b"MIME-Version: 1.0",
    ]


def test_one_click_is_promised_only_where_there_is_an_https_link() -> None:
    assert b"List-Unsubscribe" not in wire()
    by_mail = wire(way=Unsubscribe(mailto="leave@example.org"))
    assert b"List-Unsubscribe: <mailto:leave@example.org?subject=unsubscribe%20mid-missouri>\r\n" in by_mail
    assert b"List-Unsubscribe-Post" not in by_mail


def test_the_same_message_is_the_same_bytes_at_each_try() -> None:
    assert wire() == wire()
    assert wire(long_story(200)) == wire(long_story(200))


def test_the_parts_are_text_then_html_and_a_csv_only_for_a_long_list() -> None:
    short, long = parsed(wire()), parsed(wire(long_story(200)))
    assert [part.get_content_type() for part in short.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.get_content_type() for part in long.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv")
    ]
    (table,) = long.iter_attachments()
    assert table.get_filename() == "watch287g-mid-missouri-2025-11-06.csv"
    payload = render_mail(long_story(200))
    assert table.get_content().removeprefix("\ufeff").splitlines() == payload["csv"]["text"].splitlines()


def test_what_is_read_is_what_was_rendered() -> None:
    told = named("Doña Ana County\u2028Sheriff's Office, “Posse” = .\n.")
    payload = render_mail(told)
    mail = parsed(wire(told))
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == payload["text" if kind == "plain" else "html"]
    assert mail["Subject"] == payload["subject"]


@settings(max_examples=60, deadline=None)
@given(subject=ANY_TEXT, sender=ANY_TEXT, subscription=ANY_TEXT)
def test_no_text_whatever_breaks_a_header_or_the_wire(subject: str, sender: str, subscription: str) -> None:
    told = message()
    payload = {**told.payload, "subject": subject, "subscription": subscription}
    raw = mail_bytes(
        message(payload=payload),
        recipient="desk@example.org",
        sender=Sender(address=SENDER.address, name=sender),
        date=NOON,
    )
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    names = [line.partition(b":")[0] for line in headers(raw) if not line.startswith(b" ")]
    assert names == [line.partition(b":")[0] for line in headers(wire()) if not line.startswith(b" ")]
    mail = parsed(raw)
    assert not mail.defects
    assert mail["Subject"] == header_text(subject)
    as_old_readers_see_it = message_from_bytes(raw)["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(as_old_readers_see_it))) == header_text(subject)
    # Python's own parser puts a space between the encoded words of a name; what follows reads them as RFC 2047 says.
    name, address = parseaddr(message_from_bytes(raw)["From"].replace("\r\n", ""))
    assert (str(make_header(decode_header(name))), address) == (header_text(sender, 60), SENDER.address)


@given(agency=st.text(max_size=300))
@settings(max_examples=25, deadline=None)
def test_no_line_is_longer_than_mail_allows(agency: str) -> None:
    raw = wire(named(agency), sender=Sender(address=SENDER.address, name=agency), way=Unsubscribe(one_click=LONG_LINK))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    for line in head.split(b"\r\n"):
        assert b"=?" not in line or len(line) <= 76


def test_an_encoded_word_in_a_name_stays_the_letters_it_is() -> None:
    raw = wire(named("=?utf-8?q?=0D=0ABcc:_victim=40example.org?="))
    assert b"Bcc" not in b"".join(line for line in headers(raw) if not line.startswith((b"Subject:", b" ")))
    assert parsed(raw)["Subject"] == "= ?utf-8?q?=0D=0ABcc:_victim=40example.org?= signs with ICE"
    assert "Bcc" not in parsed(raw)


def test_an_answer_refers_to_the_mail_it_answers_and_to_its_forebears() -> None:
    raw = wire(reply_to={"message_id": "<b@example.org>", "references": ["<a@example.org>"]})
    assert b"\r\nIn-Reply-To: <b@example.org>\r\nReferences: <a@example.org> <b@example.org>\r\n" in raw
    assert b"References" not in wire(reply_to={"ts": "1.2", "channel": "C1"})
    assert b"References" not in wire()


def test_a_long_thread_keeps_its_first_mail_and_the_newest() -> None:
    chain = reference_chain({"message_id": "<9@x>", "references": [f"<{n}@x>" for n in range(9)]})
    assert chain == ["<0@x>", "<5@x>", "<6@x>", "<7@x>", "<8@x>", "<9@x>"]
    ids = [f"<{'i' * 60}{n}@news.example.org>" for n in range(4)]
    raw = wire(reply_to={"message_id": ids[-1], "references": ids[:-1]})
    assert b"References: " + "\r\n ".join(ids).encode() + b"\r\n" in raw


def test_a_message_id_is_made_of_the_deliverys_id_alone() -> None:
    assert message_id("7f3a-0", SENDER) == "<7f3a-0@news.example.org>"
    assert message_id("mid missouri:7f>3a", SENDER) == "<mid=20missouri=3a7f=3e3a@news.example.org>"
    assert message_id("a.b", SENDER) != message_id("a=2eb", SENDER)


def test_a_date_is_the_same_moment_in_utc() -> None:
    central = datetime(2025, 11, 6, 12, 4, tzinfo=timezone(-timedelta(hours=6)))
    raw = mail_bytes(message(), recipient="desk@example.org", sender=SENDER, date=central)
    assert parsed(raw)["Date"].datetime == NOON.astimezone(UTC)
    assert b"\r\nDate: Thu, 06 Nov 2025 18:04:00 +0000\r\n" in raw


def test_a_subscription_of_no_latin_letters_has_a_list_of_its_own() -> None:
    ids = {parsed(wire(story(subscription=name)))["List-Id"].rpartition("<")[2] for name in ("北", "南", "Ñandú!")}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[a-z0-9-]+\.watch287g\.news\.example\.org>", list_id) for list_id in ids)
