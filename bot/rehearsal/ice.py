"""ICE's 287(g) page as it was at one time, answered in this process: nothing is asked of the network."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import httpx

FOLDER = "/doclib/about/offices/ero/287g/"
_HTML = "text/html; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RehearsedFile(NamedTuple):
    """A workbook as ICE would post it: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedPublication:
    """What ICE's page shows from `published_at` on.

    `agreements` and `states` count the participating list's; None where nobody counted, and the page states nothing.
    """

    published_at: datetime
    participating: RehearsedFile
    pending: RehearsedFile | None
    agreements: int | None = None
    states: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one request."""

    status: int
    body: bytes = b""
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """What stands behind one address, and since when."""

    content: bytes
    kind: str
    modified: datetime

    @property
    def validators(self) -> dict[str, str]:
        etag = f'"{sha256(self.content).hexdigest()[:20]}"'
        return {"ETag": etag, "Last-Modified": format_datetime(self.modified, usegmt=True)}


class RehearsedPage:
    """The page at a path of some site and the lists that it links; it answers conditional requests as ICE does."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._documents: dict[str, _Document] = {}

    def publish(self, publication: RehearsedPublication) -> None:
        """Show this publication from now on."""
        at = publication.published_at.astimezone(UTC)
        files = {FOLDER + quote(file.name): file for file in (publication.participating, publication.pending) if file}
        documents = {path: _Document(content=file.content, kind=_XLSX, modified=at) for path, file in files.items()}
        page = _page(publication, files).encode()
        self._documents = {self._path: _Document(content=page, kind=_HTML, modified=at)} | documents

    def answer(self, path: str, *, none_match: str | None, since: str | None) -> Answer:
        """All of a document, or 304 to whoever has it already by its two validators."""
        found = self._documents.get(path)
        if found is None:
            return Answer(status=404, body=b"<h1>Page not found</h1>", headers={"Content-Type": _HTML})
        if _has_already(found, none_match, since):
            return Answer(status=304, headers=found.validators)
        return Answer(status=200, body=found.content, headers={"Content-Type": found.kind, **found.validators})


def _has_already(found: _Document, none_match: str | None, since: str | None) -> bool:
    if none_match is not None:
        return none_match == found.validators["ETag"]
    try:
        return since is not None and parsedate_to_datetime(since) >= found.modified
    except (TypeError, ValueError):  # no date, or one without a zone
        return False


class RehearsedIce(httpx.BaseTransport):
    """Stands in the place of the network: whatever is asked, the rehearsed page of that address answers."""

    def __init__(self, page_url: str) -> None:
        self.page_url = page_url
        self._page = RehearsedPage(urlsplit(page_url).path)
        self.publish = self._page.publish

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from memory."""
        asked = request.headers
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        found = self._page.answer(path, none_match=asked.get("If-None-Match"), since=asked.get("If-Modified-Since"))
        return httpx.Response(found.status, headers=found.headers, content=found.body, request=request)


def _page(publication: RehearsedPublication, files: dict[str, RehearsedFile]) -> str:
    """The page as ICE lays it out, with the other links between which the lists have to be found."""
    items = "\n".join(
        f'<li><a href="{escape(path)}" class="ext-link" data-entity-type="file">'
        f"{'Participating' if file is publication.participating else 'Pending'} Agencies"
        ' <span class="file-info">(XLSX)</span></a></li>'
        for path, file in files.items()
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Rehearsal: Partner With ICE Through the 287(g) Program</title></head>
<body>
<p>This is a rehearsal on your own machine, made by watch287g. It is not ICE's site.</p>
<main id="main-content"><h1>Partner With ICE Through the 287(g) Program</h1>
<ul><li><a href="/doclib/about/offices/ero/pdf/287gFactSheet.pdf">287(g) fact sheet</a></li>
<li><a href="/doclib/287gMOA/MOA_TFM_template.pdf">Memorandum of Agreement template</a></li></ul>
<h2>Currently Participating and Pending Agencies</h2>
{_stated(publication)}<ul>
{items}
</ul></main>
</body>
</html>
"""


def _stated(publication: RehearsedPublication) -> str:
    if publication.agreements is None:
        return ""
    at = publication.published_at
    return (
        f"<p>As of {at:%B} {at.day}, {at.year}, ICE has signed {publication.agreements:,} Memorandums of Agreement for "
        f"287(g) programs covering {publication.states} states.</p>\n"
    )
