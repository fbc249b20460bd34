"""The sign that a bot runs: a file that it touches every half minute, and takes away when it ends of itself.

In it the bot says who it is and which config it has, for whoever wants to know whether it has the newest.
"""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

import orjson

from state.codec import Codec, MalformedError
from state.files.atomic import make_folder, replace_file
from watchers.frozen import frozen

ALIVE_FILE = "alive"


@frozen
class Running:
    """What a running bot says of itself.

    `pid` counts only where process numbers are those of `pids`, whatever the system calls that (a container has its
    own). `config` is the file's path; `has` the fingerprint of what it took up, `refused` that of the newest it did
    not, or "".
    """

    pid: int
    pids: str
    config: str
    has: str
    refused: str = ""


def note_running(folder: Path, running: Running, at: datetime) -> None:
    """Say who runs, and that it runs at `at`. Where the disk is full, not even what an earlier one said stays."""
    try:
        make_folder(folder)
        replace_file(folder / ALIVE_FILE, [orjson.dumps(Codec(Running).encode(running, {}))], durable=False)
    except OSError:
        note_end(folder)
    note_alive(folder, at)


def note_alive(folder: Path, at: datetime) -> None:
    """Say that the bot runs at `at`. Not worth stopping for a full disk: a file that is there is only touched."""
    with contextlib.suppress(OSError):
        make_folder(folder)
        (folder / ALIVE_FILE).touch(mode=0o600)
        os.utime(folder / ALIVE_FILE, (at.timestamp(), at.timestamp()))


def alive_at(folder: Path) -> datetime | None:
    """When a running bot last said so; None where none runs, or the last one ended of itself."""
    try:
        return datetime.fromtimestamp((folder / ALIVE_FILE).stat().st_mtime, UTC)
    except OSError:
        return None


def read_running(folder: Path) -> Running | None:
    """What the bot that runs, or was killed, says of itself; None where that can't be read or was never said."""
    try:
        return Codec(Running).decode(orjson.loads((folder / ALIVE_FILE).read_bytes()), {})
    except (OSError, orjson.JSONDecodeError, MalformedError):
        return None


def note_end(folder: Path) -> None:
    """The bot ends of itself."""
    with contextlib.suppress(OSError):
        (folder / ALIVE_FILE).unlink(missing_ok=True)
