"""ICE's 287(g) page as a server on this machine: one page, two workbooks, one publication at a time."""

import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import httpx

from bot.rehearsal.ice import RehearsedIce, RehearsedPublication

PAGE = "/identify-and-arrest/287g"


class RehearsalPage:
    """`with RehearsalPage(publication_workbooks()) as page:` then `page.url`, and `page.publish(1)` for the next lists.

    It listens on 127.0.0.1 at a free port from the beginning to the end of the `with`, shows the first publication
    until told otherwise, answers conditional requests as ICE does, and prints nothing.
    """

    def __init__(self, publications: Sequence[RehearsedPublication]) -> None:
        self._publications = publications
        self._page = RehearsedIce(PAGE)
        self.publish(0)
        self._server = _Server(("127.0.0.1", 0), _Handler, bind_and_activate=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._server.page = self._page

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
        self._page.publish(self._publications[number])


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that the end of the `with` waits for an answer that is on its way
    page: RehearsedIce

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a visitor who hung up; the standard library would print it."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5  # seconds that a silent visitor may hold up the end

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve the page or a list."""
        asked = httpx.Request("GET", f"http://127.0.0.1{self.path}", headers=dict(self.headers))
        found = self.server.page.handle_request(asked)
        self.send_response(found.status_code)
        for name, value in found.headers.raw:
            if name != b"Content-Length" or found.status_code != 304:
                self.send_header(name.decode(), value.decode())
        self.end_headers()
        self.wfile.write(found.content)
