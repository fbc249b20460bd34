"""An HTTP proxy on loopback that makes tunnels (CONNECT) to this machine alone, and notes what it was asked."""

import socket
import threading
from contextlib import suppress
from typing import Self


class ProxyDouble:
    """`with ProxyDouble() as proxy:` then `proxy.port`, `proxy.asked`: each host with port, and the login given.

    `status` is what it answers in place of a tunnel.
    """

    def __init__(self, status: str | None = None) -> None:
        self._status = status
        self.asked: list[tuple[str, str]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._thread.join(timeout=5)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(1)
        lines = head.decode().split("\r\n")
        host = lines[0].split(" ")[1]
        login = next((line.partition(": ")[2] for line in lines if line.lower().startswith("proxy-auth")), "")
        self.asked.append((host, login))
        if self._status is not None:
            client.sendall(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
            client.close()
            return
        name, _, port = host.partition(":")
        assert name == "127.0.0.1"
        far = socket.create_connection((name, int(port)))
        self._open.append(far)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=_pump, args=(far, client), daemon=True).start()
        _pump(client, far)


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(1 << 16):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
