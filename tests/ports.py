"""Ports that a test may leave and come back to."""

import contextlib
import os
import socket
from itertools import count

_NEXT = count(20_000 + os.getpid() * 7 % 10_000)


def lasting_port() -> int:
    """A free port of loopback, below those that the system gives by itself: left for a while, it is nobody else's."""
    for port in _NEXT:
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a count has no end")
