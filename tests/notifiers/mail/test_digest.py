"""A digest as a mail: small enough, the same in both forms, readable in both schemes, whatever ICE prints."""

import csv
import io
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.delivery import Message
from notifiers.digest.drawing import draw_counties
from notifiers.digest.model import Digest
from notifiers.digest.room import LINES, within
from notifiers.language.english import ENGLISH
from notifiers.mail.digest import digest_text, render_digest_mail
from notifiers.mail.mime import Sender, Unsubscribe, mail_bytes
from notifiers.mail.render import MOST_BYTES
from notifiers.slack.blocks import plain_words
from notifiers.slack.digest import render_digest_slack
from tests.notifiers.digests import happened, one_of_each, week
from tests.notifiers.mail.test_render import Page, contrast
from tests.notifiers.slack_rules import check
from watchers.model.event import EventKind
from watchers.names.places import STATES

ODD = [
    "Line\u2028separator Police\u2029Department",
    'Smith, "Jones" & <b>Sons</b> Sheriff\'s Office',
    "A" * 300,
    "\u202eeciloP\u202c of the right\u200e-to-left\u200f",
    "=?utf-8?q?evil?=\r\nBcc: x@example.org",
    "=HYPERLINK(\"https://evil.example\")",
]  # fmt: skip


def wire(digest: Digest, unsubscribe: Unsubscribe | None = None) -> EmailMessage:
    """The mail as its reader's program parses it, after checks of its bytes."""
    payload = render_digest_mail(digest, unsubscribe=unsubscribe)
    message = Message(id="ab" * 16, destination="email:desk@example.org", part=0, payload=payload)
    sender = Sender(address="alerts@example.org")
    raw = mail_bytes(message, recipient="desk@example.org", sender=sender, date=datetime(2025, 11, 10, 14, tzinfo=UTC))
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 998 for line in lines)
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    assert not [part.defects for part in parsed.walk() if part.defects]
    return parsed


def headings(digest: Digest) -> list[str]:
    cut = within(digest.parts, LINES)
    return [part.heading for part in (*cut.parts, *cut.left_out)] + [part.label for part in cut.brief]


def huge(number: int = 900) -> Digest:
    kinds = [EventKind.SIGNED, EventKind.MOA_POSTED, EventKind.PENDING]
    codes = sorted(STATES)
    return week(
        *(
            happened(kinds[n % 3], f"Agency {n:03} County Sheriff's Office", row={"state": codes[n % len(codes)]})
            for n in range(number)
        ),
        states=None,
    )


@pytest.mark.parametrize("digest", [week(*one_of_each()), week(), huge()], ids=["full", "quiet", "huge"])
def test_both_forms_say_the_same_and_the_html_is_under_100_kb(digest: Digest) -> None:
    mail = wire(digest)
    html, text = (mail.get_body((form,)).get_content() for form in ("html", "plain"))  # type: ignore[union-attr]
    assert len(html.encode()) < MOST_BYTES
    page = Page(html)
    for said in (digest.headline, *digest.lede, *digest.proof, *digest.notes, *headings(digest)):
        assert said in page.text
        assert said in text
    assert {link for link in page.links if link} <= {word.rstrip(",") for word in text.split()}


def test_the_parts_are_text_html_and_the_csv_of_exactly_these_events() -> None:
    events = one_of_each()
    mail = wire(week(*events))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "text/csv",
    ]  # fmt: skip
    (table,) = mail.iter_attachments()
    assert table.get_filename() == "watch287g-mid-missouri-digest-2025-w45.csv"
    rows = list(csv.DictReader(io.StringIO(table.get_content().removeprefix("\ufeff"))))
    assert sorted(row["event"] for row in rows) == sorted(event.id for event in events)


def test_a_quiet_week_has_no_attachment_no_map_and_is_short() -> None:
    mail = wire(week())
    assert not list(mail.iter_attachments())
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'role="img"' not in html
    assert "<img" not in html
    assert len(html) < 12_000


def test_names_come_before_the_map_and_the_figures() -> None:
    digest = week(*one_of_each())
    html = render_digest_mail(digest)["html"]
    assert html.index("Webster County Sheriff&#39;s Office") < html.index("<img ") < html.index("Where it stands")


def test_what_found_no_room_is_counted_and_in_the_csv() -> None:
    digest = huge()
    mail = wire(digest)
    page = Page(mail.get_body(("html",)).get_content())  # type: ignore[union-attr]
    hidden = page.text.split("A long list: ")[1].split()[0]
    shown = sum(page.text.count(f"Agency {n:03} ") for n in range(900))
    assert int(hidden.replace(",", "")) + shown == 900
    assert shown > 40
    (table,) = mail.iter_attachments()
    assert table.get_content().count("\n") == 901


@pytest.mark.parametrize("digest", [week(*one_of_each()), week(*one_of_each(), states=None), week(), huge()])
def test_outlooks_word_engine_has_all_that_the_layout_needs(digest: Digest) -> None:
    html = render_digest_mail(digest)["html"]
    inline = " ".join(re.findall(r'style="([^"]*)"', html))
    unknown = (
        r"(?:^|[;\s])(?:position|float|transform|box-shadow|background-image|display)\s*:\s*(?!none)|flex|grid|calc\("
    )
    assert not re.findall(unknown, inline)
    assert not re.findall(r"<(?:svg|canvas|script|video|iframe|button|form)\b", html)
    for image in re.findall(r"<img [^>]*>", html):
        assert re.search(r' width="\d+"', image), "Word takes a picture's size from its attribute alone"


@pytest.mark.parametrize("digest", [week(*one_of_each()), week()], ids=["full", "quiet"])
def test_every_word_is_readable_in_light_and_dark(digest: Digest) -> None:
    page = Page(render_digest_mail(digest)["html"])
    poor = [ink for ink in page.inks if contrast(ink[1], ink[2]) < 4.5]
    assert not poor
    assert {scheme for scheme, _, _ in page.inks} == {"light", "dark"}


def test_the_map_is_one_picture_with_words_to_a_screen_reader() -> None:
    digest = week(*one_of_each(), states=frozenset({"MO", "KS"}))
    html = render_digest_mail(digest)["html"]
    assert digest.picture is not None
    assert f'role="img" aria-label="{digest.picture.words}"' in html
    assert "<img" not in html


def test_the_map_of_counties_is_a_part_of_the_mail_with_words_and_a_table() -> None:
    digest = week(*one_of_each())
    mail = wire(digest)
    assert digest.county_map is not None
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'<img src="cid:picture-0@example.org" alt="{digest.county_map.words}"' in html
    assert "data:" not in html
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<picture-0@example.org>"
    assert picture.get_content() == draw_counties(digest.county_map).png
    for share, number in digest.county_map.counts:
        assert f"{ENGLISH.digest.SHARES[share]} {number}" in Page(html).text


@pytest.mark.parametrize("name", ODD)
def test_odd_names_reach_the_reader_as_words(name: str) -> None:
    digest = week(happened(EventKind.SIGNED, name))
    mail = wire(digest)
    html, text = (mail.get_body((form,)).get_content() for form in ("html", "plain"))  # type: ignore[union-attr]
    shown = digest.parts[0].entries[0].agency
    assert shown in Page(html).text
    assert f"* {shown} · " in text
    assert not set(html + text) & set("\u2028\u2029\u202e\u202c\u200e\u200f")
    assert mail["Bcc"] is None
    (table,) = mail.iter_attachments()
    (row,) = csv.DictReader(io.StringIO(table.get_content().removeprefix("\ufeff")))
    assert row["agency"].removeprefix("'") == shown


@settings(max_examples=40, deadline=None)
@given(name=st.text(min_size=1, max_size=300))
def test_no_name_breaks_a_mail(name: str) -> None:
    events = happened(EventKind.SIGNED, name), happened(EventKind.AMENDED, name)
    wire(week(*events, states=frozenset({"MO", "KS"})))


def test_readers_can_leave() -> None:
    mail = wire(week(), Unsubscribe(mailto="stop@example.org", one_click="https://example.org/stop"))
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://example.org/stop" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_terminal_gets_the_text_without_a_mails_last_lines() -> None:
    text = digest_text(week(*one_of_each()))
    assert "287(g) watch" not in text
    assert text.endswith("\n")
    assert "== How we know ==" in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("digest", [week(*one_of_each()), week(), huge()], ids=["full", "quiet", "huge"])
@pytest.mark.parametrize("single", [True, False], ids=["webhook", "bot"])
def test_slack_takes_every_digest(digest: Digest, single: bool) -> None:
    payloads = render_digest_slack(digest, single_message=single)
    for payload in payloads:
        if "file" not in payload:
            check(payload)
    files = [payload["file"]["name"] for payload in payloads if "file" in payload]
    stem = digest.csv[0].removesuffix(".csv") if digest.csv else ""
    assert files == ([] if single or digest.csv is None else [f"{stem}.png", f"{stem}.csv"])


def test_slack_has_the_names_at_once_where_they_are_few() -> None:
    digest = week(*one_of_each()[:2], happened(EventKind.SIGNED, "Bee", row={"state": "TX"}), states=None)
    parent, picture, table = render_digest_slack(digest, single_message=False)
    words = plain_words(parent["blocks"])
    assert digest.lede[0] in words
    assert words.index("Pulaski County") < words.index("Webster County Sheriff's Office") < words.index("The nation: ")
    assert picture["text"] == "Agreements, from light to dark: 19, 29, 219, 335. Outlined: changed."
    assert picture["file"]["alt"].startswith("Map of agreements by state. The most: Florida 335")
    assert table["text"] == "The CSV has all."


def test_slack_has_a_screen_of_names_at_once_and_more_in_the_thread() -> None:
    parent, names, picture, table = render_digest_slack(week(*one_of_each()), single_message=False)
    said = plain_words(parent["blocks"])
    assert (
        said.index("Webster County Sheriff's Office")
        < said.index(ENGLISH.digest.IN_THREAD)
        < said.index("The nation: ")
    )
    assert "Task Force · Nov. 6" in plain_words(names["blocks"])
    assert "Pulaski County" in said
    assert "Pulaski County" not in plain_words(names["blocks"])
    assert table["text"] == "The CSV has all."
    assert picture["text"].startswith("Blue: Task Force alone, 0 counties; orange: jail models alone, 0 counties;")
    assert picture["text"].endswith("Outlined: newly signed there.")
