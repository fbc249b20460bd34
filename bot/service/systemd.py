"""What systemd is told of a running bot: ready, at work, reloading, stopping, and that it is not stuck.

The protocol is sd_notify(3)'s: lines of NAME=VALUE in one datagram to the socket that $NOTIFY_SOCKET names. Where
nothing started the bot in that way, nothing is told.
"""

import contextlib
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from watchers.frozen import frozen

_PATIENCE = 1.0  # seconds: a service manager that doesn't listen must not hold up the news
_LONGEST = 500  # characters of a status: it is one line of `systemctl status`


@frozen
class ServiceManager:
    """The service manager that started the bot, if one did.

    `address` is that of its socket: a path, or with "@" a name in Linux' abstract space; None: there is nobody to tell.
    `watchdog` is the time within which it wants to hear `beat` again, None where it doesn't watch.
    """

    address: str | None = None
    watchdog: timedelta | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str], *, pid: int) -> Self:
        """The one that the environment names; its watchdog counts only where it is meant for this process."""
        address = environ.get("NOTIFY_SOCKET", "")
        if address[:1] not in {"/", "@"}:
            return cls()
        microseconds = environ.get("WATCHDOG_USEC", "")
        is_ours = environ.get("WATCHDOG_PID", str(pid)) == str(pid)
        watches = is_ours and microseconds.isdecimal() and int(microseconds) > 0
        return cls(address=address, watchdog=timedelta(microseconds=int(microseconds)) if watches else None)

    def ready(self, status: str) -> None:
        """The bot has started, or has reloaded its config."""
        self._tell("READY=1", _status(status))

    def status(self, sentence: str) -> None:
        """What the bot saw last: `systemctl status` shows it."""
        self._tell(_status(sentence))

    def reloading(self, monotonic: float) -> None:
        """The bot takes up its config anew; `ready` has to follow. `monotonic` is the monotonic clock, in seconds."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={int(monotonic * 1_000_000)}")

    def stopping(self) -> None:
        """The bot finishes the work in hand, and ends."""
        self._tell("STOPPING=1", _status("Stopping; the work in hand is being finished."))

    def beat(self) -> None:
        """The bot is not stuck."""
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if self.address is None:
            return
        name = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        # One that doesn't listen, or has gone, is no reason for news to stop.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(_PATIENCE)
            to.sendto("\n".join(lines).encode(), name)


def _status(sentence: str) -> str:
    """A status line. A line break in it would begin another field: what ICE's page says could then say READY=1."""
    return f"STATUS={' '.join(sentence.split())[:_LONGEST]}"
