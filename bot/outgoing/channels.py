"""From the config's destinations to the channels that deliver, and what these may ask of the world."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.config.credentials import Secrets, secret_asker
from bot.config.model import Config
from notifiers.delivery import Channel, DeliveryError, Retry
from notifiers.destination import Surroundings

_TOKEN_TIMEOUT = 60.0  # seconds that a token command may take


class ChannelFinder(Protocol):
    """Finds the channel of a destination."""

    def to(self, destination_id: str) -> Channel:
        """The channel of a destination. Raises `DeliveryError` where there is none."""

    def close(self) -> None:
        """Let go of every connection; `to` makes new ones."""


class Channels:
    """The open channels of one delivery run, made when first needed. Secrets are asked for at each use."""

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        *,
        write: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._here = surroundings(config, environ, write=write, now=now)
        self._open: dict[str, Channel] = {}
        # slack_sdk's modules import each other in a circle: two threads that import them at once both fail.
        self._opening = threading.Lock()

    def to(self, destination_id: str) -> Channel:
        """The channel of a destination. Raises `DeliveryError` where the config no longer has it."""
        with self._opening:
            if destination_id not in self._open:
                destination = self._config.destinations.get(destination_id)
                if destination is None:
                    raise DeliveryError(
                        f"{destination_id} is no longer in the config. Put it back and run `watch287g outbox retry`, "
                        "or drop the message with `watch287g outbox drop`.",
                        retry=Retry.NEVER,
                    )
                self._open[destination_id] = destination.open(self._here)
            return self._open[destination_id]

    def take_up(self, config: Config) -> None:
        """Know the destinations of this config from now on; what was open stays so."""
        self._config = config

    def close(self) -> None:
        """Let go of every connection."""
        for channel in self._open.values():
            channel.close()
        self._open.clear()


def surroundings(
    config: Config,
    environ: Mapping[str, str],
    *,
    write: Callable[[str], None],
    now: Callable[[], datetime],
    timeout: int | None = None,
) -> Surroundings:
    """The world as channels may ask it: the config's secrets, this machine's clock and programs, and the terminal."""
    secrets = Secrets.beside(config.path, environ)
    return Surroundings(
        secret=secret_asker(secrets),
        has=secrets.has,
        printed_by=printed_by,
        write=write,
        now=now,
        clock=time.time,
        sleep=time.sleep,
        route=config.route,
        timeout=timeout,
    )


def printed_by(command: tuple[str, ...]) -> str:
    """The one word that the operator's command for a token prints. Raises `DeliveryError`."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            command, capture_output=True, text=True, timeout=_TOKEN_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeliveryError(
            f"token_command ({command[0]}) could not be run ({type(error).__name__}).", retry=Retry.LATER
        ) from error
    token = done.stdout.strip()
    if done.returncode != 0 or not token or len(token.split()) != 1:
        raise DeliveryError(
            f"token_command ({command[0]}) ended with {done.returncode} and printed no single token. Run it by hand.",
            retry=Retry.LATER,
        )
    return token
