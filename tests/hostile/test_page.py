"""ICE's page, or whoever answers in its place, against the bot: over real connections on this machine."""

import gzip
import html
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import Exit
from state.store import read_store
from tests.bot.newsroom import EVERYBODY
from tests.hostile.test_cells import DESKS, HTML, MARKUP, STEERING, assert_harmless_page, assert_literal, is_steady
from tests.workbooks import Sheet, excel
from watchers.errors import Blocked, PageChanged, Unreachable, Unsafe, WatchError
from watchers.fetch.block_page import check_no_page
from watchers.fetch.page import find_links, read_html, stated_totals
from watchers.fetch.source import Fetched, Source, Unchanged
from watchers.fetch.validators import SourceMarks

LIST = excel(Sheet(rows=EVERYBODY))
LINKED = b'<a href="/participating.xlsx">Participating Agencies</a>'


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@contextmanager
def site(answers: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server that says these bytes; its address, and the lines with which it was asked."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    line = connection.recv(65536).split(b"\r\n")[0].decode()
                    asked.append(line)
                    if len(line.split()) > 1:
                        connection.sendall(answers.get(line.split()[1], answer(b"", status=b"404 Not Found")))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def fetched(answers: dict[str, bytes], marks: SourceMarks = SourceMarks()) -> Fetched | Unchanged:  # noqa: B008 -- frozen
    with site(answers) as (url, _):
        return Source(f"{url}/page", contact="", version="1", clock=time.monotonic).fetch(marks)


INSIDE = [
    "http://127.0.0.1:1/participating.xlsx",
    "https://10.0.0.7/participating.xlsx",
    "http://169.254.169.254/latest/participating.xlsx",
    "http://[::1]/participating.xlsx",
    "http://[::ffff:127.0.0.1]/participating.xlsx",
    "http://2130706433/participating.xlsx",
    "http://0x7f.1/participating.xlsx",
    "http://0177.0.0.1/participating.xlsx",
    "http://127.0.0.1@example.org/participating.xlsx",
    "http://127.0.0.1\\@example.org/participating.xlsx",
    "//example.org/participating.xlsx",
    "\\\\example.org\\participating.xlsx",
    "https://www.ice.gov.example.org/participating.xlsx",
    "https://ıce.gov/participating.xlsx",
    "https://www.ice。gov/participating.xlsx",
    "http://xn--ce-yka.gov/participating.xlsx",
    "https://127.0.0.1/participating.xlsx",
]
NO_WEB = [
    "file:///etc/participating.xlsx",
    "ftp://127.0.0.1/participating.xlsx",
    "javascript:participating.xlsx",
    "data:text/html,participating.xlsx",
]


@pytest.mark.parametrize("href", INSIDE)
def test_a_link_to_another_host_port_or_scheme_is_never_asked(href: str) -> None:
    page = f'<a href="{href}">Participating Agencies</a>'.encode()
    with site({"/page": answer(page, b"Content-Type: text/html; charset=utf-8")}) as (url, asked):
        source = Source(f"{url}/page", contact="", version="1", clock=time.monotonic)
        with pytest.raises((Unsafe, Unreachable)) as caught:  # Unreachable: a name that turned into a path of ours
            source.fetch(SourceMarks())
    assert isinstance(caught.value, Unsafe) or all(line.startswith("GET /") for line in asked)
    assert {line.split()[0] for line in asked} == {"GET"}


@pytest.mark.parametrize("href", NO_WEB)
def test_a_link_that_is_no_web_address_is_no_link(href: str) -> None:
    with pytest.raises(PageChanged, match="no link to a list"):
        fetched({"/page": answer(f'<a href="{href}">Participating Agencies</a>'.encode())})


@pytest.mark.parametrize("hop", [1, 2])
@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/a", "https://127.0.0.1/a", "file:///etc/passwd", "//[::1]/a", "http://["]
)
def test_a_redirect_out_of_the_site_is_not_followed_at_any_hop(to: str, hop: int) -> None:
    out = answer(b"", b"Location: " + to.encode(), status=b"302 Found")
    answers = {
        "/page": answer(LINKED),
        "/participating.xlsx": answer(b"", b"Location: /2", status=b"301 Moved"),
        "/2": out,
    }
    if hop == 1:
        answers["/participating.xlsx"] = out
    with pytest.raises(Unsafe, match="redirects to"):
        fetched(answers)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_page_that_swells_as_it_is_unpacked_is_left_at_the_limit(layers: int) -> None:
    body = bytes(64 << 20)
    for _ in range(layers):
        body = gzip.compress(body, mtime=0)
    packing = b"Content-Encoding: " + b", ".join([b"gzip"] * layers)
    with pytest.raises(Unsafe, match=r"where at most 5,242,880 are taken in|which the bot doesn't unpack"):
        fetched({"/page": answer(body, packing)})


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(LINKED, mtime=0)[:-9]])
def test_a_packed_page_that_is_damaged_is_tried_again(body: bytes) -> None:
    with pytest.raises(Unreachable, match="broke off"):
        fetched({"/page": answer(body, b"Content-Encoding: gzip")})


def test_a_page_that_a_proxy_packed_is_read_all_the_same() -> None:
    got = fetched(
        {
            "/page": answer(gzip.compress(LINKED, mtime=0), b"Content-Encoding: gzip"),
            "/participating.xlsx": answer(LIST),
        }
    )
    assert isinstance(got, Fetched)
    assert got.files[0].content == LIST


@pytest.mark.parametrize(
    "charset", [b"idna", b"undefined", b"punycode", b"unicode_escape", b"rot13", b"utf-7", b"../x"]
)
def test_a_character_set_that_is_none_for_pages_is_read_as_utf_8(charset: bytes) -> None:
    got = fetched(
        {"/page": answer(LINKED, b"Content-Type: text/html; charset=" + charset), "/participating.xlsx": answer(LIST)}
    )
    assert isinstance(got, Fetched)


HEADERS = [
    b"Content-Disposition: attachment; filename*=idna''%ff",
    b"Content-Disposition: attachment; filename*=undefined''..%2f..%2fetc%2fpasswd",
    b"Content-Disposition: attachment; filename=../../../state.json",
    b"Content-Disposition: attachment; filename=" + b"a" * 60_000,
    b'Content-Disposition: attachment; filename="\x9b31m\x85x"',
    b'ETag: "\xe9\xff"',
    b"Last-Modified: Mon, 01 Jan 0001 00:00:00 +2359",
    b"Last-Modified: Fri, 31 Dec 9999 23:59:59 -2359",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_made_to_trip_the_bot_changes_no_more_than_a_name(header: bytes) -> None:
    answers = {"/page": answer(LINKED, header), "/participating.xlsx": answer(LIST, header)}
    with site(answers) as (url, _):
        source = Source(f"{url}/page", contact="", version="1", clock=time.monotonic)
        got = source.fetch(SourceMarks())
        assert isinstance(got, Fetched)
        assert isinstance(source.fetch(got.marks), Unchanged)  # what was noted can be sent back
    [file] = got.files
    assert file.name.isprintable()
    assert not set("/\\") & set(file.name)
    assert len(file.name) <= 150
    assert file.modified is None or file.modified.tzinfo is not None


def test_ten_thousand_links_are_not_fetched_through() -> None:
    page = b"".join(b'<a href="/%d.xlsx">Participating Agencies</a>' % n for n in range(10_000))
    with pytest.raises(PageChanged, match="10000 links that may be lists"):
        fetched({"/page": answer(page)})


UNITS = [
    "<", "<!", "<!--", "<![", "<![CDATA[", "<?", "</", "</a ", "<a ", "<a x", "<a x=", "<a x='", '<a x="', "&", "&#",
    "<script></", "<style></", "<title></", "<a href=x>", "<a href='x", "<!doctype ", "-->", "\0", "<p>", "../",
    "1,", "1, ", "As of ", "ICE has signed 1,", "1 (a) ", "Task Force ", "agreements ", "parti", "; ", ". ", "1 a ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_repeated_keeps_the_page_reader_busy(unit: str) -> None:
    page = "<a href='/a.xlsx'>Participating</a><p>ICE has signed 12 agreements</p><p>" + unit * (120_000 // len(unit))
    begin = time.process_time()
    read_html(page)
    find_links(page, "https://www.ice.gov/x")
    stated_totals(page)
    assert time.process_time() - begin < 8  # half a second; what grows with the square of the length took minutes


def test_a_figure_of_five_thousand_digits_is_no_total() -> None:
    assert stated_totals(f"<p>ICE has signed {'1' * 5000} agreements</p>") is None


@pytest.mark.parametrize("body", [b"<!---->" * 280 + b"x", b"<title>" + b" " * 4900, b"<title" * 800, b"<!-- " * 400])
def test_no_block_page_keeps_the_bot_busy(body: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(WatchError):
        check_no_page(body, where="The list", content_type="text/html")
    assert time.process_time() - begin < 2  # well under a millisecond; it was 2**280 steps


def test_a_block_page_behind_comments_is_still_told_as_one() -> None:
    with pytest.raises(Blocked, match="is a web page"):
        check_no_page(b"<!-- a --> <!-- b -->\n<html>", where="The list", content_type="")


WORDS = f"pending {STEERING}{MARKUP}{HTML} STATUS=evil"


def test_the_words_of_a_page_steer_no_screen_and_no_message_to_the_operators(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = html.escape(WORDS.replace("\0", ""))
    page = f'<a href="/x.html">{words}</a><a href="/y.html" title="{words}">ICE</a>'.encode()
    config = tmp_path / "config.toml"
    with site({"/page": answer(page, b"Content-Type: text/html; charset=utf-8")}) as (url, _):
        config.write_text(f'{DESKS}[watch]\npage = "{url}/page"\n', "utf-8")
        environ = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_WEBHOOK_TIPS": "http://127.0.0.1:9/hook"}
        assert run(["--config", str(config), "check"], environ) == Exit.SOURCE
        run(["--config", str(config), "status"], environ)
        run(["--config", str(config), "outbox", "list"], environ)
    out, err = capsys.readouterr()
    assert "channel" in err
    assert is_steady(out + err)
    with read_store(tmp_path / "var") as store:
        owed = {row.destination.partition(":")[0]: row.payload for row in store.owed(subscription="operators")}
    assert set(owed) == {"webhook", "email"}
    assert_harmless_page(owed["email"]["html"])
    assert owed["email"]["subject"].isprintable()
    assert is_steady(owed["email"]["text"])
    assert_literal(owed["webhook"])
    assert is_steady(owed["email"]["html"])
