"""What an error of the network or a disk is called before people."""

import socket

import httpx
import pytest

from watchers.errors import plain_words


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-3, "Temporary failure in name resolution"), "its name can't be looked up"),
        (caused(httpx.ConnectError("[Errno 111] x"), ConnectionRefusedError(111, "x")), "the connection was refused"),
        (caused(httpx.ReadError("x"), ConnectionResetError(104, "x")), "the connection was cut off"),
        (TimeoutError(), "no answer in time"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (KeyError("https://secret.example.org"), ""),
    ],
)
def test_an_error_is_told_in_words(error: Exception, words: str) -> None:
    assert plain_words(error) == words
