"""Notes: small documents by name, apart from the record, that processes leave for each other."""

import json
from pathlib import Path
from typing import Any, Protocol

from state.errors import StateUnreachableError
from state.files.atomic import make_folder, replace_file

_LONGEST = 1_000_000  # bytes


class Notes(Protocol):
    """Documents by name, apart from the record. All of it raises StateError."""

    def get(self, name: str) -> dict[str, Any] | None:
        """One of them; None where there is none."""

    def put(self, name: str, doc: dict[str, Any]) -> None:
        """Put one in its place."""

    def move(self, name: str, to: str) -> None:
        """Give one another name."""

    def drop(self, name: str) -> bool:
        """Take one away; whether it was there."""

    def named(self, *prefixes: str) -> dict[str, dict[str, Any]]:
        """Those whose names begin so, in the names' order."""


class NoteFiles(Notes):
    """Notes as small files in a folder: "order 1" is 1.order. What is no document of ours is an empty one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, name: str) -> Path:
        kind, _, id_ = name.partition(" ")
        return self._folder / f"{id_}.{kind}"

    def get(self, name: str) -> dict[str, Any] | None:
        """One of them; None where there is none."""
        path = self._path(name)
        return _read(path) if path.exists() else None

    def put(self, name: str, doc: dict[str, Any]) -> None:
        """Whole or not at all: the other side reads it as soon as it is there."""
        try:
            make_folder(self._folder)
            replace_file(self._path(name), [json.dumps(doc).encode()], durable=False)
        except OSError as error:
            raise StateUnreachableError(
                f"Nothing can be put into {self._folder} ({error.strerror or error})."
            ) from None

    def move(self, name: str, to: str) -> None:
        """Give one another name. Raises OSError."""
        self._path(name).replace(self._path(to))

    def drop(self, name: str) -> bool:
        """Take one away; whether it was there."""
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def named(self, *prefixes: str) -> dict[str, dict[str, Any]]:
        """Those whose names begin so, in the names' order."""
        files = [
            (prefix, file) for prefix in sorted(prefixes) for file in sorted(self._folder.glob(f"*.{prefix.strip()}"))
        ]
        return {f"{prefix}{file.stem}": _read(file) for prefix, file in files if not file.is_dir()}


def _read(path: Path) -> dict[str, Any]:
    """A small plain file's document: a pipe would hold the bot up, and so would a long one."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST:
            return {}
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
