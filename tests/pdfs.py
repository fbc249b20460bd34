"""Invented PDFs: a small writer, and agreements in the words of ICE's form."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Line = tuple[float, float, str]
"""Where a text begins, in points from the lower left corner, and the text."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page: its texts, each drawn in the `mode` (3: unseen, as a machine lays what it read over a scan).

    `scan` puts a picture under all of it. `box` is its width and height.
    """

    lines: Sequence[Line] = ()
    mode: int = 0
    scan: bool = False
    box: tuple[int, int] = (612, 792)
    font: str = "Times-Roman"


def pdf(*sheets: Sheet, creator: str = "Acrobat PDFMaker 24 for Word", extra: Sequence[bytes] = ()) -> bytes:
    """A whole PDF of these pages."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(b"<</Creator(%s)/Producer(tests)>>" % creator.encode())
    objects.append(
        _stream(b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\xf0")
    )
    kids = []
    for sheet in sheets:
        font = len(objects) + 1
        objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % sheet.font.encode())
        objects.append(_stream(b"<<", _content(sheet)))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F %d 0 R>>/XObject<</I 4 0 R>>>>>>" % (*sheet.box, font + 1, font)
        )
        kids.append(b"%d 0 R" % (font + 2))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _whole([*objects, *extra])


def _content(sheet: Sheet) -> bytes:
    parts = [b"q %d 0 0 %d 0 0 cm /I Do Q" % sheet.box] if sheet.scan else []
    for left, bottom, text in sheet.lines:
        said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"BT %d Tr /F 11 Tf %.1f %.1f Td (%s) Tj ET" % (sheet.mode, left, bottom, said))
    return b"\n".join(parts)


def _stream(head: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return head + b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)


def _whole(objects: Iterable[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(out)


@dataclass(frozen=True, kw_only=True)
class Party:
    """What stands behind the labels of one party; "" leaves the line empty."""

    date: str = ""
    name: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """An agreement in the words of ICE's form, as it is filled in."""

    agency: str = "Webster County Sheriff's Office"
    title: str = "287(g) Task Force Model"
    lea: Party = field(default_factory=lambda: Party(date="March 5, 2025", name="Ann B. Smith", title="Sheriff"))
    ice: Party = field(
        default_factory=lambda: Party(date="March 10, 2025", name="Todd M. Lyons", title="Acting Director")
    )
    revised: str = "02/12/2025"
    pages: int = 3
    mode: int = 0
    scan: bool = False
    creator: str = "Acrobat PDFMaker 24 for Word"


def agreement(form: Form = Form()) -> bytes:
    """The agreement as a PDF: the parties on its first page, the signatures on its last."""
    blank = [Sheet(lines=[(72, 700, f"Page {n} of the terms.")]) for n in range(2, form.pages)]
    sheets = [_first(form), *blank, _signed(form)]
    return pdf(*sheets, creator=form.creator)


def _first(form: Form) -> Sheet:
    lines = [
        (198, 700, "MEMORANDUM OF AGREEMENT"),
        (234, 686, form.title),
        (60, 660, "This Memorandum of Agreement (MOA) constitutes an agreement between United States"),
        (60, 646, "Immigration and Customs Enforcement (ICE), a component of the Department of Homeland"),
        (60, 632, f"Security (DHS), and the {form.agency}, pursuant to which ICE"),
        (60, 618, "delegates to nominated, trained, and certified officers or employees the authority to act."),
        (460, 40, f"Revised {form.revised}" if form.revised else "1"),
    ]
    return Sheet(lines=lines, mode=form.mode, scan=form.scan)


def _signed(form: Form) -> Sheet:
    lines: list[Line] = [
        (60, 640, "By signing this MOA, each party represents it is fully authorized to enter into this MOA, accepts"),
        (
            60,
            626,
            "the terms, responsibilities, obligations, and limitations of this MOA, and agrees to be bound thereto",
        ),
        (60, 612, "to the fullest extent allowed by law."),
    ]
    for left, who, party in ((60, "For the LEA:", form.lea), (330, "For ICE:", form.ice)):
        lines.append((left, 570, who))
        for down, label, value in (
            (540, "Date:", party.date),
            (480, "Name:", party.name),
            (450, "Title:", party.title),
        ):
            lines += [(left, down, f"{label}________________________"), (left + 45, down + 2, value)]
        lines.append((left, 510, "Signature:____________________"))
    return Sheet(lines=[line for line in lines if line[2]], mode=form.mode, scan=form.scan)
