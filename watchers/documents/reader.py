"""Reading a document, and picturing it, in a process of its own with limits: whatever it holds, there is an answer."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any, TypeVar

from watchers.apart import TooMuchError, apart
from watchers.documents import pdf
from watchers.documents.pdf import SIGNING, NoDocumentError, Picture
from watchers.documents.read import READER, read_pages
from watchers.model.document import Block, Reading

T = TypeVar("T")

_TOO_MUCH = "It took more memory or time than an agreement needs, and was not read."
_PAGES_TO_SIGN = 2
_WIDTH = 900
_INK, _SPECKS = 0xB0, 3
_DIFFERENT, _SHADE = 8, 96
"""A page looks otherwise where more than so many points differ by more than so much: one letter is enough."""


def can_read() -> bool:
    """Whether pypdfium2 is installed, which is an extra."""
    return find_spec("pypdfium2") is not None


def read_document(content: bytes) -> Reading | None:
    """What a document says; one that can't be read says why. None where there is nothing to read it with."""
    if not can_read():
        return None
    try:
        return apart(_read, content)
    except NoDocumentError as error:
        return Reading(reader=READER, unreadable=str(error))
    except TooMuchError:
        return Reading(reader=READER, unreadable=_TOO_MUCH)


def picture_of(content: bytes, block: Block) -> bytes | None:
    """The signatures of a document as a PNG; None where they can't be shown."""
    return _shown(_block, content, block)


def pictures_of_page(before: bytes, after: bytes, number: int) -> bytes | None:
    """A page of two documents, the older one on the left, as a PNG; None where it can't be shown."""
    return _shown(_side_by_side, before, after, number)


def differing_pages(before: bytes, after: bytes) -> tuple[int, ...]:
    """The pages, from 1, that look otherwise in the newer document; () where one of them can't be shown."""
    return _shown(_differing, before, after) or ()


def _shown(show: Callable[..., T], *given: object) -> T | None:
    if not can_read():
        return None
    try:
        return apart(show, *given)
    except (NoDocumentError, TooMuchError):
        return None


def _read(content: bytes) -> Reading:
    document = pdf.open_document(content)
    written = pdf.was_written(document)
    texts = [pdf.plain_text(document, number) for number in range(1, len(document) + 1)]
    signed = [number for number, text in enumerate(texts, 1) if SIGNING.search(text)][:_PAGES_TO_SIGN]
    wanted = dict.fromkeys([1, *signed])
    return read_pages([pdf.read_page(document, n, written=written) for n in wanted], texts, written=written)


def _block(content: bytes, block: Block) -> bytes:
    page = pdf.render(pdf.open_document(content), block.page, width=_WIDTH)
    top = page.height * block.top // 1000
    below = Picture(page.width, page.height - top, page.shades[top * page.width :])
    return pdf.png(_trimmed(below, gap=page.height // 8 if block.is_found else page.height))


def _trimmed(picture: Picture, *, gap: int) -> Picture:
    """The picture down to the first empty paper that is so many lines high, or to its last line with anything on it."""
    last = 0
    for number in range(picture.height):
        if sum(shade < _INK for shade in _line(picture, number)) > _SPECKS:
            last = number
        elif last and number - last > gap:
            break
    high = min(picture.height, last + 12)
    return Picture(picture.width, high, picture.shades[: high * picture.width])


def _line(picture: Picture, number: int) -> bytes:
    return picture.shades[number * picture.width : (number + 1) * picture.width]


def _side_by_side(before: bytes, after: bytes, number: int) -> bytes:
    pages = [list(_page(content, number)) for content in (before, after)]
    high = max(page.height for found in pages for page in found) if any(pages) else 1
    rows = bytearray()
    for line in range(high):
        for found in pages:
            rows += _line(found[0], line) if found and line < found[0].height else b"\x80" * (_WIDTH // 2)
    return pdf.png(Picture(_WIDTH // 2 * 2, high, bytes(rows)))


def _page(content: bytes, number: int) -> Iterator[Picture]:
    document = pdf.open_document(content)
    if number > len(document):
        return
    page = pdf.render(document, number, width=_WIDTH // 2)
    lines = (_line(page, n)[: _WIDTH // 2].ljust(_WIDTH // 2, b"\xff") for n in range(page.height))
    yield Picture(_WIDTH // 2, page.height, b"".join(lines))


def _differing(before: bytes, after: bytes) -> tuple[int, ...]:
    old, new = pdf.open_document(before), pdf.open_document(after)
    return tuple(n for n in range(1, max(len(old), len(new)) + 1) if _differ(old, new, n))


def _differ(old: Any, new: Any, number: int) -> bool:
    if number > min(len(old), len(new)):
        return True
    one, other = (pdf.render(document, number, width=_WIDTH // 2) for document in (old, new))
    if (one.width, one.height) != (other.width, other.height):
        return True
    off = sum(abs(a - b) > _SHADE for a, b in zip(one.shades, other.shades, strict=True))
    return off > _DIFFERENT
