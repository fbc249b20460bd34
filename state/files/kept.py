"""Files that are kept for good, each once, under its hash: every distinct workbook and document that was fetched."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

import orjson

from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError, StateUnreachableError
from state.files.atomic import make_folder, replace_file, sweep
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Workbook


class Copies(Protocol):
    """Where kept files are that several machines share, by their sort and hash. All of it raises StateError."""

    def has(self, sort: str, sha256: str) -> bool:
        """Whether one is there."""

    def get(self, sort: str, sha256: str) -> bytes | None:
        """One's content; None where it isn't there."""

    def put(self, sort: str, sha256: str, content: bytes) -> None:
        """Put one there durably; one that is there stays."""


class KeptFiles:
    """The files of one sort beside the state in `folder`, as `NAME/ab/abcdef….SUFFIX`. A file is never changed.

    Where there are `copies`, those are what is kept, and the folder has what this machine has needed of it.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    what: ClassVar[str]

    def __init__(self, folder: Path, copies: Copies | None = None) -> None:
        self.folder = folder / self.name
        self._copies = copies

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is, or would be. Raises ValueError for what is no SHA-256 in hex."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / f"{sha256}.{self.suffix}"

    def has(self, sha256: str) -> bool:
        """Whether the file with this hash is kept."""
        is_here = self.path(sha256).is_file()
        return is_here if self._copies is None else self._copies.has(self.name, sha256)

    def keep(self, content: bytes, *, sha256: str) -> Path:
        """Keep a file durably; one that is kept already costs nothing.

        Raises ValueError where `content` hashes to something else, StateNotWrittenError where the disk won't have it.
        """
        path = self.path(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the {self.what}'s content does not hash to {sha256}")
        if self._copies is not None:
            self._copies.put(self.name, sha256, content)
        if not path.is_file():
            self._write(path, [content])
        return path

    def _write(self, path: Path, chunks: list[bytes]) -> None:
        """Write a file durably. Raises StateNotWrittenError."""
        try:
            make_folder(path.parent)
            replace_file(path, chunks)
        except OSError as error:
            raise StateNotWrittenError(
                f"The {self.what} could not be kept as {path}: {error.strerror or error}. "
                "Make room on that disk, or mend its permissions; it is fetched again."
            ) from error

    def read(self, sha256: str) -> bytes:
        """A file's content.

        Raises NoSuchRowError, StateUnreachableError; StateDamagedError where it no longer hashes to its name.
        """
        path = self.path(sha256)
        self._fetch(sha256)
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

    def _fetch(self, sha256: str) -> None:
        """Have a file in the folder that is kept elsewhere. Raises StateError."""
        if self._copies is not None and not self.path(sha256).is_file():
            content = self._copies.get(self.name, sha256)
            if content is not None:
                self._write(self.path(sha256), [content])

    def sweep(self) -> None:
        """Remove what a killed process left half written. Only the writer may call this."""
        for folder in (self.folder, *self.folder.glob("??")):
            sweep(folder)


@frozen
class Fetched:
    """A workbook, the list that it was, and when we first had it. ICE posts the same bytes under new names."""

    workbook: Workbook
    list: ListKind
    fetched_at: datetime


class WorkbookArchive(KeptFiles):
    """The workbooks beside the state in `folder`, as `workbooks/ab/abcdef….xlsx`. A file is never changed."""

    name, suffix, what = "workbooks", "xlsx", "workbook"


class Landed(NamedTuple):
    """An answer as it came: what it was, as plain JSON, and its bytes."""

    about: Mapping[str, Any]
    content: bytes


class DocumentArchive(KeptFiles):
    """The documents beside the state in `folder`, as `documents/ab/abcdef….pdf`. A file is never changed.

    `documents/landed` is the answer that came last, until it is on record: a bot that dies over it need not ask again.
    """

    name, suffix, what = "documents", "pdf", "document"

    def picture(self, sha256: str) -> Path:
        """Where the picture of a document's signatures is, if there is one: a PNG, made anew whenever it is missing."""
        return self.path(sha256).with_suffix(".png")

    def keep_picture(self, sha256: str, png: bytes) -> None:
        """Keep the picture of a kept document's signatures. Raises StateNotWrittenError."""
        self._write(self.picture(sha256), [png])

    @property
    def _landing(self) -> Path:
        return self.folder / "landed"

    def land(self, about: Mapping[str, Any], content: bytes) -> None:
        """Put an answer down durably. Raises StateNotWrittenError."""
        self._write(self._landing, [orjson.dumps(about), b"\n", content])

    def landed(self) -> Landed | None:
        """The answer that is not known to be on record; None where there is none."""
        try:
            about, _, content = self._landing.read_bytes().partition(b"\n")
            return Landed(orjson.loads(about), content)
        except (FileNotFoundError, orjson.JSONDecodeError):  # an older bot's, or somebody else's: it is asked for again
            return None

    def settle(self) -> None:
        """Forget the answer that landed: it is on record."""
        self._landing.unlink(missing_ok=True)
