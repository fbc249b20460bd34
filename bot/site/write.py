"""A site on the disk: only what changed is written, each file whole; what is no longer part of it goes."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from bot import __version__
from notifiers.site.layout import Batch, Page

MANIFEST = ".watch287g-site.json"
"""What the folder holds: each file of ours, with what it was made of and what it was when it was written."""

_FILE_MODE, _FOLDER_MODE = 0o644, 0o755  # a web server reads it


class SiteError(Exception):
    """A site that can't be written; `str(error)` says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a site: its files, how many were written anew, and how many were removed."""

    files: int
    written: int
    removed: int


_Known = Sequence[Any]
"""A file as it was written: what it was made of, its size, its time and its hash."""


class SiteFolder:
    """A folder with a site, made by a program of one form: `form` stands for all that every page depends on.

    A file that is not as it was written is made anew. Raises `SiteError` for a folder with somebody else's site.
    """

    def __init__(self, folder: Path, form: str) -> None:
        self._folder, self._form = folder, form
        with self._telling():
            self._known, self._batches = _manifest(folder)
            self._there = _files(str(folder))
        self._folders: dict[str, int] = {}
        self._is_news = False

    def has(self, path: str, key: str) -> bool:
        """Whether a file is there as it was written, made of this."""
        known = self._known.get(path)
        return known is not None and known[0] == self._key(path, key) and self._is_whole(path)

    def bring(self, pages: Iterable[Page | Batch]) -> Written:
        """Bring the folder up to date. Raises `SiteError`."""
        with self._telling():
            try:
                return self._bring(pages)
            finally:
                for handle in self._folders.values():
                    os.close(handle)
                self._folders.clear()

    def _bring(self, pages: Iterable[Page | Batch]) -> Written:
        kept: dict[str, _Known] = {}
        batches: dict[str, str] = {}
        written = 0
        for page in pages:
            if isinstance(page, Page):
                written += self._renew(page, kept)
                continue
            key = batches[page.name] = self._key(page.name, page.key)
            if self._batches.get(page.name) == key and all(map(self._is_whole, page.paths)):
                kept.update({path: self._known[path] for path in page.paths})
            else:
                written += sum(self._renew(one, kept) for one in page.pages())
        gone = self._known.keys() - kept.keys()
        for path in gone:
            (self._folder / path).unlink(missing_ok=True)
        if self._is_news or self._known != kept or self._batches != batches:
            self._put(MANIFEST, "", orjson.dumps({"files": kept, "batches": batches}))
        return Written(files=len(kept), written=written, removed=len(gone))

    def _renew(self, page: Page, kept: dict[str, _Known]) -> int:
        """Bring one file up to date; 1 if it was written."""
        if self.has(page.path, page.key):
            kept[page.path] = self._known[page.path]
            return 0
        kept[page.path], is_new = self._put(page.path, self._key(page.path, page.key), self._content(page))
        return is_new

    def _content(self, page: Page) -> bytes:
        if page.grown and page.before and self.has(page.path, page.before):
            return page.grown((self._folder / page.path).read_bytes())
        return page.body()

    def _key(self, path: str, key: str) -> str:
        return blake2b(f"{self._form}{path}{key}".encode("utf-8", "replace"), digest_size=8).hexdigest()

    def _is_whole(self, path: str) -> bool:
        """Whether a file is as it was written; only one that was touched since is read."""
        there, known = self._there.get(path), self._known.get(path)
        if there is None or known is None or there[0] != known[1]:
            return False
        if there[1] != known[2]:
            if _sum((self._folder / path).read_bytes()) != known[3]:
                return False
            self._known[path] = (known[0], *there, known[3])
            self._is_news = True
        return True

    def _put(self, path: str, key: str, content: bytes) -> tuple[_Known, int]:
        """Write a file whole, where it isn't as it should be already; and 1 if it was written."""
        there = self._there.get(path)
        if there and there[0] == len(content) and (self._folder / path).read_bytes() == content:
            return (key, *there, _sum(content)), 0
        where, _, name = path.rpartition("/")
        fresh, folder = f".{name}.tmp", self._opened(where)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE, dir_fd=folder)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
            found = os.fstat(handle)
            if found.st_mode & 0o777 != _FILE_MODE:
                os.fchmod(handle, _FILE_MODE)
        finally:
            os.close(handle)
        os.replace(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
        return (key, found.st_size, found.st_mtime_ns, _sum(content)), 1

    def _opened(self, where: str) -> int:
        """A handle of a folder, made where it is missing: thousands of files of one folder are found faster by it."""
        if where not in self._folders:
            folder = self._folder / where
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._folders[where] = os.open(folder, os.O_RDONLY)
        return self._folders[where]

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = error.filename or self._folder
            raise SiteError(
                f"The site in {self._folder} could not be written ({where}: {error.strerror or error}). Make room on "
                "that disk, or mend its permissions; the next time goes on where this one ended."
            ) from error


def _sum(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _files(folder: str) -> dict[str, tuple[int, int]]:
    """The files that are there by their paths within the folder: their sizes and times."""
    found: dict[str, tuple[int, int]] = {}
    folders = [""]
    while folders:
        within = folders.pop()
        try:
            handle = os.open(f"{folder}/{within}", os.O_RDONLY)
        except FileNotFoundError:  # nothing was written yet
            continue
        try:
            with os.scandir(handle) as entries:
                for entry in entries:
                    path = within + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{path}/")
                    else:
                        state = entry.stat(follow_symlinks=False)
                        found[path] = state.st_size, state.st_mtime_ns
        finally:
            os.close(handle)
    return found


def _manifest(folder: Path) -> tuple[dict[str, _Known], dict[str, str]]:
    """What the folder holds of ours: files and batches. Raises `SiteError` for one that holds somebody else's site."""
    path = folder / MANIFEST
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        if (folder / "index.html").exists():
            raise SiteError(
                f"{folder} has an index.html that watch287g did not write. Name an empty folder, or one of its own."
            ) from None
        return {}, {}
    except orjson.JSONDecodeError:
        return {}, {}  # all is written anew
    if "files" in found:
        return found["files"], found["batches"]
    return dict.fromkeys(found, ("", -1, 0, "")), {}  # by a program that wrote no more than which files are its own


def form_of(made_of: str) -> str:
    """What every page depends on beside the record: the program that reads it and puts it into words."""
    return blake2b(f"{__version__}|{made_of}|{_program()}".encode(), digest_size=8).hexdigest()


@cache
def _program() -> str:
    """A hash of the program, as it was when this process first asked."""
    found = blake2b(digest_size=8)
    for room in ("notifiers", "watchers"):
        for entry in sorted(files(room).rglob("*"), key=str):  # type: ignore[attr-defined]
            if entry.is_file() and not entry.name.endswith(".pyc"):
                found.update(entry.read_bytes())
    return found.hexdigest()
