"""A written site on this machine alone, for a look: with ETags, so that what is unchanged isn't sent twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".head": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


class Handler(SimpleHTTPRequestHandler):
    """Serves files, and says of each by its time and size whether a browser's copy is still good."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **_TYPES}  # noqa: RUF012 - as its base class has it

    def send_head(self) -> Any:
        """The answer's head; nothing behind it where the browser's copy is the same."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        hidden = any(part.startswith(".") for part in path.relative_to(self.directory).parts)
        if hidden or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self._etag = _etag(path)
        if self._etag and self._etag in self.headers.get("If-None-Match", ""):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """What every answer has."""
        if getattr(self, "_etag", ""):
            self.send_header("ETag", self._etag)
        self._etag = ""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing: it is for a look."""


def _etag(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}"'


@contextmanager
def serving(folder: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """A server on this machine's own address; port 0 takes any free one. Raises OSError where the port is taken."""
    server = ThreadingHTTPServer(("127.0.0.1", port), lambda *given: Handler(*given, directory=str(folder)))
    try:
        yield server
    finally:
        server.server_close()
