"""A site on the disk: only what changed is written, each file whole; what is no longer part of it goes."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple, cast

import orjson

from bot import __version__
from notifiers.site.layout import Batch, Page
from watchers.frozen import frozen

MANIFEST = ".watch287g-site.json"
"""What the folder holds: each file of ours, with what it was made of and what it was when it was written."""
_BUSY = ".watch287g-site.busy"
"""There while files are written, and after a renewal that was ended before it was done."""

_FILE_MODE, _FOLDER_MODE = 0o644, 0o755  # a web server reads it


class SiteError(Exception):
    """A site that can't be written; `str(error)` says why, and what to do."""


@frozen
class Written:
    """What became of a site: its files, how many were written anew, and how many were removed."""

    files: int
    written: int
    removed: int


_Known = Sequence[Any]
"""A file as it was written: what it was made of, its size, its time and its hash."""


class _Line(NamedTuple):
    """A batch in the manifest: what it was made of, and its files, as JSON that is read where one is looked at."""

    key: str
    text: bytes

    def files(self) -> dict[str, _Known]:
        return cast("dict[str, _Known]", orjson.loads(self.text))

    @property
    def number(self) -> int:
        """How many files it has."""
        return self.text.count(b'":[')


_NONE = _Line("", b"{}")


class SiteFolder:
    """A folder with a site, made by a program of one form: `form` stands for all that every page depends on.

    A file that is not as it was written is made anew. Where the folder `is_trusted`, those alone are looked at that may
    have changed with the record: unless a renewal ended before it was done. Raises `SiteError` for a folder with
    somebody else's site.
    """

    def __init__(self, folder: Path, form: str, *, is_trusted: bool = False) -> None:
        self.folder, self._form = folder, form
        self._busy = folder / _BUSY
        with self._telling():
            self._is_of, self._known = _manifest(folder)
            self._is_trusted = is_trusted and not self._busy.exists()
        self._folders: dict[str, int] = {}
        self._is_begun = False

    def has(self, path: str, key: str) -> bool:
        """Whether a file that is a batch of its own is there as it was written, made of this."""
        return self._has(path, key, self._known.get(path, _NONE).files()) is not None

    def is_of(self, mark: str) -> Written | None:
        """What is to be done where all is there, made of this: nothing. None where it may be something."""
        with self._telling():
            if self._mark(mark) != self._is_of or any(
                self._looked_at(line) is not line for line in self._known.values()
            ):
                return None
            self._busy.unlink(missing_ok=True)
        return _written(self._known)

    def _mark(self, mark: str) -> str:
        return self._key("", mark)

    def bring(self, batches: Iterable[Page | Batch], mark: str) -> Written:
        """Bring the folder up to date; `mark` stands for all that is brought. Raises `SiteError`."""
        with self._telling():
            try:
                return self._bring(batches, self._mark(mark))
            finally:
                for handle in self._folders.values():
                    os.close(handle)
                self._folders.clear()

    def _bring(self, batches: Iterable[Page | Batch], mark: str) -> Written:
        lines: dict[str, _Line] = {}
        fresh: set[str] = set()
        written = 0
        for batch in batches:
            key, before = self._key(batch.name, batch.key), self._known.get(batch.name, _NONE)
            line = self._looked_at(before) if before.key == key else None
            if line is None:
                known, now = before.files(), dict[str, _Known]()
                for page in batch.pages():
                    now[page.path], is_new = self._renewed(page, known)
                    written += is_new
                line = _Line(key, orjson.dumps(now))
            if line is not before:
                fresh.update(line.files())
            lines[batch.name] = line
        gone = {path for name, line in self._known.items() if lines.get(name) is not line for path in line.files()}
        gone -= fresh
        for path in gone:
            self._begin()
            (self.folder / path).unlink(missing_ok=True)
        if self._known != lines or self._is_of != mark:
            self._put(MANIFEST, "", _manifest_of(mark, lines))
        self._busy.unlink(missing_ok=True)
        return _written(lines, written=written, removed=len(gone))

    def _looked_at(self, line: _Line) -> _Line | None:
        """A batch whose files are as they were written, and one that was touched noted; None where one isn't."""
        if self._is_trusted:
            return line
        files, now = line.files(), dict[str, _Known]()
        for path, known in files.items():
            found = self._whole(path, known)
            if found is None:
                return None
            now[path] = found
        return line if now == files else _Line(line.key, orjson.dumps(now))

    def _renewed(self, page: Page, known: Mapping[str, _Known]) -> tuple[_Known, int]:
        """A file brought up to date; and 1 if it was written."""
        found = self._has(page.path, page.key, known)
        if found is not None:
            return found, 0
        return self._put(page.path, self._key(page.path, page.key), self._content(page, known))

    def _has(self, path: str, key: str, files: Mapping[str, _Known]) -> _Known | None:
        """The file where it is as it was written, made of this."""
        known = files.get(path)
        return self._whole(path, known) if known and known[0] == self._key(path, key) else None

    def _content(self, page: Page, known: Mapping[str, _Known]) -> bytes:
        if page.grown and page.before and self._has(page.path, page.before, known):
            return page.grown((self.folder / page.path).read_bytes())
        return page.body()

    def _key(self, path: str, key: str) -> str:
        return blake2b(f"{self._form}{path}{key}".encode("utf-8", "replace"), digest_size=8).hexdigest()

    def _whole(self, path: str, known: _Known) -> _Known | None:
        """What is known of a file that is as it was written; only one that was touched since is read."""
        there = self._there(path)
        if there is None or there[0] != known[1]:
            return None
        if there[1] != known[2]:
            is_same = _sum((self.folder / path).read_bytes()) == known[3]
            return (known[0], *there, known[3]) if is_same else None
        return known

    def _there(self, path: str) -> tuple[int, int] | None:
        """A file's size and time."""
        try:
            found = os.stat(f"{self.folder}/{path}", follow_symlinks=False)  # noqa: PTH116 - of tens of thousands
        except (FileNotFoundError, NotADirectoryError):
            return None
        return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None

    def _begin(self) -> None:
        """Leave a mark until all is done: what it isn't, the next renewal does, and looks at every file."""
        if not self._is_begun:
            self._is_begun = True
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._busy.touch()

    def _put(self, path: str, key: str, content: bytes) -> tuple[_Known, int]:
        """Write a file whole, where it isn't as it should be already; and 1 if it was written."""
        there = self._there(path)
        if there and there[0] == len(content) and (self.folder / path).read_bytes() == content:
            return (key, *there, _sum(content)), 0
        self._begin()
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
            folder = self.folder / where
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._folders[where] = os.open(folder, os.O_RDONLY)
        return self._folders[where]

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = error.filename or self.folder
            raise SiteError(
                f"The site in {self.folder} could not be written ({where}: {error.strerror or error}). Make room on "
                "that disk, or mend its permissions; the next time goes on where this one ended."
            ) from error


def _sum(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _written(lines: Mapping[str, _Line], *, written: int = 0, removed: int = 0) -> Written:
    return Written(files=sum(line.number for line in lines.values()), written=written, removed=removed)


def _manifest(folder: Path) -> tuple[str, dict[str, _Line]]:
    """What a folder is of, and the batches that it holds of ours, each a line.

    Raises `SiteError` for a folder that holds somebody else's site.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
        found = orjson.loads(content)
    except FileNotFoundError:
        if (folder / "index.html").exists():
            raise SiteError(
                f"{folder} has an index.html that watch287g did not write. Name an empty folder, or one of its own."
            ) from None
        return "", {}
    except orjson.JSONDecodeError:
        return "", {}  # all is written anew
    if "about" not in found:
        return "", {"": _of_one_before(found)}
    lines = dict(map(_line, content.split(b"\n")[1:-1]))
    return (found["about"], lines) if {"about", *lines} == found.keys() else ("", {})


def _line(text: bytes) -> tuple[str, _Line]:
    name, _, rest = text[2:].partition(b'":["')
    key, _, files = rest.partition(b'",')
    return name.decode(), _Line(key.decode(), files[:-1])


def _manifest_of(mark: str, lines: Mapping[str, _Line]) -> bytes:
    parts = [b'{"about":' + orjson.dumps(mark)]
    parts += [b',"%b":["%b",%b]' % (name.encode(), line.key.encode(), line.text) for name, line in lines.items()]
    return b"\n".join([*parts, b"}"])


def _of_one_before(found: Mapping[str, Any]) -> _Line:
    """The files in the manifest of a program before this one: it said less of them, and they are to be made anew."""
    return _Line("", orjson.dumps(dict.fromkeys(found.get("files", found), ("", -1, 0, ""))))


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
