"""The terminal: what is said there, and where."""

import sys

from bot.exits import Exit

PROGRAM = "watch287g"


def fail(sentence: str, status: Exit) -> Exit:
    """Say on the error output what went wrong; the exit status that stands for it."""
    sys.stdout.flush()
    print(sentence, file=sys.stderr)
    return status


def remark(sentence: str) -> None:
    """Say something beside the output proper: a pipe doesn't get it."""
    print(sentence, file=sys.stderr)


def say(sentence: str) -> None:
    """Say a sentence, if there is one."""
    if sentence:
        write(f"{sentence}\n")


def write(text: str) -> None:
    """Write text as it is, for the reader or the pipe behind us; in ASCII where its encoding can't hold it."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        from notifiers.console import ascii_text

        sys.stdout.write(ascii_text(text))
    sys.stdout.flush()
