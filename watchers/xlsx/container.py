"""Is this file an Excel workbook that is safe to open? Looked at before anything in it is unpacked. No I/O."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from watchers.errors import Blocked, NotAWorkbook, Unsafe
from watchers.xlsx.plain import PlainCells, plain_sheets

MOST_UNPACKED = 50 << 20
"""Bytes. ICE's list of 1,843 rows unpacks to 1.5 MB; one of 1 GB of blanks packs into 1.2 MB."""
MOST_MEMBERS = 200
"""A workbook of one sheet has about a dozen."""

_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls) or one with a password"),
    (b"PK", "a zip file that is damaged"),
    (b"\x1f\x8b", "a gzip file"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title)", re.IGNORECASE)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Excel writes. Of the other ways LZMA takes as much memory as the file says, whatever its content."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook's unpacked parts by name, and the `plain_sheets` among them."""

    parts: Mapping[str, bytes]
    plain: Mapping[str, PlainCells]


def unpacked(content: bytes) -> Opened:
    """Open a workbook that `check_workbook` has let through before. Raises what `zipfile` raises."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return Opened(parts, plain_sheets(parts))


def check_workbook(content: bytes, *, where: str, content_type: str = "", most_unpacked: int = MOST_UNPACKED) -> Opened:
    """Open `content`, a whole .xlsx of bearable size; `where` names the file in the error's sentence.

    Raises `Blocked` for a page of HTML, `NotAWorkbook` for anything else that is none, `Unsafe` for a zip that would
    unpack to more than `most_unpacked` bytes or holds more than `MOST_MEMBERS` files.
    """
    if not content:
        raise NotAWorkbook(f"{where} is empty, where an Excel workbook was expected. {_LATER}")
    if not content.startswith(b"PK\x03\x04"):
        raise _other_kind(content, where, content_type)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_members(packed.infolist(), where, most_unpacked)
            parts = {member.filename: _part(packed, member) for member in packed.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as e:
        raise NotAWorkbook(f"{where} is cut short or damaged ({len(content):,} bytes; {_reason(e)}). {_LATER}") from e
    opened = Opened(parts, plain_sheets(parts))
    for name, part in parts.items():
        if _SHEET.fullmatch(name) and (why := _fault(part, opened.plain.get(name))):
            raise NotAWorkbook(f"{where} is damaged: its part {name!r} {why}. {_LATER}")
    return opened


_LATER = "The lists stay as they were; the next poll fetches it again. If it lasts, open the link in a browser."


def _other_kind(content: bytes, where: str, content_type: str) -> Blocked | NotAWorkbook:
    if _HTML.match(_without_comments(content[:2000])) or "html" in content_type.lower():
        return Blocked(
            f"{where} is a web page{_titled(content)}, where an Excel workbook was expected: a block page, or a link "
            "that no longer leads to a list. The lists stay as they were; open the link in a browser if it lasts."
        )
    kind = next((name for magic, name in _KINDS if content.startswith(magic)), f"a file that begins {content[:8]!r}")
    return NotAWorkbook(f"{where} is {kind}, where an Excel workbook (.xlsx) was expected. {_LATER}")


def _without_comments(head: bytes) -> bytes:
    """What a page begins with, behind its byte order mark and comments. A regex took 2**n steps for n comments."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return head


def _titled(content: bytes) -> str:
    title = re.search(rb"<title[^<>]{0,100}>([^<]{1,200})", content[:5000], re.IGNORECASE)
    words = " ".join(title[1].decode("utf-8", "replace").split())[:80] if title else ""
    return f" ({words!r})" if words else ""


def _check_members(members: list[zipfile.ZipInfo], where: str, most_unpacked: int) -> None:
    size = sum(m.file_size for m in members)
    if len(members) > MOST_MEMBERS or size > most_unpacked:
        raise Unsafe(
            f"{where} would unpack to {size:,} bytes in {len(members):,} parts; a list needs far less than "
            f"{most_unpacked:,} bytes in {MOST_MEMBERS} parts. It was not opened, and the lists stay as they "
            "were. Look at it on ICE's page before you trust it."
        )
    if any(m.flag_bits & 1 for m in members):
        raise NotAWorkbook(f"{where} is locked with a password, where an open workbook was expected. {_LATER}")
    if any(m.compress_type not in _PACKINGS for m in members):
        raise NotAWorkbook(f"{where} is packed in a way that Excel doesn't know. {_LATER}")
    names = {m.filename for m in members}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise NotAWorkbook(
            f"{where} is a zip file, but not an Excel workbook (no '[Content_Types].xml', 'xl/'). {_LATER}"
        )


def _part(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part, never more of it than its stated size. Raises BadZipFile where it doesn't match its check sum."""
    with packed.open(member) as part:
        return part.read(member.file_size + 1)  # the sum is looked at once nothing more comes


def _fault(xml: bytes, cells: PlainCells | None) -> str | None:
    """What keeps a sheet from being XML to the end, without a document type; `cells` are the plain ones in it.

    Calamine reads on where a tag is broken, and takes the next cell's number for a county.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        if cells is not None:  # those are sound, and most of the sheet
            parser.Parse(xml[: cells.begin], False)
            xml = xml[cells.end :]
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError):  # the latter for an encoding that nobody knows
        return "is broken XML"
    except _HasDoctypeError:
        return "declares a document type, which is made to attack its reader"
    return None


class _HasDoctypeError(Exception):
    """An Office file has no document type."""


def _refuse_doctype(*_: object) -> None:
    raise _HasDoctypeError


_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
