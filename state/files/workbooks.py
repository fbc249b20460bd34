"""Every distinct workbook that was fetched, kept under its hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError, StateUnreachableError
from state.files.atomic import make_folder, replace_file, sweep
from watchers.model.agreement import ListKind, Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A workbook, the list that it was, and when we first had it. ICE posts the same bytes under new names."""

    workbook: Workbook
    list: ListKind
    fetched_at: datetime


class WorkbookArchive:
    """The workbooks beside the state in `folder`, as `workbooks/ab/abcdef….xlsx`. A file is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "workbooks"

    def path(self, sha256: str) -> Path:
        """Where the workbook with this hash is, or would be. Raises ValueError for what is no SHA-256 in hex."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
        return self._folder / sha256[:2] / f"{sha256}.xlsx"

    def has(self, sha256: str) -> bool:
        """Whether the workbook with this hash is kept."""
        return self.path(sha256).is_file()

    def keep(self, content: bytes, *, sha256: str) -> Path:
        """Keep a workbook durably; one that is kept already costs nothing.

        Raises ValueError where `content` hashes to something else, StateNotWrittenError where the disk won't have it.
        """
        path = self.path(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the workbook's content does not hash to {sha256}")
        if not self.has(sha256):
            try:
                make_folder(path.parent)
                replace_file(path, [content])
            except OSError as error:
                raise StateNotWrittenError(
                    f"The workbook could not be kept as {path}: {error.strerror or error}. "
                    "Make room on that disk, or mend its permissions; it is fetched again at the next poll."
                ) from error
        return path

    def read(self, sha256: str) -> bytes:
        """A workbook's content.

        Raises NoSuchRowError, StateUnreachableError; StateDamagedError where it no longer hashes to its name.
        """
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise NoSuchRowError(f"No workbook with the hash {sha256} is kept in {self._folder}.") from None
        except OSError as error:
            raise StateUnreachableError(
                f"{path} can't be read: {error.strerror or error}. Mend its permissions."
            ) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StateDamagedError(
                f"{path} is damaged: its content no longer hashes to its name. Put it back from a backup with "
                "`watch287g state restore`, or move it away; it is kept again if ICE still serves it."
            )
        return content

    def sweep(self) -> None:
        """Remove what a killed process left half written. Only the writer may call this."""
        for folder in self._folder.glob("??"):
            sweep(folder)
