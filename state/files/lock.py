"""One writer: a lock held for a process's lifetime, with a note beside it that says who holds it.

The lock is taken by nobody but who wants to write. The note is locked as well from the moment on which it is there, and
that is what others ask: so asking who holds the lock never keeps anybody from taking it.
"""

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from state.errors import StateHeldError, StateUnreachableError
from state.files.atomic import FILE_MODE, make_folder
from watchers.frozen import frozen

_LOCK = "lock"
_NOTE = "lock.holder"


class StateLock:
    """The right to write to the state in one folder. The system frees it when the process dies, however it dies.

    `holder` is a sentence fragment for whoever comes second ("process 4711, `watch287g run`, since Nov. 6, 18:04").
    Raises StateHeldError, or StateUnreachableError where the folder can't be made or written to.
    """

    def __init__(self, folder: Path, *, holder: str) -> None:
        self._note = folder / _NOTE
        self._handles: list[int] = []
        try:
            make_folder(folder)
            self._handles.append(_locked(folder / _LOCK))
            self._handles.append(_note(self._note, holder))
        except BlockingIOError:
            raise StateHeldError(
                f"The state in {folder} is in use by {_noted(self._note)}. "
                "Stop that one, or let it finish, and try again."
            ) from None
        except OSError as error:
            self._let_go()
            raise StateUnreachableError(_unreachable(folder, error)) from error

    def release(self) -> None:
        """Let the next one write. Calling it again does nothing."""
        if self._handles:
            self._note.unlink(missing_ok=True)
            self._let_go()

    def _let_go(self) -> None:
        while self._handles:
            os.close(self._handles.pop())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@frozen
class Held:
    """Who writes to the state now, in their own words, and since when: seconds since the epoch."""

    by: str
    since: float


def holder_of(folder: Path) -> Held | None:
    """Who holds the lock of a state's folder now; None where nobody does, or nothing is there. Raises OSError.

    A killed process leaves its note behind, and nobody has that one locked.
    """
    try:
        note = os.open(folder / _NOTE, os.O_RDONLY)
    except FileNotFoundError:
        return None
    with os.fdopen(note, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two who ask at a time both get it
        except BlockingIOError:
            return Held(by=_words(file.read()), since=os.fstat(note).st_mtime)
    return None


def _locked(path: Path) -> int:
    """A file that is there or made, open and locked until it is closed. Raises BlockingIOError where another holds it.

    The file itself stays for good: whoever removed it could take a lock that nobody else sees.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _note(path: Path, holder: str) -> int:
    """Write the holder's note, locked before anybody can see it, and open until the lock is let go of."""
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.unlink(missing_ok=True)
    handle = _locked(fresh)
    try:
        os.write(handle, holder.encode())
        fresh.replace(path)
    except OSError:
        os.close(handle)
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return handle


def _words(note: bytes) -> str:
    return note.decode(errors="replace").strip() or "another watch287g"


def _noted(note: Path) -> str:
    try:
        return _words(note.read_bytes())
    except OSError:
        return _words(b"")


def make_own_folder(folder: Path) -> None:
    """Make this machine's own folder, where the state itself is in a database. Raises StateUnreachableError."""
    try:
        make_folder(folder)
    except OSError as error:
        raise StateUnreachableError(_unreachable(folder, error)) from error


def _unreachable(folder: Path, error: OSError) -> str:
    return (
        f"The state's folder {folder} can't be written to: {error.strerror or error}. "
        "It must exist or be makeable, belong to the user that runs watch287g, and have room."
    )
