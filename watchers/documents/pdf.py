"""A PDF's pages as pdfium sees them: text with its places, and pictures. To be run apart: the file may be hostile.

pypdfium2 is an extra package, and is imported only here, in the process that reads.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from ctypes import addressof, byref, c_ushort, create_string_buffer
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchers.frozen import frozen

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MOST_PAGES = 400
_MOST_PIXELS = 2400  # on a side: a page may say that it is a kilometre wide
_MOST_CHARACTERS = 30_000  # of one page; the densest of 347 had 4,600
_A_SCAN = 0.25  # of the page's area under pictures: the text is then a machine's reading of them
SIGNING = re.compile(r"[Bb]y\s+signing\s+this\s+MOA?")
_INVISIBLE = 3
"""The mode in which a machine lays what it read over a scan (ISO 32000-1, 9.3.6)."""
_MADE_BY_OCR = re.compile(rb"(?:[A-Z]{6}\+)?(?:\*|Fd\d|HiddenHorzOCR)|GlyphLessFont")
"""Fonts that Acrobat, ABBYY and tesseract make for what they read."""
_WRITTEN = re.compile(
    r"\bword\b|pdfmaker|pscript5|\bwriter\b|libreoffice|openoffice|google docs|skia/pdf|wordperfect|powerpoint"
    r"|publisher|docusign|indesign|livecycle",
    re.IGNORECASE,
)
"""Programs in which people write."""


class NoDocumentError(Exception):
    """It can't be opened; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters that stand side by side, with their place in points from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2


@frozen
class Page:
    """One page, from 1: all its text as pdfium orders it, and its typed runs where it is no scan.

    `signing` is how high on the page the sentence stands with which the parties sign, whoever read it.
    """

    number: int
    width: float
    height: float
    text: str
    typed: tuple[Run, ...] = ()
    is_scan: bool = False
    signing: float | None = None


def open_document(content: bytes) -> "pdfium.PdfDocument":
    """Open a file. Raises `NoDocumentError`."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise NoDocumentError("It is locked with a password.") from None
        raise NoDocumentError("It is cut short or damaged: it can't be opened as a PDF.") from None
    if not 0 < len(document) <= MOST_PAGES:
        pages = len(document)
        raise NoDocumentError(f"It has {pages:,} pages, where an agreement has some 12; it was not read.")
    return document


def was_written(document: "pdfium.PdfDocument") -> bool:
    """Whether a program in which people write made it, and no scanner: by what it says of itself."""
    about = document.get_metadata_dict()
    return _WRITTEN.search(f"{about.get('Creator', '')} {about.get('Producer', '')}") is not None


def plain_text(document: "pdfium.PdfDocument", number: int) -> str:
    """All text of a page, from 1, as pdfium orders it; "" where the page is broken."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        text = document[number - 1].get_textpage()
    except pdfium.PdfiumError:
        return ""
    most = max(0, min(text.count_chars(), _MOST_CHARACTERS))
    found = (c_ushort * (most + 1))()
    raw.FPDFText_GetText(text.raw, 0, most, found)
    return bytes(found).decode("utf-16-le", "replace").partition("\0")[0]


def read_page(document: "pdfium.PdfDocument", number: int, *, written: bool) -> Page:
    """A page, from 1, with what was typed into its forms; `written` as from `was_written`."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    text = plain_text(document, number)
    try:
        page = document[number - 1]
        signing = _height_of(page, SIGNING.search(text))
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page = document[number - 1]  # what was flattened shows in a page that is loaded anew
        width, height = page.get_size()
        covered = sum(max(0.0, r - l) * max(0.0, t - b) for l, b, r, t in _boxes(page))  # noqa: E741
        is_scan = not written or covered > _A_SCAN * width * height
        typed = () if is_scan else tuple(_runs(page))
    except pdfium.PdfiumError:
        return Page(number=number, width=612, height=792, text=text, is_scan=True)
    return Page(number=number, width=width, height=height, text=text, typed=typed, is_scan=is_scan, signing=signing)


def _height_of(page: Any, found: re.Match[str] | None) -> float | None:
    """How high on the page a match in its plain text stands."""
    from pypdfium2 import raw

    if found is None:
        return None
    text, rect = page.get_textpage(), raw.FS_RECTF()
    return float(rect.top) if raw.FPDFText_GetLooseCharBox(text.raw, found.start(), byref(rect)) else None


def _boxes(page: Any) -> Iterator[tuple[float, float, float, float]]:
    from pypdfium2 import raw

    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5):
        yield found.get_bounds()


def _runs(page: Any) -> Iterator[Run]:
    """The visible characters of a page, joined where they stand side by side; lines to write on break them."""
    run, spaced = Run("", 0, 0, 0, 0), False
    for char, left, bottom, right, top in _characters(page):
        if char == " ":
            spaced = True
            continue
        high = max(top - bottom, run.top - run.bottom, 4.0)
        joins = abs(bottom - run.bottom) < 3.5 and -0.2 * high <= left - run.right < 1.1 * high
        if run.text and (char == "_" or not joins):
            yield run
            run = Run("", 0, 0, 0, 0)
        if char != "_" and not run.text:
            run = Run(char, left, bottom, right, top)
        elif char != "_":
            text = f"{run.text}{' ' if spaced else ''}{char}"
            run = Run(text, run.left, min(bottom, run.bottom), right, max(top, run.top))
        spaced = False
    if run.text:
        yield run


_SPACES = " \t\r\n\xa0"
"""Not what Python takes for white space: in fonts that have no names for their letters, 0x1D is a colon."""


def _characters(page: Any) -> Iterator[tuple[str, float, float, float, float]]:
    """Each character that the eye sees, and its loose box, of one height for all of a font; a space for any between."""
    from pypdfium2 import raw

    text, rect = page.get_textpage(), raw.FS_RECTF()
    shows: dict[int, bool] = {}
    for number in range(min(text.count_chars(), _MOST_CHARACTERS)):
        char = chr(raw.FPDFText_GetUnicode(text.raw, number))
        owner = raw.FPDFText_GetTextObject(text.raw, number)
        if char in _SPACES or not owner:
            yield " ", 0, 0, 0, 0
            continue
        key = addressof(owner.contents)
        if key not in shows:
            shows[key] = _is_seen(owner)
        if shows[key] and raw.FPDFText_GetLooseCharBox(text.raw, number, byref(rect)):
            yield char, rect.left, rect.bottom, rect.right, rect.top


def _is_seen(owner: Any) -> bool:
    """Whether a text is drawn, in a font that no machine made for what it read."""
    from pypdfium2 import raw

    if raw.FPDFTextObj_GetTextRenderMode(owner) == _INVISIBLE:
        return False
    name = create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(owner), name, 200)
    return _MADE_BY_OCR.match(name.value) is None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in shades of grey: a byte for each point, line by line from the top."""

    width: int
    height: int
    shades: bytes = field(repr=False)


def render(document: "pdfium.PdfDocument", number: int, *, width: int) -> Picture:
    """A page, from 1, as it looks, so many points wide. Raises `NoDocumentError` for a page that is broken."""
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        wide, high = page.get_size()
        scale = min(width / max(wide, 1), _MOST_PIXELS / max(high, 1))
        found = page.render(scale=scale, grayscale=True)
    except (pdfium.PdfiumError, MemoryError, ValueError):
        raise NoDocumentError(f"Its page {number} can't be shown.") from None
    flat = bytes(found.buffer)
    lines = (flat[line * found.stride : line * found.stride + found.width] for line in range(found.height))
    return Picture(found.width, found.height, b"".join(lines))


def png(picture: Picture) -> bytes:
    """The picture as a PNG of sixteen shades, which is a quarter of the size and plain enough to read a hand by."""
    rows = bytearray()
    for line in range(picture.height):
        shades = picture.shades[line * picture.width : (line + 1) * picture.width]
        shades += b"\xff" * (picture.width % 2)
        rows.append(0)
        rows += bytes((shades[at] & 0xF0) | (shades[at + 1] >> 4) for at in range(0, len(shades), 2))
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    )
