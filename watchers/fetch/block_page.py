"""A web page in place of a workbook: a firewall's, or whatever a dead link leads to. No I/O."""

import re

from watchers.errors import Blocked

_HTML = re.compile(
    rb"(?:<\?xml[^<>]{0,200}>\s{0,20})?<(?:!doctype\s+html|html|head|body|title|meta|script|noscript|iframe|h1|center|div|p>)",
    re.IGNORECASE,
)


def check_no_page(content: bytes, *, where: str, content_type: str) -> None:
    """Raise `Blocked` where a whole file is a page of HTML; `where` names it in the sentence."""
    if not is_page(content, content_type=content_type):
        return
    if content.startswith(b"PK\x03\x04"):  # some servers call everything a page
        return
    raise Blocked(
        f"{where} is a web page{_titled(content)}, where an Excel workbook was expected: a block page, or a link "
        "that no longer leads to a list. The lists stay as they were; open the link in a browser if it lasts."
    )


def is_page(content: bytes, *, content_type: str) -> bool:
    """Whether a file is a page of HTML, by its beginning or by what the server calls it."""
    return _HTML.match(_without_comments(content[:2000])) is not None or "html" in content_type.lower()


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
