"""Writing the config file: one at a time, whole or not at all, for whoever could read it before; and who changed it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from state.files.atomic import FILE_MODE, make_folder, replace_file


@contextlib.contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep all others who change this file waiting, from before it is read until it is written. Raises OSError."""
    while True:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                yield
                return
        # somebody has put another file into its place meanwhile: that is the one to wait for


def write_config(path: Path, text: str) -> None:
    """Make a text the config. A link stays one, and what it leads to is written; mode and owner stay. Raises OSError.

    It holds no secret: who may read a new one is left to the umask.
    """
    real = path.resolve()
    make_folder(real.parent)
    before = real.stat() if real.exists() else None
    if before is not None and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()) and os.geteuid() != 0:
        real.write_bytes(text.encode())  # another's file, which we may write to, and couldn't give back to its owner
        return
    replace_file(real, [text.encode()])
    real.chmod(before.st_mode & 0o7777 if before is not None else 0o666 & ~_umask())
    if before is not None:
        os.chown(real, before.st_uid, before.st_gid)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


LOG = "changes.log"


def note_change(folder: Path, at: datetime, who: str, what: str) -> None:
    """Add a line for its owner's eyes only: it may name inboxes. Raises OSError."""
    make_folder(folder)
    line = f"{at.isoformat(timespec='seconds')} {' '.join(who.split())}: {' '.join(what.split())}\n"
    opened = os.open(folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE)
    with os.fdopen(opened, "a", encoding="utf-8") as file:
        file.write(line)
