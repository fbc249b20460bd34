"""What systemd is told, over real sockets."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.log import Journal
from bot.service.measuring import Measuring
from bot.service.scheduler import Runner
from bot.service.systemd import ServiceManager
from tests.bot.newsroom import EVERYBODY, Newsroom, lists


@pytest.fixture
def manager_socket(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(str(tmp_path / "notify"))
        found.settimeout(5)
        yield found


def _manager(sock: socket.socket, **environ: str) -> ServiceManager:
    return ServiceManager.of({"NOTIFY_SOCKET": sock.getsockname(), **environ}, pid=os.getpid())


def _heard(sock: socket.socket) -> list[str]:
    return sock.recv(4096).decode().split("\n")


def test_the_manager_hears_when_the_bot_is_ready_reloads_is_alive_and_stops(manager_socket: socket.socket) -> None:
    manager = _manager(manager_socket)
    manager.ready("Started.")
    assert _heard(manager_socket) == ["READY=1", "STATUS=Started."]
    manager.reloading(12.5)
    assert _heard(manager_socket) == ["RELOADING=1", "MONOTONIC_USEC=12500000"]
    manager.beat()
    assert _heard(manager_socket) == ["WATCHDOG=1"]
    manager.stopping()
    assert _heard(manager_socket)[0] == "STOPPING=1"


def test_a_name_in_the_abstract_space_is_told_as_well() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind("")  # Linux picks an abstract name
        sock.settimeout(5)
        name: bytes = sock.getsockname()
        ServiceManager.of({"NOTIFY_SOCKET": f"@{name[1:].decode()}"}, pid=1).beat()
        assert _heard(sock) == ["WATCHDOG=1"]


def test_no_words_of_a_status_become_a_field_of_their_own(manager_socket: socket.socket) -> None:
    _manager(manager_socket).status("ICE's page said:\nREADY=1\r\nSTOPPING=1" + "x" * 5000)
    (line,) = _heard(manager_socket)
    assert line.startswith("STATUS=ICE's page said: READY=1 STOPPING=1xxx")
    assert len(line) < 600


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "relative/path"])
def test_where_no_manager_started_the_bot_nothing_is_told(address: str) -> None:
    assert ServiceManager.of({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "5"}, pid=1) == ServiceManager()
    ServiceManager().ready("Started.")


def test_a_manager_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    ServiceManager(address=str(tmp_path / "nobody")).ready("Started.")


@pytest.mark.parametrize(
    ("environ", "watchdog"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "300000000"}, timedelta(minutes=5)),
        ({"WATCHDOG_USEC": "300000000", "WATCHDOG_PID": "77"}, timedelta(minutes=5)),
        ({"WATCHDOG_USEC": "300000000", "WATCHDOG_PID": "78"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_counts_where_it_is_meant_for_this_process(
    environ: dict[str, str], watchdog: timedelta | None
) -> None:
    assert ServiceManager.of({"NOTIFY_SOCKET": "/run/x", **environ}, pid=77).watchdog == watchdog


def test_a_running_bot_tells_the_manager_of_its_start_its_polls_its_life_and_its_end(
    tmp_path: Path, manager_socket: socket.socket
) -> None:
    room = Newsroom(tmp_path)
    room.ice.post(lists(*EVERYBODY))
    heard: list[str] = []
    usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}

    def listen() -> None:
        """Until all was heard that a bot at work says; then the bot is told to stop."""
        wanted = {"READY=1", "STATUS=First look", "WATCHDOG=1"}
        with contextlib.suppress(TimeoutError):
            while not all(any(line.startswith(word) for line in heard) for word in wanted):
                heard.extend(_heard(manager_socket))
        os.kill(os.getpid(), signal.SIGTERM)

    with room.app() as app:
        manager = _manager(manager_socket, WATCHDOG_USEC="100000")
        runner = Runner(app, lambda: None, manager, Measuring(room.config, serve=False), Journal(), last_words=print)
        listener = threading.Thread(target=listen)
        listener.start()
        try:
            runner.run()
        finally:
            listener.join()
            for number, handler in usual.items():
                signal.signal(number, handler)
    while "STOPPING=1" not in heard:
        heard.extend(_heard(manager_socket))
    assert heard[:2] == ["READY=1", "STATUS=Started."]
    assert any(line.startswith("STATUS=First look at participating") for line in heard)
