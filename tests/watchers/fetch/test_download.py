"""Over real connections to a server on this machine that misbehaves."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.doubles.smtp import self_signed
from tests.watchers.xlsx.packed import workbook_bytes
from watchers.errors import Unreachable, Unsafe
from watchers.fetch.download import Limits, trust_of
from watchers.fetch.route import Route
from watchers.fetch.site import Site
from watchers.fetch.source import Fetched, Source, Unchanged
from watchers.fetch.validators import SourceMarks

Answer = Callable[[socket.socket, str], None]
PAGE = b'<a href="/participatingAgencies.xlsx">Participating Agencies</a>'

WORKBOOK = workbook_bytes()


def said(body: bytes, *, status: str = "200 OK", length: int | None = None, more: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n{more}\r\n".encode() + body
    )


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """One thread that answers one connection after the other; gives the page's address."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.02)

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError), listening.accept()[0] as one:
                    one.settimeout(5)
                    answer(one, one.recv(65536).decode("latin-1"))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/287g"
        finally:
            over.set()
            thread.join()


def source(url: str, **limits: float) -> Source:
    return Source(url, contact="", version="1", clock=time.monotonic, limits=Limits(**limits))  # type: ignore[arg-type]


def site(request: str) -> bytes:
    if "GET /287g " in request:
        return said(PAGE)
    if "if-modified-since: Wed, 26 Aug 2026 01:49:33 GMT\r\n" in request.lower().replace("wed, 26 aug", "Wed, 26 Aug"):
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"
    return said(WORKBOOK, more="Last-Modified: Wed, 26 Aug 2026 01:49:33 GMT\r\n")


def test_a_list_comes_over_a_real_connection_and_only_once() -> None:
    with serving(lambda one, request: one.sendall(site(request))) as url:
        first = source(url).fetch(SourceMarks())
        assert isinstance(first, Fetched)
        assert first.files[0].content == WORKBOOK
        assert isinstance(source(url).fetch(first.marks), Unchanged)


def test_a_server_that_breaks_off_in_the_middle_gives_nothing() -> None:
    def broken(one: socket.socket, request: str) -> None:
        one.sendall(said(PAGE) if "GET /287g " in request else said(WORKBOOK, length=99_999))

    with serving(broken) as url, pytest.raises(Unreachable, match="broke off"):
        source(url).fetch(SourceMarks())


def test_a_port_where_nobody_listens_asks_whether_this_machine_is_online() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match=r"could not be reached .*is this machine online\?"):
        source(f"http://127.0.0.1:{port}/287g").fetch(SourceMarks())


def test_a_server_that_never_answers_is_left_after_the_time_for_one_read() -> None:
    def mute(one: socket.socket, request: str) -> None:
        one.recv(1)  # until the other side hangs up

    with serving(mute) as url, pytest.raises(Unreachable, match=r"did not answer within 0\.2 seconds"):
        source(url, read=0.2).fetch(SourceMarks())


@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\nX-Drip: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_drip_in_the_header_or_in_the_body_is_left_after_the_time_for_one_download(before: bytes) -> None:
    def drip(one: socket.socket, request: str) -> None:
        one.sendall(before)
        for _ in range(150):  # three seconds
            one.sendall(b"x")
            time.sleep(0.02)

    began = time.monotonic()
    with serving(drip) as url, pytest.raises(Unreachable, match=r"was not through after 0\.3 seconds"):
        source(url, read=5, whole=0.3).fetch(SourceMarks())
    assert time.monotonic() - began < 2


def test_an_endless_body_is_left_at_the_limit_without_waiting_for_its_end() -> None:
    def endless(one: socket.socket, request: str) -> None:
        one.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            one.sendall(b"8000\r\n" + bytes(0x8000) + b"\r\n")

    with serving(endless) as url, pytest.raises(Unsafe, match="more than 100,000 bytes"):
        source(url, page_bytes=100_000).fetch(SourceMarks())


def test_a_site_is_asked_only_where_its_certificate_holds() -> None:
    trusted = trust_of(Site.of("https://www.ice.gov/287g"))
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trusted.cert_store_stats()["x509_ca"] > 50


def test_for_a_site_on_this_machine_no_authority_is_read_and_none_would_be_believed() -> None:
    trusted = trust_of(Site.of("http://127.0.0.1:8000/287g"))
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trusted.cert_store_stats()["x509_ca"] == 0


def test_the_authorities_are_read_once_for_all_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Site] = []

    def count(site: Site, route: Route) -> ssl.SSLContext:
        asked.append(site)
        return trust_of(site, route)

    monkeypatch.setattr("watchers.fetch.source.trust_of", count)
    with serving(lambda one, request: one.sendall(site(request))) as url:
        at_work = source(url)
        for _ in range(3):
            at_work.fetch(SourceMarks())
    assert asked == [Site.of(url)]


def test_a_server_whose_certificate_nobody_signed_is_not_believed(tmp_path: Path) -> None:
    context = self_signed(tmp_path).context()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with listening.accept()[0] as one, suppress(OSError):  # the bot ends the handshake
                context.wrap_socket(one, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(Unreachable, match="is not to be trusted: its certificate doesn't hold"):
            source(f"https://localhost:{listening.getsockname()[1]}/287g").fetch(SourceMarks())
        thread.join()


def test_one_look_takes_one_connection_where_the_server_keeps_it() -> None:
    connections: list[int] = []

    def answer_twice(one: socket.socket, request: str) -> None:
        connections.append(one.fileno())
        one.sendall(site(request))
        one.sendall(site(one.recv(65536).decode()))

    with serving(answer_twice) as url:
        found = source(url).fetch(SourceMarks())
    assert isinstance(found, Fetched)
    assert len(connections) == 1


def test_a_kept_connection_that_the_server_ends_is_made_anew() -> None:
    asked: list[str] = []

    def answer_and_end(one: socket.socket, request: str) -> None:
        asked.append(request)
        one.sendall(site(request))
        if "GET /287g " in request:
            asked.append(one.recv(65536).decode())  # the list, over the connection that ends without an answer

    with serving(answer_and_end) as url:
        assert isinstance(source(url).fetch(SourceMarks()), Fetched)
    assert [line.split()[1] for line in asked] == ["/287g", *["/participatingAgencies.xlsx"] * 2]


def test_a_fresh_connection_that_ends_without_an_answer_is_not_asked_for_ever() -> None:
    connections: list[int] = []

    def say_nothing(one: socket.socket, request: str) -> None:
        connections.append(one.fileno())

    with serving(say_nothing) as url, pytest.raises(Unreachable, match="without sending a response"):
        source(url).fetch(SourceMarks())
    assert len(connections) == 1


def test_the_bytes_of_all_answers_are_counted_also_of_one_that_fails() -> None:
    fails: list[str] = []

    def answer(one: socket.socket, request: str) -> None:
        one.sendall(said(b"x" * 1_000, status="503 Later") if fails else site(request))

    with serving(answer) as url:
        asks = source(url)
        asks.fetch(SourceMarks())
        whole = len(PAGE) + len(WORKBOOK)
        assert whole < asks.received < whole + 500
        before = asks.received
        fails.append("from now on")
        with pytest.raises(Unreachable):
            asks.fetch(SourceMarks())
    assert asks.received > before
