"""A site on the disk: only what changed is written, each file whole; what is no longer part of it goes."""

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import orjson

from bot import __version__
from notifiers.site.layout import Page

MANIFEST = ".watch287g-site.json"
"""What the folder holds: each file of ours, with what it was made of."""

_FILE_MODE, _FOLDER_MODE = 0o644, 0o755  # a web server reads it


class SiteError(Exception):
    """A site that can't be written; `str(error)` says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a site: its files, how many were written anew, and how many were removed."""

    files: int
    written: int
    removed: int


def write_site(folder: Path, pages: Iterable[Page], *, form: str) -> Written:
    """Bring a folder up to date. `form` stands for all that every page depends on. Raises `SiteError`."""
    try:
        return _write(folder, pages, _manifest(folder), form)
    except OSError as error:
        where = error.filename or folder
        raise SiteError(
            f"The site in {folder} could not be written ({where}: {error.strerror or error}). Make room on that disk, "
            "or mend its permissions; the next time goes on where this one ended."
        ) from error


def _write(folder: Path, pages: Iterable[Page], known: dict[str, str], form: str) -> Written:
    there = _files(folder)
    kept: dict[str, str] = {}
    written = 0
    for page in pages:
        key = blake2b(f"{form}{page.path}{page.key}".encode("utf-8", "replace"), digest_size=8).hexdigest()
        if known.get(page.path) != key or page.path not in there:
            written += _put(folder / page.path, page.body())
        kept[page.path] = key
    gone = known.keys() - kept.keys()
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    if written or gone or known != kept:
        _put(folder / MANIFEST, orjson.dumps(kept))
    return Written(files=len(kept), written=written, removed=len(gone))


def _files(folder: Path) -> set[str]:
    """The files that are there, by their paths within the folder."""
    found: set[str] = set()
    for where, _, names in os.walk(folder):
        within = os.path.relpath(where, folder)
        prefix = "" if within == "." else f"{within.replace(os.sep, '/')}/"
        found.update(f"{prefix}{name}" for name in names)
    return found


def _manifest(folder: Path) -> dict[str, str]:
    """What the folder holds of ours. Raises `SiteError` for one that holds somebody else's site."""
    path = folder / MANIFEST
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        if (folder / "index.html").exists():
            raise SiteError(
                f"{folder} has an index.html that watch287g did not write. Name an empty folder, or one of its own."
            ) from None
        return {}
    except orjson.JSONDecodeError:
        return {}  # all is written anew
    return {str(path): str(key) for path, key in found.items()} if isinstance(found, dict) else {}


def form_of(made_of: str) -> str:
    """What every page depends on beside the record: the program that reads it and puts it into words."""
    found = blake2b(f"{__version__}|{made_of}".encode(), digest_size=8)
    for room in ("notifiers", "watchers"):
        for entry in sorted(files(room).rglob("*"), key=str):  # type: ignore[attr-defined]
            if entry.is_file() and not entry.name.endswith(".pyc"):
                found.update(entry.read_bytes())
    return found.hexdigest()


def _put(path: Path, content: bytes) -> int:
    """Write a file whole, where it isn't as it should be already; 1 if it was written."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return 0
    fresh = path.with_name(f".{path.name}.tmp")
    try:
        fresh.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        fresh.write_bytes(content)
    fresh.chmod(_FILE_MODE)
    fresh.replace(path)
    return 1
