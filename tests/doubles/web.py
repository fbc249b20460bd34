"""A web service on loopback that keeps what it takes and fails as it is told. Stdlib only."""

import json
import ssl
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How to answer one request. `accepted`: what was sent counts all the same.

    `status`, `headers` and `body` are said; `close`: nothing is; `hang`: nothing until the double stops.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    close: bool = False
    hang: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came; header names in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


Said = tuple[int, dict[str, Any] | str]


class WebDouble:
    """`with WebDouble() as web:` then `web.address`, `web.taken`, `web.fail(Fault(…))`, and `web.asked`.

    A service's double says in `answer` what it answers to a request that no fault is for, and puts down with `keep`
    what its readers would see. What is over the limits of its documentation fails its `check`: it is refused, as there.
    """

    url = "{address}/"
    """Where its messages go."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._lock = threading.Lock()
        self._faults: deque[Fault] = deque()
        self._stopping = threading.Event()
        self.asked: list[Asked] = []
        self.taken: list[Asked] = []
        self.refused: list[str] = []
        self._server = _Server(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}"

    def fail(self, *faults: Fault) -> None:
        """Answer the next requests that would be taken with these, one each."""
        with self._lock:
            self._faults.extend(faults)

    def forgive(self) -> None:
        """Answer as usual from now on."""
        with self._lock:
            self._faults.clear()

    def answer(self, asked: Asked) -> Said:
        """What the service says; whatever is asked of it, it is fine."""
        self.keep(asked)
        return 204, ""

    def keep(self, asked: Asked) -> None:
        """A reader sees it."""
        self.taken.append(asked)

    def check(self, asked: Asked) -> None:
        """Raise AssertionError where the service's documentation says that it would refuse or cut that."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # the sender died in the middle of it
                    self.close_connection = True
                    return
                parts = urlsplit(self.path)
                heads = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(parts.query))
                asked = Asked(method=self.command, path=parts.path, query=query, headers=heads, body=body)
                fault, (status, said) = double._served(asked)
                if fault is not None and (fault.hang or fault.close):
                    if fault.hang:
                        double._stopping.wait(30)
                    self.close_connection = True
                    return
                text = said if isinstance(said, str) else json.dumps(said)
                self.send_response(status)
                for name, value in (fault.headers if fault else {}).items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                if status != 204:
                    self.wfile.write(text.encode())

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Silent: pytest shows what matters."""

        return Handler

    def _served(self, asked: Asked) -> tuple[Fault | None, Said]:
        with self._lock:
            self.asked.append(asked)
            fault = self._faults.popleft() if self._faults and asked.method == "POST" else None
            if fault is not None and not fault.accepted:
                return fault, (fault.status, fault.body)
            said = self._checked(asked) if asked.method == "POST" else self.answer(asked)
            return fault, (fault.status, fault.body) if fault else said

    def _checked(self, asked: Asked) -> Said:
        try:
            self.check(asked)
        except AssertionError as error:
            self.refused.append(str(error))
            return 400, {"message": str(error)}
        return self.answer(asked)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed, or had no patience or no trust, is no news."""
