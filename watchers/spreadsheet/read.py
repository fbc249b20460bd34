"""Bytes to tabs, whatever program wrote them: which kind of file it is, and what each of its sheets shows. No I/O."""

import csv
import io
import zipfile
import zlib
from enum import Enum

from python_calamine import CalamineError

from watchers.apart import TooMuchError, apart
from watchers.errors import NotAWorkbook, UnreadableTable, Unsafe
from watchers.model.table import Tab
from watchers.xlsx.container import LATER, MOST_UNPACKED, Package
from watchers.xlsx.read import excel_tabs, tabs_of

MAX_ROWS = 20_000
"""ICE's list had 2,600 rows in 2026. Beyond this it isn't a list of agencies."""


def read_workbook(
    content: bytes, *, where: str, most_unpacked: int = MOST_UNPACKED, most_rows: int = MAX_ROWS
) -> tuple[Tab, ...]:
    """Every tab of a whole file; hidden ones without their cells. `where` names the file in the error's sentence.

    Raises `NotAWorkbook` for what is none, `UnreadableTable` for one that is damaged inside or has more than
    `most_rows` rows, `Unsafe` where it would swell beyond what is bearable.
    """
    kind = format_of(content, where=where)
    try:
        match kind:
            case Format.CSV:
                tabs: tuple[Tab, ...] = (_text_tab(content),)
            case Format.XLSX:
                with Package(content, where, most_unpacked) as package:
                    tabs = excel_tabs(package, where)
            case Format.ODS:
                Package(content, where, most_unpacked).close()
                tabs = apart(_plain_tabs, content)
            case _:
                tabs = apart(_plain_tabs, content)
    except TooMuchError as e:
        raise Unsafe(
            f"{where} took more memory or time than a list of agencies needs, and was not read. The lists stay "
            "as they were. Look at it on ICE's page before you trust it."
        ) from e
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as e:
        reason = str(e).rstrip(".") or type(e).__name__
        raise NotAWorkbook(f"{where} is cut short or damaged ({len(content):,} bytes; {reason}). {LATER}") from e
    except (CalamineError, ValueError, csv.Error) as e:
        raise UnreadableTable(f"{where} can't be read as a workbook ({' '.join(str(e).split())[:200]}).") from e
    for tab in tabs:
        if len(tab.lines) > most_rows:
            raise UnreadableTable(
                f"{where} has {len(tab.lines):,} rows; a list of agencies has fewer than {most_rows:,}."
            )
    return tabs


def _plain_tabs(content: bytes) -> tuple[Tab, ...]:
    """The tabs of a file of which only calamine knows what is in it."""
    return tabs_of(io.BytesIO(content))


def _text_tab(content: bytes) -> Tab:
    text = decoded(content)
    first = next(line for line in text.splitlines() if line.strip(" \t,;"))
    return Tab(title="", lines=list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))))


class Format(Enum):
    """The kinds of file that a list can be read from."""

    XLSX = "Excel workbook (.xlsx)"
    XLS = "old Excel workbook (.xls)"
    ODS = "OpenDocument spreadsheet (.ods)"
    CSV = "table of text (.csv)"


_OLE = b"\xd0\xcf\x11\xe0"
_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"PK", "a zip file that is damaged"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "a text document (.rtf)"),
)


def format_of(content: bytes, *, where: str) -> Format:
    """What a whole file is; `where` names it. Raises `NotAWorkbook` for one that no list can be read from."""
    if not content:
        raise NotAWorkbook(f"{where} is empty, where an Excel workbook was expected. {LATER}")
    if content.startswith(b"PK\x03\x04"):
        return Format.ODS if _is_ods(content) else Format.XLSX
    if content.startswith(_OLE):
        return _old_format(content, where)
    if _is_csv(content):
        return Format.CSV
    kind = next((name for magic, name in _KINDS if content.startswith(magic)), f"a file that begins {content[:8]!r}")
    raise NotAWorkbook(f"{where} is {kind}, where an Excel workbook (.xlsx) was expected. {LATER}")


def _is_ods(content: bytes) -> bool:
    """OpenDocument files begin with a part that says so, not packed (ODF 1.3, part 2, 3.3)."""
    return content[30:38] == b"mimetype" and content[38:].startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _old_format(content: bytes, where: str) -> Format:
    """The parts of an OLE file are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise NotAWorkbook(f"{where} is locked with a password, where an open workbook was expected. {LATER}")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise NotAWorkbook(f"{where} is an old Office file, but no Excel workbook (.xls). {LATER}")
    return Format.XLS


def _is_csv(content: bytes) -> bool:
    """Whether it is text whose first line that says anything has several cells."""
    text = decoded(content[:20_000])
    first = next((line for line in text.splitlines() if line.strip(" \t,;")), "")
    return "\0" not in text and max(map(first.count, ",;\t")) > 1 and not first.lstrip().startswith(("{", "[", "<"))


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 where it says so, or what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
