"""The rehearsal's page, visited by a plain client and by the bot's own."""

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bot.demo.workbooks import publication_workbooks
from tests.doubles.ice import RehearsalPage
from watchers.fetch.page import stated_totals
from watchers.fetch.source import Fetched, Source, Unchanged
from watchers.fetch.validators import SourceMarks
from watchers.model.agreement import ListKind

PUBLICATIONS = publication_workbooks()


@pytest.fixture
def page() -> Iterator[RehearsalPage]:
    with RehearsalPage(PUBLICATIONS) as found:
        yield found


@pytest.fixture
def source(page: RehearsalPage) -> Source:
    return Source(page.url, contact="", version="1", clock=time.monotonic)


def get(page: RehearsalPage, path: str | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(page.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=5)
    try:
        connection.request("GET", path or where.path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_the_bot_finds_both_lists_and_their_bytes(source: Source) -> None:
    found = source.fetch(SourceMarks())
    assert isinstance(found, Fetched)
    first = PUBLICATIONS[0]
    assert first.pending is not None
    assert [(file.name, file.content, file.expected) for file in found.files] == [
        (*first.participating, ListKind.PARTICIPATING),
        (*first.pending, ListKind.PENDING),
    ]
    assert [file.modified for file in found.files] == [first.published_at] * 2


def test_nothing_is_news_until_the_next_publication(page: RehearsalPage, source: Source) -> None:
    first = source.fetch(SourceMarks())
    assert isinstance(source.fetch(first.marks), Unchanged)
    page.publish(1)
    second = source.fetch(first.marks)
    assert isinstance(second, Fetched)
    assert [file.name for file in second.files] == [
        "participatingAgencies08022025pm.xlsx",
        "pendingAgencies09022025am.xlsx",
    ]


def test_the_page_states_the_lists_totals_as_ice_does(page: RehearsalPage) -> None:
    stated = stated_totals(get(page)[2].decode())
    assert stated is not None
    assert (stated.agreements, stated.states, stated.as_of) == (32, 4, "August 29, 2025")


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_whoever_has_it_already_is_told_so_without_a_body(page: RehearsalPage, header: str) -> None:
    status, headers, body = get(page)
    assert (status, body[:15]) == (200, b"<!DOCTYPE html>")
    value = headers["ETag" if header == "If-None-Match" else "Last-Modified"]
    again = get(page, **{header: value})
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"another"'},
        {"If-None-Match": '"another"', "If-Modified-Since": "Sat, 01 Nov 2025 00:00:00 GMT"},
        {"If-Modified-Since": "Fri, 01 Aug 2025 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Sat, 01 Nov 2025 00:00:00 -0000"},
    ],
)
def test_whoever_has_another_one_gets_the_whole_page(page: RehearsalPage, headers: dict[str, str]) -> None:
    assert get(page, **headers)[0] == 200


def test_a_list_that_was_replaced_is_gone_from_the_page(page: RehearsalPage) -> None:
    path = f"/doclib/about/offices/ero/287g/{PUBLICATIONS[0].participating.name}"
    assert get(page, path)[0] == 200
    page.publish(3)
    assert get(page, path)[0] == 404


def test_the_page_says_that_it_is_a_rehearsal(page: RehearsalPage) -> None:
    assert b"It is not ICE's site." in get(page)[2]


def test_it_stops_cleanly_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with RehearsalPage(PUBLICATIONS) as page:
        assert get(page, "/nothing")[0] == 404
        address = urlsplit(page.url)
    assert threading.active_count() == before
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    with pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/")
    connection.close()
    assert capfd.readouterr() == ("", "")


def test_it_stops_where_the_demo_breaks_off() -> None:
    page = RehearsalPage(PUBLICATIONS)
    with contextlib.suppress(KeyboardInterrupt), page:
        where = urlsplit(page.url)
        raise KeyboardInterrupt
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=5)
    with pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/")
    connection.close()


def test_beyond_the_last_publication_there_is_none(page: RehearsalPage) -> None:
    with pytest.raises(IndexError):
        page.publish(len(PUBLICATIONS))
    assert get(page)[0] == 200
