"""Workbooks of ICE's as somebody saved them."""

from pathlib import Path

from tests.bot.newsroom import Row, lists
from tests.workbooks import edited

PARTICIPATING, PENDING = "Participating Agencies", "Pending Agencies"


def save(path: Path, *rows: Row, kind: str = PARTICIPATING, made: str = "") -> Path:
    """A saved workbook with these rows; `made` is when Excel says that it was last saved."""
    content = lists(*(rows if kind == PARTICIPATING else ()), waiting=() if kind == PARTICIPATING else rows)[kind]
    if made:
        content = edited(content, "docProps/core.xml", lambda xml: _made(xml, made))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _made(xml: str, at: str) -> str:
    before, _, rest = xml.partition('<dcterms:modified xsi:type="dcterms:W3CDTF">')
    return f'{before}<dcterms:modified xsi:type="dcterms:W3CDTF">{at}{rest[rest.index("<") :]}'
