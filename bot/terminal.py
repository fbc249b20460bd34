"""The terminal: what is said there, and where. An output may be closed, full or stuck: `OutputError`."""

import contextlib
import errno
import io
import json
import os
import re
import select
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar, TextIO

from bot.exits import Exit

PROGRAM = "watch287g"


class OutputError(OSError):
    """What was to be said could not be written: the output is closed, or its disk is full."""


def unbuffer_outputs() -> None:
    """Write what is said at once, and keep nothing of what can't be written: it would come up again at the end.

    An output that was closed becomes one that can't be written: the next file to be opened would stand in its place.
    """
    for number in range(3):
        with contextlib.suppress(OSError):
            os.fstat(number)
            continue
        os.open(os.devnull, os.O_RDONLY)
    sys.stdout, sys.stderr = _unbuffered(sys.stdout, 1), _unbuffered(sys.stderr, 2)


def wait_for_no_reader() -> None:
    """Let no output hold up the work for more than some seconds, from now on."""
    _Output.patience = 5.0


def _unbuffered(stream: TextIO | None, number: int) -> TextIO:
    encoding, errors = (stream.encoding, stream.errors) if stream else ("utf-8", "backslashreplace")
    return io.TextIOWrapper(_Output(number), encoding=encoding, errors=errors, write_through=True)  # type: ignore[type-var]  # any raw stream will do


class _Output(io.RawIOBase):
    """A file descriptor that takes all that is written, or raises `OSError`."""

    patience: ClassVar[float | None] = None
    """Seconds that a reader has who takes nothing: a stopped pager, a terminal after Ctrl-S. None: for ever."""

    def __init__(self, number: int) -> None:
        self._number, self._is_stuck = number, False

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)

    def writable(self) -> bool:
        return True

    def write(self, data: "memoryview | bytes") -> int:  # type: ignore[override]  # nothing else is ever written here
        rest = memoryview(data)
        while rest:
            if self.patience is not None:
                self._wait(self.patience)
            rest = rest[os.write(self._number, rest[: select.PIPE_BUF]) :]
        return len(data)

    def _wait(self, patience: float) -> None:
        """Until so much can be written that no write blocks; no second time for one that still takes nothing."""
        outlet = select.poll()
        outlet.register(self._number, select.POLLOUT)
        self._is_stuck = not outlet.poll(0 if self._is_stuck else patience * 1000)
        if self._is_stuck:
            raise BlockingIOError(errno.EAGAIN, "Nobody reads it")


def fail(sentence: str, status: Exit) -> Exit:
    """Say on the error output what went wrong, if it can be said; the exit status that stands for it."""
    with contextlib.suppress(OutputError):
        remark(sentence)
    return status


def unsaid(error: OutputError) -> Exit:
    """What became of an outcome that could not be said. A reader that has read enough (`| head`) needs no sentence."""
    if isinstance(error.__cause__, BrokenPipeError):
        return Exit.UNSAID
    return fail(
        f"Not all could be written that there was to say ({error.strerror}). What was to be done is done.", Exit.UNSAID
    )


def remark(sentence: str) -> None:
    """Say something beside the output proper: a pipe doesn't get it. Raises `OutputError`."""
    _put(f"{steady(sentence)}\n", sys.stderr)


def say(sentence: str) -> None:
    """Say a sentence, if there is one. Raises `OutputError`, as all that writes here does."""
    if sentence:
        write(f"{sentence}\n")


def write(text: str) -> None:
    """Write text for the reader or the pipe behind us; in ASCII where its encoding can't hold it. See `steady`."""
    _put(steady(text), sys.stdout)


def write_lines(lines: Iterable[str]) -> None:
    """Write lines, each as soon as it is there."""
    for line in lines:
        write(f"{line}\n")


def paint(text: str) -> None:
    """Write a line that has colours of ours in it; whatever others said in it has to be steady already."""
    _put(f"{text}\n", sys.stdout)


@dataclass(slots=True, kw_only=True)
class Voice:
    """Where an outcome is told, line by line: what was done, and what went wrong. By default the terminal's.

    No line that can't be written stops the work that it tells of; `outcome` makes up for it.
    """

    said: Callable[[str], None] = say
    remarked: Callable[[str], None] = remark
    _lost: OutputError | None = field(default=None, init=False)

    def tell(self, line: str) -> None:
        """What was done."""
        self._try(self.said, line)

    def complain(self, line: str) -> None:
        """What went wrong."""
        self._try(self.remarked, line)

    def _try(self, write_line: Callable[[str], None], line: str) -> None:
        try:
            write_line(line)
        except OutputError as error:
            self._lost = self._lost or error

    def outcome(self, status: Exit) -> Exit:
        """The status in which the work ended; another than `FINE`, if not all could be told."""
        return unsaid(self._lost) if self._lost is not None and status is Exit.FINE else status


def has_terminal() -> bool:
    """Whether this process has a terminal of its own, and that is still there."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _put(text: str, stream: TextIO) -> None:
    try:
        try:
            stream.write(text)
        except UnicodeEncodeError:
            from notifiers.console.text import ascii_text

            stream.write(ascii_text(text))
        stream.flush()
    except OSError as error:
        raise OutputError(error.errno, f"{error.strerror or error}") from error


def steady(text: str) -> str:
    """The text with every character that could steer a screen as its code; line ends, tabs and spaces stay.

    The words of ICE and of servers stand in errors, too. The codes are JSON's, so that a JSON document says the same.
    """
    return re.sub(r"(?:[^\r\n\t]|\r(?!\n))+", lambda line: line[0] if line[0].isprintable() else _coded(line[0]), text)


def _coded(line: str) -> str:
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else json.dumps(c)[1:-1] for c in line)
