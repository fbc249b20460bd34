"""Files that are replaced whole: a reader, or the next start after a crash, sees the old one or the new one.

And whether a folder takes what is written to it, found out by writing.
"""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def replace_file(
    path: Path, chunks: Iterable[bytes | memoryview], *, keep: Path | None = None, durable: bool = True
) -> None:
    """Make `chunks` the content of `path`, or raise OSError and leave `path` as it was. See `replacing`."""
    with replacing(path, keep=keep, durable=durable) as file:
        file.writelines(chunks)


@contextlib.contextmanager
def replacing(path: Path, *, keep: Path | None = None, durable: bool = True) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of `path` at the end; on any error `path` stays as it was.

    `keep` names where the previous generation stays, in the same folder. At no moment is `path` absent or half
    written once it existed. `durable` waits for the disk, for the file and for its name.
    """
    fresh = _fresh(path)
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        if keep is not None and path.exists():
            keep_as(path, keep)
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    if durable:
        _sync_or_put_back(path, keep)


def keep_as(path: Path, other: Path) -> None:
    """Let `other` name the present content of `path` too, replacing what it named before."""
    fresh = _fresh(other)
    fresh.unlink(missing_ok=True)
    try:
        os.link(path, fresh)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
            raise
        shutil.copyfile(path, fresh)  # FAT, and some network mounts, have no hard links
        fresh.chmod(FILE_MODE)
    fresh.replace(other)
    fresh.unlink(missing_ok=True)  # a rename between two names of one file does nothing, and leaves both


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, for its owner's eyes only. One that exists is left as it is."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk, where the file system knows of such a thing."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EOPNOTSUPP}:  # what network and FUSE mounts answer
            raise
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written. Only the folder's one writer may call this."""
    for stray in folder.glob(".*.tmp"):
        if stray.is_dir():
            shutil.rmtree(stray)
        else:
            stray.unlink(missing_ok=True)


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def _sync_or_put_back(path: Path, keep: Path | None) -> None:
    """Sync the folder; where that fails, the caller must be able to say that nothing changed."""
    try:
        sync_folder(path.parent)
    except OSError:
        if keep is not None and keep.exists():
            keep_as(keep, path)
        raise


_BYTES = 4096


def why_unwritable(folder: Path) -> OSError | None:
    """Why nothing can be written there; None where it can. The trial leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(_BYTES))
            trial.flush()
            os.fsync(trial.fileno())  # some disks, and those of other machines, say only then that they are full
    except OSError as error:
        return error
    return None
