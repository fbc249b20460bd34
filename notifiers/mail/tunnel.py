"""A mail server reached by a proxy."""

import smtplib
import socket
import ssl
from base64 import b64encode
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urlsplit


class Tunnelled(smtplib.SMTP):
    """SMTP through the tunnel that a proxy makes (CONNECT)."""

    proxy = ""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        parts = urlsplit(self.proxy)
        sock = socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), timeout)
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        sock.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{_login_of(parts)}\r\n".encode())
        status = _head_of(sock).partition(b"\r\n")[0].decode("latin-1")
        if status.split(" ")[1:2] != ["200"]:
            sock.close()
            raise OSError(f"the proxy made no tunnel: {status}")
        return sock


_PORTS = {"http": 80, "https": 443}
_LONGEST_HEAD = 1 << 16


def _head_of(sock: socket.socket) -> bytes:
    """The proxy's answer, and not a byte more: a mail server speaks first, and what follows is its greeting."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n") and len(head) < _LONGEST_HEAD:
        piece = sock.recv(1)
        if not piece:
            break
        head += piece
    return bytes(head)


class TunnelledTls(smtplib.SMTP_SSL, Tunnelled):
    """The same, in TLS from the first byte: `SMTP_SSL` wraps the socket that it is given."""


Line = TypeVar("Line", bound=Tunnelled)


def through(kind: type[Line], proxy: str) -> type[Line]:
    """The kind of connection by one proxy."""
    return type(kind.__name__, (kind,), {"proxy": proxy})


def _login_of(proxy: SplitResult) -> str:
    if proxy.username is None:
        return ""
    login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return f"Proxy-Authorization: Basic {b64encode(login.encode()).decode()}\r\n"
