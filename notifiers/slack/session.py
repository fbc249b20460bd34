"""One connection of the line on which Slack tells what people do inside it, and the thread that reads it."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any, Protocol

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from notifiers.slack.common import SILENT
from watchers.fetch.route import Route

PING_EVERY = 2.0
"""Seconds between two pings."""
PATIENCE = 3.0
"""Seconds after which a ping without an answer means that nobody is there."""

_RECEIVED = 65_536  # bytes at once: the SDK reads a message by recursion, a level for each so many


class Ear(Protocol):
    """What hears the envelopes. Neither call may wait for anything: they hold up all that comes behind."""

    def acknowledge(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        """What Slack is told with the acknowledgement; None for nothing."""

    def hear(self, envelope: dict[str, Any]) -> None:
        """Take it, to be worked on elsewhere. It has been acknowledged, if that was possible."""


class LineError(Exception):
    """The line can't be opened now; `str(error)` is a sentence. `wait`: the seconds that Slack asks for."""

    def __init__(self, sentence: str, *, is_broken: bool = False, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.is_broken = is_broken
        self.wait = wait


class Session(Connection):
    """One connection, with the thread that reads it."""

    def __init__(self, url: str, ear: Ear, wake: threading.Event, *, clock: Callable[[], float], ssl: Any) -> None:
        super().__init__(url, SILENT, receive_buffer_size=_RECEIVED, ssl_context=ssl, on_message_listener=self._take)
        self._ear, self._wake, self._clock = ear, wake, clock
        self._running = ConnectionState()  # type: ignore[no-untyped-call]  # the SDK's own
        self._pinged: float | None = None
        self._unanswered: float | None = None
        self.was_heard = False
        self.is_leaving = False
        self.retired: float | None = None
        self._thread = threading.Thread(target=self._read, name="slack socket", daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether its thread still reads."""
        return self._thread.is_alive()

    def open(self, route: Route) -> None:
        """Connect, and begin to read. Raises `LineError`."""
        self.proxy = route.proxy_for(self.url)
        self.connect()
        if self.sock is None:
            raise LineError("Slack's socket can't be reached, or doesn't answer as one. It is tried again.")
        self.sock = _Ending(self.sock)  # type: ignore[assignment]  # it has all of a socket that is used
        self._thread.start()

    def ping_when_due(self, now: float) -> None:
        """Ask whether somebody is there, unless the last question is still open."""
        if self._unanswered is not None and self.last_ping_pong_time == self._unanswered:
            self._unanswered = None
        if self._unanswered is None and (self._pinged is None or now - self._pinged >= PING_EVERY):
            self._pinged = self._unanswered = now
            try:
                self.ping(f"{self.session_id}:{now!r}")
            except OSError:
                self.drop()

    def is_dead(self, now: float) -> bool:
        """Whether nothing will come from it any more."""
        return not self.is_running or (self._unanswered is not None and now - self._unanswered > PATIENCE)

    def drop(self) -> None:
        """End it. What its thread waits for ends at once: a socket that is only closed would be waited for."""
        self._running.terminated = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is gone already
                return

    def join(self) -> None:
        """Wait for its thread, which was dropped."""
        self._thread.join()
        self.disconnect()

    def _read(self) -> None:
        self.run_until_completion(self._running)
        self._wake.set()

    def _take(self, text: str) -> None:
        """One message: an envelope is acknowledged first of all."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        match message.get("type"):
            case "hello":
                self.was_heard = True
                self._wake.set()
            case "disconnect":
                self.is_leaving = True
                self._wake.set()
            case _ if "envelope_id" in message:
                self._acknowledge(message)
                self._ear.hear(message)

    def _acknowledge(self, envelope: dict[str, Any]) -> None:
        answer = self._ear.acknowledge(envelope) if envelope.get("accepts_response_payload") else None
        said = {"envelope_id": envelope["envelope_id"], **({"payload": answer} if answer is not None else {})}
        try:
            self.send(json.dumps(said))
        except SlackClientNotConnectedError:  # whoever asked is answered by another way
            self._wake.set()


class _Ending:
    """A socket that says so when its other side has gone: the SDK takes an empty answer for no answer yet."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.shutdown, self.close = sock.shutdown, sock.close

    def recv(self, size: int) -> bytes:
        """Some bytes. Raises `ConnectionResetError` where none will come."""
        got: bytes = self._sock.recv(size)
        if not got:
            raise ConnectionResetError("the other side has gone")
        return got

    def send(self, content: bytes) -> int:
        """All of it: a frame that is sent in part makes nonsense of all that come behind."""
        self._sock.sendall(content)
        return len(content)
