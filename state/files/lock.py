"""One writer: a lock held for a process's lifetime, with a note beside it that says who holds it."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from state.errors import StateHeldError, StateUnreachableError
from state.files.atomic import FILE_MODE, make_folder, replace_file

_LOCK = "lock"
_NOTE = "lock.holder"


class StateLock:
    """The right to write to the state in one folder. The system frees it when the process dies, however it dies.

    `holder` is a sentence fragment for whoever comes second ("process 4711, `watch287g run`, since Nov. 6, 18:04").
    Raises StateHeldError, or StateUnreachableError where the folder can't be made or written to.
    """

    def __init__(self, folder: Path, *, holder: str) -> None:
        self._note = folder / _NOTE
        self._handle: int | None = None
        try:
            make_folder(folder)
            self._handle = _take(folder)
            replace_file(self._note, [holder.encode()], durable=False)
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
        if self._handle is not None:
            self._note.unlink(missing_ok=True)
            self._let_go()

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who writes to the state now, in their own words, and since when: seconds since the epoch."""

    by: str
    since: float


def holder_of(folder: Path) -> Held | None:
    """Who holds the lock of a state's folder now; None where nobody does, or nothing is there.

    The lock itself is tried only where a note says that somebody has it: a killed process leaves its note behind, and
    whoever comes at that very moment would be turned away. Raises OSError.
    """
    note = folder / _NOTE
    try:
        since = note.stat().st_mtime
    except FileNotFoundError:
        return None
    try:
        os.close(_take(folder))
    except BlockingIOError:
        return Held(by=_noted(note), since=since)
    return None


def _take(folder: Path) -> int:
    """An open file that holds the lock until it is closed. Raises BlockingIOError where another one holds it.

    The file itself stays for good: whoever removed it could take a lock that nobody else sees.
    """
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _noted(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8").strip() or "another watch287g"
    except (OSError, UnicodeDecodeError):
        return "another watch287g"


def _unreachable(folder: Path, error: OSError) -> str:
    return (
        f"The state's folder {folder} can't be written to: {error.strerror or error}. "
        "It must exist or be makeable, belong to the user that runs watch287g, and have room."
    )
