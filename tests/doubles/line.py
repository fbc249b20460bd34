"""A line to a server on this machine that can be frozen, as by a network that is cut: nobody hears of it."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Line:
    """`with Line(port) as line:` then `line.port`, which leads to `port`; what is sent while it is frozen waits."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._goes = threading.Event()
        self._goes.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for end in [self._listener, *self._ends]:
            end.close()
        self._thread.join(timeout=5)

    def freeze(self) -> None:
        """Let nothing through."""
        self._goes.clear()

    def go_on(self) -> None:
        """Let everything through again, and first what waits."""
        self._goes.set()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(1 << 16):
                self._goes.wait()
                other.sendall(piece)
            self._goes.wait()
            other.shutdown(socket.SHUT_WR)
