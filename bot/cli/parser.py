"""What the families of verbs share: the parser, the place where verbs are added, and the forms of a table."""

import argparse
from typing import NoReturn

from bot.config.redact import hidden
from bot.exits import Exit

FORMS = ("table", "jsonl", "csv")
"""The forms in which a table can be had."""


_CHANNELS = ("--slack", "--operator")
"""The flags that take a #channel."""


class Parser(argparse.ArgumentParser):
    """Ends with our own status for a command line that can't be understood, and a word on help."""

    def error(self, message: str) -> NoReturn:
        """Say what can't be understood, and end."""
        if message.endswith(": expected one argument") and any(f"argument {flag}:" in message for flag in _CHANNELS):
            message += ". The shell takes # for a comment: write '#channel' in quotes"
        self.exit(Exit.USAGE, f"{self.prog}: {hidden(message)}. Try {self.prog} --help\n")


Verbs = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it
