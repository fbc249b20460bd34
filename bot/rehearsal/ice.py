"""ICE's 287(g) page as it was at one time, answered in this process: nothing is asked of the network."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx

from bot.poll.saved_workbooks import BackfillError, SavedPublication, saved_publications
from bot.preview.pages import page_template
from watchers.frozen import frozen
from watchers.model.agreement import ListKind

FOLDER = "/doclib/about/offices/ero/287g/"
_HTML = "text/html; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RehearsedFile(NamedTuple):
    """A workbook as ICE would post it: its name and its bytes."""

    name: str
    content: bytes


@frozen
class RehearsedPublication:
    """What ICE's page shows from `published_at` on.

    `agreements` and `states` count the participating list's; None where nobody counted, and the page states nothing.
    """

    published_at: datetime
    participating: RehearsedFile
    pending: RehearsedFile | None
    agreements: int | None = None
    states: int | None = None


class _Document(NamedTuple):
    content: bytes
    headers: dict[str, str]


class RehearsedIce(httpx.BaseTransport):
    """The page at a path, of whatever site, and the lists that it links: it stands in the place of the network.

    It answers conditional requests as ICE does.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._documents: dict[str, _Document] = {}

    def publish(self, publication: RehearsedPublication) -> None:
        """Show this publication from now on."""
        at = publication.published_at
        files = {"Participating": publication.participating, "Pending": publication.pending}
        posted = {FOLDER + quote(file.name): (kind, file.content) for kind, file in files.items() if file}
        page = page_template("ice.html.j2").render(
            links=[(path, kind) for path, (kind, _) in posted.items()],
            at=at,
            agreements=publication.agreements,
            states=publication.states,
        )
        documents = {path: _document(content, _XLSX, at) for path, (_, content) in posted.items()}
        self._documents = {self._path: _document(page.encode(), _HTML, at), **documents}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """All of a document, or 304 to whoever has it already by its two validators."""
        found = self._documents.get(request.url.raw_path.decode("ascii").partition("?")[0])
        if found is None:
            return httpx.Response(404, content=b"<h1>Page not found</h1>", headers={"Content-Type": _HTML})
        is_known = _has_already(found.headers, request.headers)
        return httpx.Response(
            304 if is_known else 200, content=b"" if is_known else found.content, headers=found.headers
        )


def _document(content: bytes, kind: str, modified: datetime) -> _Document:
    etag = f'"{sha256(content).hexdigest()[:20]}"'
    last = format_datetime(modified.astimezone(UTC), usegmt=True)
    return _Document(content, {"Content-Type": kind, "ETag": etag, "Last-Modified": last})


def _has_already(found: dict[str, str], asked: httpx.Headers) -> bool:
    if "If-None-Match" in asked:
        return asked["If-None-Match"] == found["ETag"]
    try:
        asked_for = parsedate_to_datetime(asked.get("If-Modified-Since", ""))
        return asked_for >= parsedate_to_datetime(found["Last-Modified"])
    except (TypeError, ValueError):  # no date, or one without a zone
        return False


def rehearsed_publications(folder: Path) -> tuple[list[RehearsedPublication], str]:
    """The folder's publications in order, and a sentence on where the order comes from. Raises `BackfillError`."""
    found, order = saved_publications(folder)
    contents: dict[Path, bytes] = {}
    return [_rehearsed(publication, contents) for publication in found], order


def _rehearsed(publication: SavedPublication, contents: dict[Path, bytes]) -> RehearsedPublication:
    files = {kind: _read(path, contents) for kind, path in publication.files.items()}
    if ListKind.PARTICIPATING not in files:
        raise BackfillError(
            f"At {publication.at.isoformat()} there is no participating list, and ICE's page has always had one."
        )
    return RehearsedPublication(
        published_at=publication.at,
        participating=files[ListKind.PARTICIPATING],
        pending=files.get(ListKind.PENDING),
    )


def _read(path: Path, contents: dict[Path, bytes]) -> RehearsedFile:
    """The file as it is: whether it is a workbook, the poll will see."""
    try:
        if path not in contents:
            contents[path] = path.read_bytes()
    except OSError as error:
        raise BackfillError(f"{path} can't be read ({error.strerror}).") from error
    return RehearsedFile(name=path.name, content=contents[path])
