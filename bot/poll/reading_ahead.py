"""Saved workbooks, read by a second process while this one compares: most of a backfill is reading.

Whoever has one processor, or a handful of workbooks, reads them here as they are asked for.
"""

import hashlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from watchers.errors import NotAWorkbook, WatchError
from watchers.xlsx.container import check_workbook
from watchers.xlsx.read import Table, read_table

_WORTH_IT = 30  # workbooks: a process takes as long to begin as these to read
_AHEAD = 4  # workbooks asked for before they are needed; each table has some 300 KB


def content_of(path: Path, *, sha256: str) -> bytes:
    """What is in a saved workbook, whose hash was taken before. Raises OSError, and `NotAWorkbook` where it differs."""
    content = path.read_bytes()
    _expect(path, hashlib.sha256(content).hexdigest(), sha256)
    return content


def _expect(path: Path, found: str, sha256: str) -> None:
    if found != sha256:
        raise NotAWorkbook(f"{path.name} was changed while it was being read. Once nobody changes it, run this again.")


def _read(path: Path) -> tuple[str, Table]:
    """A saved workbook's hash and its table. Raises `WatchError` or OSError."""
    content = path.read_bytes()
    opened = check_workbook(content, where=path.name)
    return hashlib.sha256(content).hexdigest(), read_table(opened, name=path.name)


class ReadingAhead:
    """The tables of saved workbooks, to be asked for in about the order of `paths`.

    The process that reads ends with the `with` block, and by itself once this one is gone. Where it dies, as for want
    of memory, the rest is read here.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._to_ask = deque(paths)
        self._asked: deque[Path] = deque()
        self._reader: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> Self:
        if len(self._to_ask) >= _WORTH_IT and _processors() > 1:
            with suppress(OSError):  # no more processes for this user: then it is read here
                self._start()
        return self

    def _start(self) -> None:
        # Begun anew and not forked: so it has no part of this one's threads, and no end of this one's pipe.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), name="watch287g reader", daemon=True)
        # It inherits what is blocked: Ctrl-C is meant for the one that asks.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._reader, self._process = ours, process

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def process_id(self) -> int | None:
        """The reading process's id; None where there is none."""
        return self._process.pid if self._process is not None else None

    def table(self, path: Path, *, sha256: str) -> Table:
        """The table in one of the workbooks, whose hash was taken before. Raises `WatchError` or OSError."""
        found, table = self._found(path)
        _expect(path, found, sha256)
        return table

    def _found(self, path: Path) -> tuple[str, Table]:
        while self._reader is not None and (path in self._asked or path in self._to_ask):
            try:
                self._ask(self._reader)
                found = self._reader.recv()
            except (EOFError, OSError):
                self._stop()
                break
            if self._asked.popleft() != path:
                continue  # it was not needed after all
            if isinstance(found, Exception):
                raise found
            self._ask(self._reader)
            return cast("tuple[str, Table]", found)
        return _read(path)

    def _ask(self, reader: Connection) -> None:
        while self._to_ask and len(self._asked) < _AHEAD:
            reader.send(self._to_ask[0])
            self._asked.append(self._to_ask.popleft())

    def _stop(self) -> None:
        if self._reader is not None and self._process is not None:
            self._reader.close()
            self._process.terminate()
            self._process.join()
        self._reader = self._process = None


def _serve(asked: Connection) -> None:
    """Read what is asked for, until nobody asks any more."""
    # Sent beside the reading: a table is more than a pipe holds, and waits until it is wanted.
    with suppress(EOFError, OSError), ThreadPoolExecutor(max_workers=1) as sender:
        while True:
            path = asked.recv()
            try:
                found: tuple[str, Table] | Exception = _read(path)
            except (WatchError, OSError) as error:
                found = error
            sender.submit(asked.send, found)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
