"""Hostile documents: each gets its sentence, in a process of its own that is bounded, and never a crash."""

import zlib

import pytest

from tests.pdfs import Sheet, agreement, pdf
from watchers.apart import TooMuchError
from watchers.documents import reader
from watchers.documents.reader import differing_pages, picture_of, pictures_of_page, read_document
from watchers.model.document import Block, Reading

GOOD = agreement()


def unreadable(content: bytes) -> str:
    found = read_document(content)
    assert found is not None
    return found.unreadable


@pytest.mark.parametrize("content", [b"%PDF-1.7", GOOD[:900], b"<html>", b"", GOOD.replace(b"Pages", b"Pagan")])
def test_what_is_broken_says_so(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if content != GOOD[:900]:  # one of them as it is done; the others here, which is quicker
        monkeypatch.setattr(reader, "apart", lambda do, *given: do(*given))
    assert unreadable(content) == "It is cut short or damaged: it can't be opened as a PDF."


def test_a_document_that_asks_for_a_password_says_so() -> None:
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32)
    locked = pdf(Sheet(), extra=[lock]).replace(b"/Info 3 0 R", b"/Encrypt 8 0 R/ID[(a)(a)]")
    assert unreadable(locked) == "It is locked with a password."


def test_a_document_of_ten_thousand_pages_is_not_read() -> None:
    kids = b"3 0 R " * 10_000
    bomb = (
        b"%%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 10000/Kids[%s]>>\n"
        b"endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
        % kids
    )
    assert "pages, where an agreement has some 12" in unreadable(bomb)


def test_a_page_that_swells_to_gigabytes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 MB of spaces, packed twice."""
    packed = zlib.compress(zlib.compress(b" " * (64 << 20), 1), 9)
    content = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    bomb = pdf(Sheet(), extra=[content]).replace(b"/Contents 6 0 R", b"/Contents 8 0 R")
    found = read_document(bomb)
    assert found is not None
    assert found.unreadable or found.pages == 1


def test_a_page_a_kilometre_wide_is_shown_small() -> None:
    picture = picture_of(pdf(Sheet(box=(14_000, 14_000))), Block(page=1))
    assert picture is not None
    assert len(picture) < 10_000


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_: object) -> Reading:
        raise TooMuchError

    monkeypatch.setattr(reader, "apart", too_much)
    assert "more memory or time" in unreadable(GOOD)
    assert differing_pages(GOOD, GOOD) == ()
    assert picture_of(GOOD, Block(page=1)) is None


def test_pages_are_shown_side_by_side_where_one_document_ends_sooner_too() -> None:
    for page in (1, 3, 9):
        assert reader._side_by_side(GOOD, pdf(Sheet()), page).startswith(b"\x89PNG")
    assert pictures_of_page(GOOD, b"broken", 1) is None
