"""A Slack on loopback that keeps what it is sent and fails as it is told. Stdlib only."""

import json
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How to answer one call. `accepted` says whether the post counts all the same.

    `error`: ok false (a webhook: the body) with it. `status`: an HTTP status, with `retry_after`. `close`: no answer.
    `hang`: no answer until the double stops.
    """

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    close: bool = False
    hang: bool = False
    accepted: bool = False


@dataclass(slots=True)
class Post:
    """One message, as Slack has it. `body` is what was sent; `via` is "chat.postMessage", "webhook" or "file"."""

    via: str
    channel: str
    ts: str
    body: dict[str, Any]
    thread_ts: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    def as_history(self) -> dict[str, Any]:
        body: dict[str, Any] = {key: self.body[key] for key in ("text", "blocks") if key in self.body}
        return {"type": "message", "ts": self.ts, "metadata": self.body.get("metadata"), "files": self.files, **body}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel as Slack tells of it. A private one is shown to nobody, as without groups:read."""

    name: str
    is_member: bool = True
    is_archived: bool = False
    is_private: bool = False

    def as_channel(self, channel_id: str) -> dict[str, Any]:
        return {"id": channel_id, "name": self.name, "is_member": self.is_member, "is_archived": self.is_archived}


SCOPES = "chat:write,files:write,channels:history,groups:history,channels:read"


class SlackDouble:
    """`with SlackDouble() as slack:` then `slack.base_url`, `slack.webhook_url()`, `slack.posts`.

    `slack.fail(method, Fault(…))` answers the next call of a method ("chat.postMessage", "conversations.history",
    "webhook", "upload", …) so; several queue up. `check` is called with each accepted body, and may raise.
    Channels: by id, or any #name, which becomes the id "C" + eight characters. `rooms` holds, by id, those that aren't
    public with the bot in them; `scopes` is what Slack says that the token may do (None: it doesn't say).
    """

    def __init__(self, check: Callable[[dict[str, Any]], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._posts: list[Post] = []
        self._calls: list[str] = []
        self._faults: dict[str, deque[Fault]] = {}
        self._uploads: dict[str, dict[str, Any]] = {}
        self._stopping = threading.Event()
        self._check = check
        self._clock = 1_700_000_000
        self.rooms: dict[str, Room] = {}
        self.scopes: str | None = SCOPES
        self.refused: list[str] = []
        self.authorizations: list[str] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
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
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.address}/api/"

    def webhook_url(self, name: str = "T0/B0/secretsecret") -> str:
        return f"{self.address}/services/{name}"

    @property
    def posts(self) -> list[Post]:
        """Everything a reader would see, in order of arrival."""
        with self._lock:
            return list(self._posts)

    @property
    def calls(self) -> list[str]:
        """The methods called, in order."""
        with self._lock:
            return list(self._calls)

    def fail(self, method: str, *faults: Fault) -> None:
        """Answer the next calls of `method` with these, one each."""
        with self._lock:
            self._faults.setdefault(method, deque()).extend(faults)

    def forgive(self) -> None:
        """Answer as usual from now on, whatever faults are left."""
        with self._lock:
            self._faults.clear()

    @staticmethod
    def channel_id(channel: str) -> str:
        if not channel.startswith("#"):
            return channel
        return "C" + "".join(f"{ord(c):X}" for c in channel[1:])[:8].ljust(8, "0")

    def _next_fault(self, method: str) -> Fault:
        with self._lock:
            self._calls.append(method)
            waiting = self._faults.get(method)
            return waiting.popleft() if waiting else Fault(accepted=True)

    def _keep(self, via: str, channel: str, body: dict[str, Any], files: list[dict[str, Any]] | None = None) -> Post:
        with self._lock:
            self._clock += 1
            post = Post(
                via=via,
                channel=self.channel_id(channel),
                ts=f"{self._clock}.000100",
                body=body,
                thread_ts=body.get("thread_ts"),
                files=files or [],
            )
            self._posts.append(post)
        if self._check is not None and via != "file":
            try:
                self._check(body)
            except AssertionError as error:
                self.refused.append(str(error))
        return post

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """What Slack says to an accepted call."""
        match method:
            case "chat.postMessage":
                post = self._keep(method, str(body["channel"]), body)
                return {"ok": True, "channel": post.channel, "ts": post.ts, "message": {"text": post.text}}
            case "conversations.info":
                return self._info(str(body["channel"]))
            case "conversations.history" if (shut := self._shut(str(body.get("channel")))) is not None:
                return {"ok": False, "error": shut}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": self._found(method, body)}
            case "conversations.list":
                listed = {self.channel_id("#immigration"): Room(name="immigration"), **self.rooms}
                public = [room.as_channel(id_) for id_, room in listed.items() if not room.is_private]
                return {"ok": True, "channels": public}
            case "files.getUploadURLExternal":
                file_id = f"F{len(self._uploads) + 1:08}"
                self._uploads[file_id] = {"id": file_id, "name": body["filename"], "alt": body.get("alt_txt")}
                return {"ok": True, "file_id": file_id, "upload_url": f"{self.address}/upload/{file_id}"}
            case "files.completeUploadExternal":
                files = [self._uploads[f["id"]] for f in json.loads(body["files"])]
                said = {**body, "text": body.get("initial_comment", "")}
                self._keep("file", str(body["channel_id"]), said, files)
                return {"ok": True, "files": files}
            case "auth.test":
                return {"ok": True, "user": "watch287g", "team": "Newsroom"}
            case _:
                return {"ok": False, "error": "unknown_method"}

    def respond(self, ticket: str, body: dict[str, Any]) -> str:
        """What Slack says to an answer by a response_url; here nobody has been given one."""
        return "used_url"

    def _info(self, channel: str) -> dict[str, Any]:
        room = self.rooms.get(channel, Room(name="a-channel"))
        if room.is_private:
            return {"ok": False, "error": "missing_scope" if room.is_member else "channel_not_found"}
        return {"ok": True, "channel": room.as_channel(channel)}

    def _shut(self, channel: str) -> str | None:
        """Why the bot may not read there, if it may not."""
        room = self.rooms.get(channel)
        if room is None or room.is_member:
            return None
        return "channel_not_found" if room.is_private else "not_in_channel"

    def _found(self, method: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        oldest = float(body.get("oldest") or 0)
        found = [p for p in self.posts if p.channel == body.get("channel") and p.via != "webhook"]
        channel = [p for p in found if float(p.ts) >= oldest]
        if method == "conversations.replies":
            return [p.as_history() for p in channel if body["ts"] in {p.ts, p.thread_ts}]
        return [p.as_history() for p in reversed(channel) if p.thread_ts is None]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                if len(raw) < length:  # the sender died in the middle of it
                    self.close_connection = True
                    return
                parts = urlsplit(self.path).path.strip("/").split("/", 1)
                kind = {"api": parts[-1], "services": "webhook", "respond": "respond"}.get(parts[0], "upload")
                double.authorizations.append(self.headers.get("Authorization") or "")
                fault = double._next_fault(kind)
                if kind == "webhook" and fault == Fault(accepted=True) and _is_mute(raw):
                    fault = Fault(status=400, error="no_text")
                answer = double._taken(kind, parts[-1], raw, self.headers.get("Content-Type") or "", fault)
                if fault.hang:
                    double._stopping.wait(30)
                if fault.hang or fault.close:
                    self.close_connection = True
                    return
                self._say(fault, answer)

            def _say(self, fault: Fault, answer: str) -> None:
                self.send_response(fault.status)
                if fault.retry_after is not None:
                    self.send_header("Retry-After", str(fault.retry_after))
                if double.scopes is not None:
                    self.send_header("X-OAuth-Scopes", double.scopes)
                self.send_header("Content-Type", "application/json" if answer.startswith("{") else "text/plain")
                self.send_header("Content-Length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                """Silent: pytest shows what matters."""

        return Handler

    def _taken(self, kind: str, name: str, raw: bytes, content_type: str, fault: Fault) -> str:
        body = {} if kind == "upload" else _body(raw, content_type)
        answer = '{"ok": true}'
        if fault.accepted and kind == "upload":
            self._uploads[name]["content"] = raw.decode("latin-1" if raw[:4] == b"\x89PNG" else "utf-8")
        elif fault.accepted and kind == "webhook":
            self._keep("webhook", "webhook", body)
            answer = "ok"
        elif fault.accepted and kind == "respond":
            answer = self.respond(name, body)
        elif fault.accepted:
            answer = json.dumps(self.answer(kind, body))
        if fault.error is not None:
            return fault.error if kind in {"webhook", "respond"} else json.dumps({"ok": False, "error": fault.error})
        return answer


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed, or had no patience, is no news; a fault of the double's own is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _is_mute(raw: bytes) -> bool:
    """Whether a webhook's message has no word in it: Slack refuses that, and posts nothing."""
    body = json.loads(raw)
    return not (body.get("text") or body.get("blocks") or body.get("attachments"))


def _body(raw: bytes, content_type: str) -> dict[str, Any]:
    if "json" in content_type:
        found: dict[str, Any] = json.loads(raw or b"{}")
        return found
    return {key: values[0] for key, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
