"""Every distinct document that was fetched, kept under its hash; and the one that came and is not on record yet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from state.errors import StateNotWrittenError
from state.files.atomic import make_folder, replace_file
from state.files.kept import KeptFiles


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

    def _write(self, path: Path, chunks: list[bytes]) -> None:
        try:
            make_folder(path.parent)
            replace_file(path, chunks)
        except OSError as error:
            raise StateNotWrittenError(
                f"A document could not be kept in {self.folder}: {error.strerror or error}. Make room on that disk, or "
                "mend its permissions; it is asked for again."
            ) from error

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
