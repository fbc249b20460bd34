import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

import httpx
import pytest

from tests.watchers.xlsx.packed import workbook_bytes
from watchers.errors import Blocked, Missing, NotAWorkbook, PageChanged, Unreachable, Unsafe
from watchers.fetch.source import Fetched, Source, Unchanged, user_agent
from watchers.fetch.validators import SourceMarks, StatedTotals
from watchers.model.agreement import ListKind, Model

PAGE = "https://www.ice.gov/identify-and-arrest/287g"
DOCS = "https://www.ice.gov/doclib/about/offices/ero/287g/"
ONE, TWO = DOCS + "participatingAgencies08252026pm.xlsx", DOCS + "pendingAgencies08252026pm.xlsx"
POSTED = "Wed, 26 Aug 2026 01:49:33 GMT"
STATED = """<p>ICE has signed 2,382 Memorandums of Agreement for 287(g) programs covering 39 states and 2 Territories.
    Of these, 182 Jail Enforcement Model.</p>"""


def page(*urls: str) -> bytes:
    words = ("Participating Agencies", "Pending Agencies")
    return (STATED + "".join(f'<a href="{u}">{w} (XLSX)</a>' for u, w in zip(urls, words, strict=False))).encode()


@dataclass
class Ice:
    """ICE's site as a transport: what each address holds, answering 304 to If-Modified-Since as ICE's origin does."""

    bodies: dict[str, bytes]
    headers: dict[str, str] = field(default_factory=lambda: {"Last-Modified": POSTED, "ETag": '"1"'})
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        url = str(request.url)
        if url in self.answers:
            return self.answers[url]
        if url not in self.bodies:
            return httpx.Response(404, html="<h1>Page not found</h1>")
        if "Last-Modified" in self.headers and request.headers.get("If-Modified-Since") == POSTED:
            return httpx.Response(304)
        return httpx.Response(200, content=self.bodies[url], headers=self.headers)

    def addresses(self) -> list[str]:
        return [str(request.url) for request in self.asked]


@pytest.fixture
def ice() -> Ice:
    return Ice({PAGE: page(ONE, TWO), ONE: workbook_bytes("one"), TWO: workbook_bytes("two")})


def source(
    ice: Callable[[httpx.Request], httpx.Response],
    *,
    url: str = PAGE,
    clock: Callable[[], float] = lambda: 0.0,
) -> Source:
    return Source(
        url,
        contact="desk@example.org",
        version="1.2.3",
        clock=clock,
        transport=httpx.MockTransport(ice),
    )


def fetched(ice: Ice, marks: SourceMarks | None = None) -> Fetched:
    found = source(ice).fetch(marks or SourceMarks())
    assert isinstance(found, Fetched)
    return found


def test_the_first_fetch_brings_both_lists_with_what_is_known_of_them(ice: Ice) -> None:
    found = fetched(ice)
    one, two = found.files
    assert (one.name, one.url, one.expected) == (ONE.rsplit("/", 1)[-1], ONE, ListKind.PARTICIPATING)
    assert (one.content, one.sha256) == (ice.bodies[ONE], sha256(ice.bodies[ONE]).hexdigest())
    assert one.modified is not None
    assert one.modified.isoformat() == "2026-08-26T01:49:33+00:00"
    assert (two.content, two.expected) == (ice.bodies[TWO], ListKind.PENDING)
    assert found.totals == StatedTotals(agreements=2382, states=39, territories=2, models={Model.JEM: 182})


def test_the_bot_says_honestly_who_it_is_and_how_to_reach_its_people(ice: Ice) -> None:
    fetched(ice)
    assert {request.headers["User-Agent"] for request in ice.asked} == {"watch287g/1.2.3 (+desk@example.org)"}


def test_a_contact_that_no_header_takes_is_refused_with_where_to_mend_it() -> None:
    for contact in ("a\r\nX: y", "señor", "a) (b"):
        with pytest.raises(ValueError, match="Mend it in the config"):
            user_agent("1", contact)
    assert user_agent("1", "") == "watch287g/1"


def test_a_second_fetch_sends_both_marks_and_finds_nothing_new(ice: Ice) -> None:
    marks = fetched(ice).marks
    ice.asked.clear()
    assert source(ice).fetch(marks) == Unchanged(marks=marks)
    assert ice.addresses() == [PAGE, ONE, TWO]
    for request in ice.asked:
        assert (request.headers["If-None-Match"], request.headers["If-Modified-Since"]) == ('"1"', POSTED)


def test_a_first_fetch_asks_without_conditions(ice: Ice) -> None:
    fetched(ice)
    assert not any("If-None-Match" in r.headers or "If-Modified-Since" in r.headers for r in ice.asked)


def test_a_server_without_marks_of_its_own_is_compared_by_hash(ice: Ice) -> None:
    ice.headers = {}
    marks = fetched(ice).marks
    assert isinstance(source(ice).fetch(marks), Unchanged)
    assert fetched(replace_body(ice, TWO, "two, mended"), marks).files[0].content is None


def replace_body(ice: Ice, url: str, words: str) -> Ice:
    return replace(ice, bodies=ice.bodies | {url: workbook_bytes(words)})


def test_a_file_replaced_behind_its_link_is_found_though_the_page_is_as_it_was(ice: Ice) -> None:
    marks = fetched(ice).marks
    new = workbook_bytes("replaced")
    ice.answers[ONE] = httpx.Response(200, content=new, headers={"Last-Modified": "Thu, 27 Aug 2026 01:00:00 GMT"})
    found = fetched(ice, marks)
    one, two = found.files
    assert one.content == new
    assert (two.content, two.sha256, two.name) == (None, marks.files[1].sha256, marks.files[1].name)
    assert two.modified is not None
    assert found.totals is None
    assert found.marks.files[0].last_modified == "Thu, 27 Aug 2026 01:00:00 GMT"
    assert found.marks.files[1] == marks.files[1]


def test_a_page_rewritten_around_the_same_links_is_no_news(ice: Ice) -> None:
    marks = fetched(ice).marks
    ice.answers[PAGE] = httpx.Response(200, content=page(ONE, TWO) + b"<p>More words</p>", headers={"ETag": '"2"'})
    found = source(ice).fetch(marks)
    assert isinstance(found, Unchanged)
    assert found.marks.page is not None
    assert (found.marks.page.etag, found.marks.page.last_modified) == ('"2"', None)


def test_a_list_under_a_new_name_is_asked_for_without_the_old_ones_marks(ice: Ice) -> None:
    marks = fetched(ice).marks
    new = DOCS + "participatingAgencies08262026am.xlsx"
    ice.answers[PAGE] = httpx.Response(200, content=page(new, TWO))
    ice.bodies[new] = ice.bodies[ONE]
    ice.asked.clear()
    found = fetched(ice, marks)
    assert "If-Modified-Since" not in ice.asked[1].headers
    assert (found.files[0].content, found.files[0].sha256) == (ice.bodies[ONE], marks.files[0].sha256)
    assert found.files[1].content is None


def test_a_page_that_links_no_pending_list_is_a_normal_one(ice: Ice) -> None:
    marks = fetched(ice).marks
    ice.answers[PAGE] = httpx.Response(200, content=page(ONE))
    found = fetched(ice, marks)
    assert [(file.expected, file.content) for file in found.files] == [(ListKind.PARTICIPATING, None)]
    assert len(found.marks.files) == 1


def test_a_pending_list_that_comes_back_is_news(ice: Ice) -> None:
    both, ice.bodies[PAGE] = ice.bodies[PAGE], page(ONE)
    marks = fetched(ice).marks
    ice.answers[PAGE] = httpx.Response(200, content=both)
    assert [file.content for file in fetched(ice, marks).files] == [None, ice.bodies[TWO]]


def test_marks_of_another_page_are_not_used(ice: Ice) -> None:
    marks = fetched(ice).marks
    assert marks.page is not None
    other = replace(marks, page=replace(marks.page, url="https://www.ice.gov/old"))
    assert [file.content for file in fetched(ice, other).files] == [ice.bodies[ONE], ice.bodies[TWO]]


def test_a_download_with_only_a_number_is_called_as_the_server_says(ice: Ice) -> None:
    url = "https://www.ice.gov/file-download/download/public/208496"
    ice.bodies |= {PAGE: page(url), url: workbook_bytes()}
    ice.headers |= {"Content-Disposition": "attachment; filename=participatingAgencies08252026pm.xlsx"}
    assert fetched(ice).files[0].name == "participatingAgencies08252026pm.xlsx"


def test_a_page_in_another_alphabet_is_read_by_its_own_word(ice: Ice) -> None:
    ice.answers[PAGE] = httpx.Response(
        200, content=page(ONE, TWO).decode().encode("utf-16"), headers={"Content-Type": "text/html; charset=utf-16"}
    )
    assert len(fetched(ice).files) == 2
    ice.answers[PAGE] = httpx.Response(200, content=page(ONE), headers={"Content-Type": "text/html; charset=klingon"})
    assert len(fetched(ice).files) == 1


# What goes wrong, and what the operator reads.


@pytest.mark.parametrize("bad", [PAGE, ONE])
@pytest.mark.parametrize(
    ("status", "headers", "kind", "retry_after"),
    [
        (401, {}, Blocked, None),
        (403, {}, Blocked, None),
        (403, {"Retry-After": "nonsense"}, Blocked, None),
        (429, {"Retry-After": "120"}, Blocked, 120),
        (429, {"Retry-After": "9" * 400}, Blocked, 86_400),
        (451, {}, Blocked, None),
        (500, {}, Unreachable, None),
        (
            503,
            {"Retry-After": "Wed, 26 Aug 2026 01:50:33 GMT", "Date": "Wed, 26 Aug 2026 01:49:33 GMT"},
            Unreachable,
            60,
        ),
        (503, {"Retry-After": "Wed, 26 Aug 2026 01:50:33 GMT"}, Unreachable, None),
        (204, {}, Unreachable, None),
        (304, {}, Unreachable, None),
    ],
)
def test_a_refusal_or_a_failure_of_the_server_is_told_apart(
    ice: Ice, bad: str, status: int, headers: dict[str, str], kind: type[Exception], retry_after: float | None
) -> None:
    ice.answers[bad] = httpx.Response(status, headers=headers)
    with pytest.raises(kind) as caught:
        fetched(ice)
    assert bad in str(caught.value)
    assert f"status {status}" in str(caught.value)
    assert "The lists stay as they were" in str(caught.value)
    assert isinstance(caught.value, Blocked | Unreachable)
    assert caught.value.retry_after == retry_after


def test_a_participating_list_that_is_linked_before_it_is_there_asks_for_patience(ice: Ice) -> None:
    del ice.bodies[ONE]
    with pytest.raises(Missing, match=r"Participating Agencies.*is not there \(status 404\).*before it is posted"):
        fetched(ice)


def test_a_pending_list_that_is_not_there_holds_up_no_other(ice: Ice) -> None:
    del ice.bodies[TWO]
    found = fetched(ice)
    assert [file.expected for file in found.files] == [ListKind.PARTICIPATING]
    assert "Pending Agencies" in str(found.not_there)
    again = source(ice).fetch(found.marks)
    assert isinstance(again, Unchanged)
    assert again.not_there is not None
    ice.bodies[TWO] = workbook_bytes("two")
    ice.headers = {}
    later = fetched(ice, again.marks)
    assert later.not_there is None
    assert [file.content for file in later.files] == [None, ice.bodies[TWO]]


def test_a_page_that_is_gone_asks_to_look_for_its_new_address(ice: Ice) -> None:
    del ice.bodies[PAGE]
    with pytest.raises(PageChanged, match="put its new address into the config"):
        fetched(ice)


def test_a_page_without_lists_names_the_links_that_it_has_ten_at_most(ice: Ice) -> None:
    nav = "".join(f'<a href="/{n}">Link {n}</a>' for n in range(40))
    ice.bodies[PAGE] = f'{nav}<a href="/doclib/foia/sec287g.xlsx">FOIA library</a>'.encode()
    with pytest.raises(PageChanged) as caught:
        fetched(ice)
    said = str(caught.value)
    assert "no link to a list of agencies" in said
    assert "Of its 41 links, the nearest:\n  FOIA library: https://www.ice.gov/doclib/foia/sec287g.xlsx" in said
    assert said.count("\n") == 10


def test_a_page_without_any_link_says_so(ice: Ice) -> None:
    ice.bodies[PAGE] = b"<html></html>"
    with pytest.raises(PageChanged, match="It has no links at all"):
        fetched(ice)


def test_a_page_with_a_crowd_of_lists_is_not_fetched_through(ice: Ice) -> None:
    ice.bodies[PAGE] = "".join(f'<a href="{DOCS}participatingAgencies{n}.xlsx">x</a>' for n in range(99)).encode()
    with pytest.raises(PageChanged, match="99 links that may be lists, where one or two were expected"):
        fetched(ice)
    assert ice.addresses() == [PAGE]


def test_a_block_page_with_status_200_is_a_block(ice: Ice) -> None:
    ice.bodies[PAGE] = b"<html><title>Access Denied</title><a href='/help'>Help</a></html>"
    with pytest.raises(Blocked, match="came as a block page, with status 200"):
        fetched(ice)


def test_a_web_page_in_place_of_a_workbook_is_a_block(ice: Ice) -> None:
    ice.bodies[ONE] = b"<html><title>Access Denied</title></html>"
    with pytest.raises(Blocked, match=r"Participating Agencies.*is a web page \('Access Denied'\)"):
        fetched(ice)


def test_a_file_that_is_no_workbook_is_named_with_its_address(ice: Ice) -> None:
    ice.bodies[ONE] = ice.bodies[ONE][:99]
    with pytest.raises(NotAWorkbook) as caught:
        fetched(ice)
    assert ONE in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.ice.gov/participatingAgencies.xlsx",
        "https://example.org/participatingAgencies.xlsx",
        "https://10.0.0.7/participatingAgencies.xlsx",
        "https://me:secret@www.ice.gov/participatingAgencies.xlsx",
        "https://www.ice.gov:8443/participatingAgencies.xlsx",
    ],
)
def test_a_list_linked_outside_ices_site_is_not_asked_for(ice: Ice, url: str) -> None:
    ice.bodies |= {PAGE: page(url), url: workbook_bytes()}
    with pytest.raises(Unsafe, match=r"isn't on https://ice\.gov"):
        fetched(ice)
    assert ice.addresses() == [PAGE]


def test_redirects_within_ices_site_are_followed_and_links_resolved_from_where_they_end(ice: Ice) -> None:
    moved = "https://ice.gov/287g/"
    ice.answers[PAGE] = httpx.Response(301, headers={"Location": moved})
    ice.bodies[moved] = page("participatingAgencies.xlsx")
    ice.bodies["https://ice.gov/287g/participatingAgencies.xlsx"] = workbook_bytes()
    found = fetched(ice)
    assert found.files[0].url == "https://ice.gov/287g/participatingAgencies.xlsx"
    assert isinstance(source(ice).fetch(found.marks), Unchanged)


@pytest.mark.parametrize(
    "location", ["http://www.ice.gov/x", "https://example.org/x", "//169.254.169.254/", "http://[bad", "file:///x"]
)
def test_a_redirect_out_of_ices_site_is_not_followed(ice: Ice, location: str) -> None:
    ice.answers[ONE] = httpx.Response(302, headers={"Location": location})
    with pytest.raises(Unsafe, match="redirects to"):
        fetched(ice)
    assert ice.addresses() == [PAGE, ONE]


@pytest.mark.parametrize("location", [PAGE, ""])
def test_redirects_in_a_circle_end(ice: Ice, location: str) -> None:
    ice.answers[PAGE] = httpx.Response(302, headers={"Location": location})
    with pytest.raises(Unreachable, match="redirects more than 5 times"):
        fetched(ice)
    assert len(ice.asked) == 6


def test_a_page_address_that_is_not_https_is_refused_at_once() -> None:
    with pytest.raises(Unsafe, match="must begin with https://"):
        source(Ice({}), url="http://www.ice.gov/287g")


class Drip(httpx.SyncByteStream):
    """A body that comes in pieces and counts those that were taken."""

    def __init__(self, piece: bytes, *, each: Callable[[], None] = lambda: None) -> None:
        self.taken = 0
        self._piece, self._each = piece, each

    def __iter__(self):  # type: ignore[no-untyped-def]  # an endless stream of one piece
        while True:
            self.taken += 1
            self._each()
            yield self._piece


def test_a_file_said_to_be_too_large_is_not_read_at_all(ice: Ice) -> None:
    body = Drip(b"x")
    ice.answers[ONE] = httpx.Response(200, headers={"Content-Length": str(21 << 20)}, stream=body)
    with pytest.raises(Unsafe, match="is 22,020,096 bytes long, where at most 20,971,520 are taken in"):
        fetched(ice)
    assert body.taken == 0


def test_a_body_without_end_is_left_at_the_limit(ice: Ice) -> None:
    body = Drip(bytes(1 << 20))
    ice.answers[PAGE] = httpx.Response(200, stream=body)
    with pytest.raises(Unsafe, match="more than 5,242,880 bytes"):
        fetched(ice)
    assert body.taken == 6


def test_a_slow_drip_is_left_when_the_time_for_one_download_is_over(ice: Ice) -> None:
    now = [0.0]
    body = Drip(b"x", each=lambda: now.__setitem__(0, now[0] + 25))
    ice.answers[ONE] = httpx.Response(200, stream=body)
    with pytest.raises(Unreachable, match="was not through after 120 seconds"):
        source(ice, clock=lambda: now[0]).fetch(SourceMarks())
    assert body.taken == 5


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            httpx.ConnectError("[Errno -2] Name or service not known"),
            "could not be reached ([Errno -2] Name or service",
        ),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "its certificate doesn't hold"),
        (httpx.ConnectTimeout("timed out"), "could not be reached within 10 seconds"),
        (httpx.ReadTimeout("timed out"), "did not answer within 30 seconds"),
        (httpx.ReadError(""), "broke off (nothing more is known)"),
        (httpx.RemoteProtocolError("peer closed connection"), "broke off (peer closed connection)"),
    ],
)
def test_a_network_that_fails_is_named_with_the_address(error: httpx.HTTPError, said: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(Unreachable) as caught:
        source(fail).fetch(SourceMarks())
    assert said in str(caught.value)
    assert PAGE in str(caught.value)


def test_the_environments_proxies_are_not_looked_at(ice: Ice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HTTPS_PROXY", "http://127.0.0.1:1")
    assert len(fetched(ice).files) == 2


def test_where_the_links_are_as_they_were_only_the_page_is_asked_for_and_each_list_once_an_hour(ice: Ice) -> None:
    now = [0.0]
    asks = Source(PAGE, contact="", version="1", clock=lambda: now[0], transport=httpx.MockTransport(ice))
    marks = asks.fetch(SourceMarks()).marks
    for now[0] in (300.0, 1800.0, 3599.0):
        ice.asked.clear()
        assert isinstance(asks.fetch(marks), Unchanged)
        assert ice.addresses() == [PAGE]
    now[0] = 3600.0
    ice.answers[ONE] = httpx.Response(200, content=workbook_bytes("replaced in its place"))
    found = asks.fetch(marks)
    assert isinstance(found, Fetched)
    assert [file.content is None for file in found.files] == [False, True]


def test_a_new_link_has_all_lists_asked_for_at_once(ice: Ice) -> None:
    asks = Source(PAGE, contact="", version="1", clock=lambda: 0.0, transport=httpx.MockTransport(ice))
    marks = asks.fetch(SourceMarks()).marks
    third = DOCS + "participatingAgencies08272026am.xlsx"
    ice.bodies |= {PAGE: page(third, TWO), third: workbook_bytes("three")}
    ice.headers = {}
    ice.asked.clear()
    assert isinstance(asks.fetch(marks), Fetched)
    assert ice.addresses() == [PAGE, third, TWO]
