"""A rehearsal of ICE's 287(g) page on this machine: one page, two workbooks, one publication at a time."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import quote

from bot.demo.workbooks import RehearsedFile, RehearsedPublication

PAGE = "/identify-and-arrest/287g"
FOLDER = "/doclib/about/offices/ero/287g/"
_HTML = "text/html; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """What stands behind one address, and since when."""

    content: bytes
    kind: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:20]}"'


class RehearsalPage:
    """`with RehearsalPage(publication_workbooks()) as page:` then `page.url`, and `page.publish(1)` for the next lists.

    It listens on 127.0.0.1 at a free port from the beginning to the end of the `with`, shows the first publication
    until told otherwise, answers conditional requests as ICE does, and prints nothing.
    """

    def __init__(self, publications: Sequence[RehearsedPublication]) -> None:
        self._publications = publications
        self._documents: dict[str, _Document] = {}
        self.publish(0)
        self._server = _Server(("127.0.0.1", 0), _Handler, bind_and_activate=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._server.find = self._find

    def __enter__(self) -> Self:
        """Begin to listen. Raises OSError where the machine has no free port."""
        try:
            self._server.server_bind()
            self._server.server_activate()
        except OSError:
            self._server.server_close()
            raise
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer what is being asked, and stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The page's address, for the config's `page`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{PAGE}"

    def publish(self, number: int) -> None:
        """Show the publication with that place in the sequence, counted from 0. Raises IndexError beyond its end."""
        publication = self._publications[number]
        at = publication.published_at.astimezone(UTC)
        files = {FOLDER + quote(file.name): file for file in (publication.participating, publication.pending) if file}
        documents = {path: _Document(content=file.content, kind=_XLSX, modified=at) for path, file in files.items()}
        page = _page(publication, files).encode()
        self._documents = {PAGE: _Document(content=page, kind=_HTML, modified=at)} | documents

    def _find(self, path: str) -> _Document | None:
        return self._documents.get(path)


def _page(publication: RehearsedPublication, files: dict[str, RehearsedFile]) -> str:
    """The page as ICE lays it out, with the other links between which the lists have to be found."""
    at = publication.published_at
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
<p>As of {at:%B} {at.day}, {at.year}, ICE has signed {publication.agreements:,} Memorandums of Agreement for 287(g) \
programs covering {publication.states} states.</p>
<ul>
{items}
</ul></main>
</body>
</html>
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that the end of the `with` waits for an answer that is on its way
    find: Callable[[str], _Document | None]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a visitor who hung up; the standard library would print it."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5  # seconds that a silent visitor may hold up the end

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve the page or a list: all of it, or 304 to whoever has it already."""
        found = self.server.find(self.path.partition("?")[0])
        if found is None:
            self._answer(404, b"<h1>Page not found</h1>", {"Content-Type": _HTML})
            return
        validators = {"ETag": found.etag, "Last-Modified": format_datetime(found.modified, usegmt=True)}
        if self._has_already(found):
            self._answer(304, b"", validators)
        else:
            self._answer(200, found.content, {"Content-Type": found.kind, **validators})

    def _has_already(self, found: _Document) -> bool:
        tag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if tag is not None:
            return tag == found.etag
        try:
            return since is not None and parsedate_to_datetime(since) >= found.modified
        except (TypeError, ValueError):  # no date, or one without a zone
            return False

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
