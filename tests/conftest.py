"""What holds for every test: no network but this machine's own."""

import ipaddress
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent

# A machine that is busy with something else is slow, and no fault of the code's.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# CI tries the same examples each time, so that what it finds is about the change; new ones are tried everywhere else.
settings.register_profile("the same again", settings.get_profile("patient"), derandomize=True, database=None)
settings.load_profile("the same again" if os.environ.get("CI") else "patient")


def _is_here(host: object) -> bool:
    """None and "" are how a program asks for its own address before it listens."""
    text = host.decode() if isinstance(host, bytes) else host
    if text in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(text).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(what: str, host: object) -> None:
    # pytest's own failure is no Exception, so that no handler of the code under test can swallow it
    pytest.fail(f"a test may talk to this machine only, and this one would {what} {host!r}", pytrace=True)


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Make every connection and look-up that would leave this machine a failure of its test."""
    real_lookup = socket.getaddrinfo
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if isinstance(address, tuple) and not _is_here(address[0]):
                _refuse("connect to", address[0])
            return real[name](self, *args)

        return call

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            _refuse("look up", host)
        return real_lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", lookup)
        yield


@pytest.fixture(autouse=True)
def the_log_as_it_was() -> Iterator[None]:
    """A verb that keeps a journal sets up the log of the whole process."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    handlers, levels = root.handlers, (root.level, ours.level)
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture(scope="session")
def archive() -> Path:
    """The recorded history of ICE's lists: publications.json and the workbooks it names."""
    folder = Path(os.environ.get("WATCH287G_ARCHIVE") or PROJECT.parent / "shared" / "archive")
    if not (folder / "publications.json").is_file():
        pytest.skip(f"the recorded history of ICE's lists is not at {folder}; name it in WATCH287G_ARCHIVE")
    return folder
