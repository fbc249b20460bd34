"""The terminal: what is said there, and where."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.exits import Exit

PROGRAM = "watch287g"


def fail(sentence: str, status: Exit) -> Exit:
    """Say on the error output what went wrong; the exit status that stands for it."""
    sys.stdout.flush()
    print(steady(sentence), file=sys.stderr)
    return status


def remark(sentence: str) -> None:
    """Say something beside the output proper: a pipe doesn't get it."""
    print(steady(sentence), file=sys.stderr)


def say(sentence: str) -> None:
    """Say a sentence, if there is one."""
    if sentence:
        write(f"{sentence}\n")


def write(text: str) -> None:
    """Write text for the reader or the pipe behind us; in ASCII where its encoding can't hold it. See `steady`."""
    _put(steady(text))


def paint(text: str) -> None:
    """Write a line that has colours of ours in it; whatever others said in it has to be steady already."""
    _put(f"{text}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Where an outcome is told, line by line: what was done, and what went wrong."""

    tell: Callable[[str], None]
    complain: Callable[[str], None]


VOICE = Voice(tell=say, complain=remark)
"""The terminal's."""


def _put(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        from notifiers.console.text import ascii_text

        sys.stdout.write(ascii_text(text))
    sys.stdout.flush()


def steady(text: str) -> str:
    """The text with every character that could steer a screen as its code; line ends, tabs and spaces stay.

    The words of ICE and of servers stand in errors, too. The codes are JSON's, so that a JSON document says the same.
    """
    return re.sub(r"(?:[^\r\n\t]|\r(?!\n))+", lambda line: line[0] if line[0].isprintable() else _coded(line[0]), text)


def _coded(line: str) -> str:
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else json.dumps(c)[1:-1] for c in line)
