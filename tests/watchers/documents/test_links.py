from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.factories import NOON, agreement, standing, workbook
from watchers.documents.links import follow
from watchers.model.agreement import ListKind
from watchers.model.document import DocumentKind, DocumentLink
from watchers.model.register import ListState, Register, Stand
from watchers.model.second_look import SecondLook

ONE, OTHER = "https://www.ice.gov/a.pdf", "https://www.ice.gov/b.pdf"
HOUR = timedelta(hours=1)


def listed(moa: str | None, *, book: str = "aa", **over: Any) -> Register:
    row = standing(agreement=agreement(moa=moa), **over)
    return Register(standings={row.id: row}, participating=ListState(workbook=workbook(sha256=book * 32)))


def linked(url: str = ONE, **over: Any) -> DocumentLink:
    return replace(DocumentLink(id="1", standing="a1", kind=DocumentKind.MOA, url=url, since=NOON), **over)


def after(links: list[DocumentLink], register: Register, at: datetime) -> tuple[list[DocumentLink], list[DocumentLink]]:
    followed = follow(links, register, SecondLook(), at)
    return list(followed.changed), list(followed.lost)


def test_a_row_that_links_a_document_begins_a_link_once() -> None:
    changed, lost = after([], listed(ONE), NOON)
    assert [(link.standing, link.kind, link.url, link.until) for link in changed] == [("a1", "moa", ONE, None)]
    assert not lost
    assert after(changed, listed(ONE), NOON + HOUR) == ([], [])


def test_both_documents_of_a_row_are_followed() -> None:
    row = standing(agreement=agreement(moa=ONE, addendum=OTHER))
    changed, _ = after([], Register(standings={row.id: row}), NOON)
    assert [(link.kind, link.url) for link in changed] == [("moa", ONE), ("addendum", OTHER)]


def test_another_address_ends_the_link_and_begins_one_in_its_place() -> None:
    changed, lost = after([linked()], listed(OTHER), NOON + HOUR)
    assert [(link.url, link.until, link.instead_of) for link in changed] == [
        (ONE, NOON + HOUR, ""),
        (OTHER, None, ONE),
    ]
    assert not lost


def test_a_link_that_a_listed_row_lacks_gets_a_second_look_by_another_list() -> None:
    (waiting,), lost = after([linked()], listed(None), NOON)
    assert (waiting.until, waiting.missing_since) == (None, NOON)
    assert not lost
    assert after([waiting], listed(None, book="bb"), NOON + HOUR) == ([], [])
    assert after([waiting], listed(None), NOON + 21 * HOUR) == ([], [])
    assert after([waiting], listed(None, book="bb"), NOON + 21 * HOUR)[1][0].until == NOON + 21 * HOUR
    assert after([waiting], listed(None), NOON + 73 * HOUR)[1][0].until == NOON + 73 * HOUR


def test_a_link_that_blinked_is_as_it_was() -> None:
    (waiting,), _ = after([linked()], listed(None), NOON)
    changed, lost = after([waiting], listed(ONE), NOON + HOUR)
    assert [(link.missing_since, link.missing_from) for link in changed] == [(None, "")]
    assert not lost


def test_a_row_that_is_missing_keeps_its_link_and_one_that_is_gone_ends_it_without_a_loss() -> None:
    assert after([linked()], listed(ONE, stand=Stand.MISSING), NOON) == ([], [])
    changed, lost = after([linked()], listed(ONE, stand=Stand.GONE), NOON)
    assert [link.until for link in changed] == [NOON]
    assert not lost
    changed, lost = after([linked()], Register(), NOON)
    assert [link.until for link in changed] == [NOON]
    assert not lost


def test_the_pending_list_has_its_own_lists_to_wait_for() -> None:
    row = standing(agreement=agreement(moa=None), list=ListKind.PENDING)
    register = Register(standings={row.id: row}, pending=ListState(workbook=workbook(sha256="cc" * 32)))
    (waiting,), _ = after([linked()], register, NOON)
    assert waiting.missing_from == "cc" * 32
