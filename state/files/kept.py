"""Files that are kept for good, each once, under its hash."""

import hashlib
from pathlib import Path
from typing import ClassVar

from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError, StateUnreachableError
from state.files.atomic import make_folder, replace_file, sweep


class KeptFiles:
    """The files of one sort beside the state in `folder`, as `NAME/ab/abcdef….SUFFIX`. A file is never changed."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    what: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is, or would be. Raises ValueError for what is no SHA-256 in hex."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / f"{sha256}.{self.suffix}"

    def has(self, sha256: str) -> bool:
        """Whether the file with this hash is kept."""
        return self.path(sha256).is_file()

    def keep(self, content: bytes, *, sha256: str) -> Path:
        """Keep a file durably; one that is kept already costs nothing.

        Raises ValueError where `content` hashes to something else, StateNotWrittenError where the disk won't have it.
        """
        path = self.path(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the {self.what}'s content does not hash to {sha256}")
        if not self.has(sha256):
            try:
                make_folder(path.parent)
                replace_file(path, [content])
            except OSError as error:
                raise StateNotWrittenError(
                    f"The {self.what} could not be kept as {path}: {error.strerror or error}. "
                    "Make room on that disk, or mend its permissions; it is fetched again at the next poll."
                ) from error
        return path

    def read(self, sha256: str) -> bytes:
        """A file's content.

        Raises NoSuchRowError, StateUnreachableError; StateDamagedError where it no longer hashes to its name.
        """
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise NoSuchRowError(f"No {self.what} with the hash {sha256} is kept in {self.folder}.") from None
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
        for folder in (self.folder, *self.folder.glob("??")):
            sweep(folder)
