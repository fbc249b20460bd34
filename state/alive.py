"""The sign that a bot runs: a file that it touches every half minute, and takes away when it ends of itself."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from state.atomic import make_folder

ALIVE_FILE = "alive"


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


def note_end(folder: Path) -> None:
    """The bot ends of itself."""
    with contextlib.suppress(OSError):
        (folder / ALIVE_FILE).unlink(missing_ok=True)
