"""The server's side of WebSockets (RFC 6455), as far as Socket Mode goes, over which it can fall ill. Stdlib only."""

import base64
import contextlib
import hashlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class WebSocket:
    """One connection, after its handshake. `frozen`: it answers nothing and reads nothing, as a dead network does."""

    def __init__(self, sock: socket.socket, path: str) -> None:
        self.path = path
        self.frozen = threading.Event()
        self.is_open = True
        self.pings = 0
        self._sock, self._sending = sock, threading.Lock()

    def send(self, text: str) -> bool:
        """Send a text; whether it went out. Into a frozen one it goes, and nobody will read it."""
        if self.frozen.is_set():
            return self.is_open
        return self._frame(_TEXT, text.encode())

    def close(self) -> None:
        """End it in good order."""
        self._frame(_CLOSE, struct.pack("!H", 1000))
        self.cut()

    def cut(self) -> None:
        """End it without a word."""
        self.is_open = False
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def serve(self, take: Callable[[str], None]) -> None:
        """Read until it ends."""
        try:
            while self.is_open:
                opcode, content = self._read()
                while self.frozen.is_set() and self.is_open:
                    threading.Event().wait(0.02)
                if opcode == _PING:
                    self.pings += 1
                    self._frame(_PONG, content)
                elif opcode == _TEXT:
                    take(content.decode())
                elif opcode == _CLOSE:
                    break
        except OSError:
            pass
        finally:
            self.is_open = False
            self._sock.close()

    def _frame(self, opcode: int, content: bytes) -> bool:
        size = len(content)
        if size < 126:
            length = bytes([size])
        else:
            length = b"\x7e" + struct.pack("!H", size) if size <= 0xFFFF else b"\x7f" + struct.pack("!Q", size)
        try:
            with self._sending:
                self._sock.sendall(bytes([0x80 | opcode]) + length + content)
        except OSError:
            self.is_open = False
        return self.is_open

    def _read(self) -> tuple[int, bytes]:
        first, second = self._exactly(2)
        assert second & 0x80, "a client masks what it sends"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._exactly(8))
        mask, content = self._exactly(4), self._exactly(size)
        return first & 0x0F, bytes(byte ^ mask[place % 4] for place, byte in enumerate(content))

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self._sock.recv(size - len(found))
            if not part:
                raise ConnectionResetError
            found += part
        return found


class WebSocketServer:
    """Takes connections; `serve` is called with each, in a thread of its own, once it has shaken hands."""

    def __init__(self, serve: Callable[[WebSocket], None]) -> None:
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._threads: list[threading.Thread] = []
        self.answers = True

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                thread = threading.Thread(target=self._greet, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _greet(self, sock: socket.socket) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked:
            part = sock.recv(4096)
            if not part:
                sock.close()
                return
            asked += part
        lines = asked.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        key = next(line.split(": ", 1)[1] for line in lines if line.lower().startswith("sec-websocket-key"))
        assert headers["upgrade"] == "websocket", "asks for something else"
        if not self.answers:
            sock.sendall(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
            sock.close()
            return
        accept = base64.b64encode(hashlib.sha1((key + _MAGIC).encode()).digest()).decode()
        head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        sock.sendall(f"{head}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
        self._serve(WebSocket(sock, lines[0].split(" ")[1]))
