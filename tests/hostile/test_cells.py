"""One hostile row, with something in every cell, through the whole bot; then every form in which it can come out."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.cli.main import run
from notifiers.delivery import Message
from notifiers.mail.mime import Sender, mail_bytes
from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, lists
from tests.workbooks import Cell

STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.\u2066\u200b\u2028\u2029\x85\x00\x7f\U000e0041"
MARKUP = "<!channel> <@U012AB3CD> <#C012AB3CD> <https://evil.example|ICE> *b* _i_ ~s~ `c` [ICE](https://evil.example)"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><a href=javascript:alert(1)>x</a>{{7*7}}{% raw %}"
LINES = "x\r\nBcc: victim@example.org\r\n\r\nSTATUS=evil\n=?utf-8?q?=0d=0aX-Evil:_1?="
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "\uff1d1+1", " =1+1", "\u200b=1+1")
KINDS: dict[str, tuple[str, ...]] = {
    "steering": (STEERING,),
    "markup": (MARKUP,),
    "html": (HTML,),
    "lines": (LINES,),
    "formulas": FORMULAS,
}
LINKS = (
    "javascript:alert(1)//.gov",
    "https://evil.example/a.pdf",
    "https://www.ice.gov@evil.example/a.pdf",
    "https://evil.example\\@www.ice.gov/a.pdf",
    "https://evil.example/#.gov",
    "http://127.0.0.1:1/a.gov",
    "file:///etc/passwd.gov",
)

DESKS = """
[[subscription]]
name = "all-of-it"
states = "all"
kinds = "all"
terminal = true
slack = ["#news"]
webhook = ["tips"]
email = ["desk@example.org"]
digest = "daily"
[slack]
webhooks = ["tips"]
[mail]
host = "127.0.0.1"
security = "plain"
sender = "alerts@example.org"
[operators]
webhook = ["tips"]
email = ["it@example.org"]
"""
NAME, WEBHOOK = "all-of-it", "http://127.0.0.1:9/hook"


def row(evil: str, link: str) -> tuple[Cell, ...]:
    return (
        "MISSOURI",
        f"{evil} Police Department {evil}",
        evil,
        evil,
        f"Task Force Model {evil}",
        evil,
        f"{link} {evil}",
        link,
    )


@pytest.fixture(params=KINDS, scope="module")
def poisoned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A bot that saw a hostile row come, be edited and go; what it owes is recorded and not delivered."""
    evils = cycle(KINDS[request.param])
    room = Newsroom(
        tmp_path_factory.mktemp("newsroom"), DESKS, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_WEBHOOK_TIPS": WEBHOOK}
    )
    room.ice.post({})
    rows = [row(next(evils), link) for link in (*LINKS, *LINKS)]
    named = [(r[0], f"{r[1]} {n}", *r[2:]) for n, r in enumerate(rows)]
    room.at = datetime(2026, 1, 5, 15, tzinfo=UTC)
    for content in (
        EVERYBODY,
        (*EVERYBODY, *named),
        (*EVERYBODY, *((*r[:3], f"{r[2]} County", *r[4:]) for r in named)),
    ):
        _see(room, content)
    for _ in range(2):
        _see(room, (*EVERYBODY, *named[2:]))
    with room.app() as app:
        app.digest()
    return room


def _see(room: Newsroom, rows: tuple[tuple[Cell, ...], ...]) -> None:
    room.ice.post(lists(*rows))
    room.poll(after=DAY, deliver=False)


def payloads(room: Newsroom, scheme: str) -> list[dict[str, Any]]:
    with room.record() as store:
        found = [row.payload for row in store.owed() if row.destination.startswith(scheme)]
    assert found
    return found


def strings(value: Any) -> Iterator[tuple[str, str, Any]]:
    """Each text in a JSON value with its key and the object that it stands in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ([(key, inner, value)] if isinstance(inner, str) else strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def is_steady(text: str) -> bool:
    return all(c.isprintable() or c in "\n\t\u00a0" for c in text.replace("\r\n", "\n"))


def assert_disarmed(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1
    for cell in (cell for row in rows for cell in row):
        assert not cell or cell[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", cell
        assert cell.isprintable()


def assert_literal(payload: dict[str, Any]) -> None:
    """A Slack message pings nobody, links only to governments and to us, and steers nothing."""
    for key, text, around in strings(payload):
        if key == "content":
            assert_disarmed(text)
            continue
        assert is_steady(text), (key, text)
        if key == "url":
            assert_ices(text)
        elif around.get("type") == "mrkdwn" or (key == "text" and around is payload):
            assert not any(mark in text for mark in ("<!", "<@", "<#", "<script", "<https://evil"))


class Page(HTMLParser):
    """The tags, attributes and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def assert_harmless_page(text: str) -> None:
    page = Page()
    page.feed(text)
    assert not page.tags & {"script", "iframe", "form", "object", "embed", "svg", "base", "input"}
    assert not [name for name in page.names if name.startswith("on")]
    for address in page.addresses:
        assert_ices(address)


def assert_ices(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme == "https", address
    assert (parts.hostname or "").endswith((".gov", "example.org")), address
    assert "@" not in parts.netloc


def test_the_terminal_is_not_steered_by_any_verb(poisoned: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    with poisoned.record() as store:
        ids = [event.id[:12] for event in store.events()]
    verbs: list[list[str]] = [
        ["status"],
        ["events"],
        ["why", *ids],
        ["history", "--at", "2026-01-08"],
        ["export", "roll"],
    ]
    verbs += [["outbox", "list", "--all"], ["hold", "list"], ["subscriptions", "list"], ["state", "verify"]]
    verbs += [["preview", NAME, "--since", "2026-01-01", "--as", form] for form in ("terminal", "mail", "slack")]
    output = str(poisoned.config.path.parent / "digest")
    verbs += [["digest", NAME, "--period", "2026-01-08", "--preview", "--output", output]]
    for words in verbs:
        status = run(["--config", str(poisoned.config.path), *words], poisoned.environ)
        out, err = capsys.readouterr()
        assert is_steady(out + err), words
        assert status == 0, (words, err)
        assert out, words


def test_the_terminals_news_is_steady_too(poisoned: Newsroom) -> None:
    for payload in payloads(poisoned, "terminal"):
        assert is_steady(payload["text"])


@pytest.mark.parametrize(
    "words", [["events"], ["history", "--at", "2026-01-08"], ["export", "roll"], ["export", "events"]]
)
def test_json_lines_stay_json_and_csv_runs_no_formula(
    words: list[str], poisoned: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for form in ("jsonl", "csv"):
        assert run(["--config", str(poisoned.config.path), *words, "--format", form], poisoned.environ) == 0
        said[form] = capsys.readouterr().out
    documents = [json.loads(line) for line in said["jsonl"].split("\n") if line]
    assert is_steady(said["jsonl"])
    assert "Police Department" in "".join(document["agency"] for document in documents)
    for document in documents:
        for key in ("moa_url", "addendum_url"):
            if document.get(key):
                assert_ices(document[key])
    assert_disarmed(said["csv"])


@pytest.mark.parametrize("scheme", ["slack", "webhook"])
def test_slack_gets_literal_text_and_links_to_government_alone(scheme: str, poisoned: Newsroom) -> None:
    for payload in payloads(poisoned, scheme):
        assert_literal(payload)


def test_a_mail_has_our_headers_only_and_a_page_that_does_nothing(poisoned: Newsroom) -> None:
    ours = None
    for payload in payloads(poisoned, "email"):
        message = Message(id="a" * 32, destination="email:desk@example.org", part=0, payload=payload, reply_to=None)
        sender = Sender(address="alerts@example.org", name="watch")
        wire = mail_bytes(message, recipient="desk@example.org", sender=sender, date=poisoned.at)
        mail = message_from_string(wire.decode("ascii"))
        ours = set(mail.keys())
        assert not ours & {"Bcc", "X-Evil", "Cc"}
        assert len(mail.keys()) == len(ours)
        assert payload["subject"].isprintable()
        assert_harmless_page(payload["html"])
        assert is_steady(payload["text"])
        for part in mail.walk():
            if part.get_content_type() == "text/csv":
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                assert_disarmed(content.decode("utf-8-sig"))
    assert ours


def test_previews_as_files_are_harmless_pages_under_our_own_names(poisoned: Newsroom, tmp_path: Path) -> None:
    for form in ("html", "mail", "slack"):
        folder = tmp_path / f"as-{form}"
        words = ["preview", NAME, "--since", "2026-01-01", "--as", form, "--output", str(folder)]
        assert run(["--config", str(poisoned.config.path), *words], poisoned.environ) == 0
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert files
        for file in files:
            assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
            if file.suffix == ".html":
                assert_harmless_page(file.read_text("utf-8"))
