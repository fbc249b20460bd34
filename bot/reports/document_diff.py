"""Two copies of a document beside each other, and documents under names for people."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.documents.holdings import Holding
from bot.reports.documents import printed, size_words
from notifiers.text.ap_style import moment
from state.files.kept import DocumentArchive
from watchers.documents.reader import differing_pages, pictures_of_page
from watchers.model.document import KeptDocument


def compared(found: Holding, archive: DocumentArchive, zone: ZoneInfo) -> Iterator[str]:
    """What differs between the last two copies, line by line."""
    (since, before), (now, after) = found.copies[-2:]
    a = found.standing.agreement if found.standing else None
    yield f"{a.agency if a else 'A row that is gone'}: {found.link.url}"
    for when, kept in ((since, before), (now, after)):
        pages = kept.reading.pages if kept.reading else 0
        stamp = f", revised {kept.reading.revised.words}" if kept.reading and kept.reading.revised else ""
        yield f"  {moment(when, zone)}: {kept.sha256}, {size_words(kept.size)}, {pages or '?'} pages{stamp}"
    pages_off = differing_pages(archive.read(before.sha256), archive.read(after.sha256))
    named = ", ".join(map(str, pages_off))
    yield f"  pages that look different: {named or 'none, or they can not be shown'}"


def drawn(before: KeptDocument, after: KeptDocument, archive: DocumentArchive, folder: Path) -> Iterator[Path]:
    """Write the pages that differ into a folder, the older copy on the left."""
    old, new = archive.read(before.sha256), archive.read(after.sha256)
    folder.mkdir(parents=True, exist_ok=True)
    for number in differing_pages(old, new):
        picture = pictures_of_page(old, new, number)
        if picture is not None:
            path = folder / f"{before.sha256[:8]}-{after.sha256[:8]}-page-{number:02}.png"
            path.write_bytes(picture)
            yield path


def exported(found: Iterable[Holding], archive: DocumentArchive, folder: Path) -> int:
    """Copy every copy of these documents into a folder; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, number = list(found), 0
    for holding in rows:
        for since, kept in holding.copies:
            if archive.has(kept.sha256):
                name = f"{_name(holding)} {since:%Y-%m-%d} {kept.sha256[:8]}.pdf"
                (folder / name).write_bytes(archive.read(kept.sha256))
                number += 1
    (folder / "documents.csv").write_text("\r\n".join([*printed(rows, "csv"), ""]), "utf-8-sig")
    return number


def _name(found: Holding) -> str:
    """As in "MO Webster County Sheriff's Office TFM moa", of letters that every disk takes."""
    a = found.standing.agreement if found.standing else None
    said = f"{a.state or 'XX'} {a.agency} {a.model or ''}" if a else "gone"
    return " ".join(re.sub(r"[^\w ',.&-]", " ", f"{said} {found.link.kind.value}").split()).strip(". ")[:150]
