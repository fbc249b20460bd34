"""Somebody at a terminal, who is asked."""

from collections.abc import Iterator


class Somebody:
    """Types these lines, and then no more; remembers what was asked and said."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)
        self.asked: list[str] = []
        self.said: list[str] = []

    def ask(self, prompt: str) -> str:
        """The next line. Raises EOFError after the last, as `input` does."""
        self.asked.append(prompt)
        line = next(self._lines, None)
        if line is None:
            raise EOFError
        return line
