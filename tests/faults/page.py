"""ICE's page on loopback, one publication at a time, that fails as it is told."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.faults.stretch import Posted

PAGE = "/identify-and-arrest/287g"
FOLDER = "/doclib/about/offices/ero/287g/"
_HTML = "text/html; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFault:
    """How an address answers while it lasts: `body` in place of its own, dribbled with `pause` seconds a piece.

    `hang`: the request is taken, and nothing follows. `cut`: the connection ends after half of the body.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    kind: str | None = None
    pause: float = 0.0
    hang: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    content: bytes
    kind: str

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:20]}"'


class IcePage:
    """`with IcePage() as page:` then `page.url`, `page.publish(…)`, `page.fail("page", PageFault(…))`, `page.mend()`.

    What can fail is "page", "participating" and "pending". `asked` is set by every request, `requests` counts them.
    """

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.requests: Counter[str] = Counter()
        self._documents: dict[str, tuple[str, _Document]] = {}
        self._faults: dict[str, PageFault] = {}
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.page = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{PAGE}"

    def publish(self, posted: Posted) -> None:
        """Link these files, and only these."""
        files = {FOLDER + file.name: (kind.value, _Document(file.content, _XLSX)) for kind, file in posted.items()}
        links = "".join(
            f'<li><a href="{path}">{kind.title()} Agencies <span>(XLSX)</span></a></li>'
            for path, (kind, _) in files.items()
        )
        html = f"<main><h2>Currently Participating and Pending Agencies</h2><ul>{links}</ul></main>"
        self._documents = {PAGE: ("page", _Document(html.encode(), _HTML)), **files}

    def fail(self, what: str, fault: PageFault) -> None:
        """Answer so from now on."""
        self._faults[what] = fault

    def mend(self) -> None:
        """All is well again."""
        self._faults.clear()

    def found(self, path: str) -> tuple[str, _Document]:
        """What stands behind an address, and its name; the request is counted."""
        name, document = self._documents.get(path, ("", _Document(b"<h1>Page not found</h1>", _HTML)))
        self.requests[name] += 1
        self.asked.set()
        return name, document

    def ailing(self, name: str) -> PageFault | None:
        """How it fails now, if it does."""
        return self._faults.get(name)

    def wait(self, seconds: float) -> bool:
        """Let so much time pass, or until the page stops; whether it stops."""
        return self._stopping.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    page: IcePage

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who was killed hangs up in the middle; that is what these tests are for."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        name, document = self.server.page.found(self.path)
        fault = self.server.page.ailing(name)
        if not name:
            self._answer(404, document.content, {"Content-Type": _HTML})
        elif fault is not None:
            self._fail(fault, document)
        elif self.headers.get("If-None-Match") == document.etag:
            self._answer(304, b"", {"ETag": document.etag})
        else:
            self._answer(200, document.content, {"Content-Type": document.kind, "ETag": document.etag})

    def _fail(self, fault: PageFault, document: _Document) -> None:
        if fault.hang:
            self.server.page.wait(30)
            self.close_connection = True
            return
        body = document.content if fault.body is None else fault.body
        kind = fault.kind or (document.kind if fault.body is None else _HTML)
        self._answer(fault.status, body, {"Content-Type": kind, **fault.headers}, fault)

    def _answer(self, status: int, body: bytes, headers: dict[str, str], fault: PageFault | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = True
        sent = body[: len(body) // 2] if fault and fault.cut else body
        pause = fault.pause if fault else 0
        step = max(len(sent) // 20, 1) if pause else max(len(sent), 1)
        for at in range(0, len(sent), step):
            self.wfile.write(sent[at : at + step])
            if pause and self.server.page.wait(pause):
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""
