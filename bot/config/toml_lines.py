"""Where in a TOML file each key and list item stands.

tomllib gives values without their lines, and a mistake that doesn't name its line isn't found. The walk below knows
only where things begin; it trusts that tomllib has read the same text without complaint.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.config.reader import Keys

_TOKEN = re.compile(
    r'''
      (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<string> """(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<word> [^\s\[\]{}=,.\#"']+ )
    ''',
    re.VERBOSE | re.DOTALL,
)
_END_OF_VALUE = {",", "]", "}", "\n", ""}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int


def lines_of(text: str) -> dict[Keys, int]:
    """The line, from 1, of every section, key and list item in `text`, which must be valid TOML."""
    return _Walk(text).document()


def line_of(lines: Mapping[Keys, int], keys: Keys) -> int:
    """The line of `keys`, or of the nearest thing around it that the file has; 1 where there is none."""
    for length in range(len(keys), 0, -1):
        if keys[:length] in lines:
            return lines[keys[:length]]
    return 1


def _tokens(text: str) -> Iterator[_Token]:
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if match.lastgroup != "comment":
            yield _Token(match.group(), line)
    yield _Token("", line)


class _Walk:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0
        self._lines: dict[Keys, int] = {}
        self._last_of_array: dict[Keys, int] = {}

    def document(self) -> dict[Keys, int]:
        section: Keys = ()
        while self._skip_newlines().text:
            if self._peek().text == "[":
                section = self._header()
            else:
                self._pair(section)
        return self._lines

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _skip_newlines(self) -> _Token:
        while self._peek().text == "\n":
            self._take()
        return self._peek()

    def _header(self) -> Keys:
        line = self._take().line
        is_array = self._peek().text == "["
        if is_array:
            self._take()
        names = self._names("]")
        if is_array:
            self._take()
        return self._opened(names, line, is_array=is_array)

    def _opened(self, names: list[str], line: int, *, is_array: bool) -> Keys:
        path: Keys = ()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            self._lines.setdefault(path, line)
            if is_array and depth == len(names):
                self._last_of_array[path] = self._last_of_array.get(path, -1) + 1
            if path in self._last_of_array:
                path = (*path, self._last_of_array[path])
                self._lines.setdefault(path, line)
        return path

    def _names(self, end: str) -> list[str]:
        """A dotted key up to and with `end`."""
        names: list[str] = []
        while (token := self._take()).text != end:
            if token.text[0] in "\"'":
                names.append(tomllib.loads(f"key = {token.text}")["key"])
            elif token.text != ".":
                names.append(token.text)
        return names

    def _pair(self, path: Keys) -> None:
        line = self._peek().line
        for name in self._names("="):
            path = (*path, name)
            self._lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: Keys) -> None:
        token = self._take()
        self._lines.setdefault(path, token.line)
        if token.text == "[":
            self._items(path)
        elif token.text == "{":
            self._inline_pairs(path)
        else:
            while self._peek().text not in _END_OF_VALUE:  # 1.5 and 07:32 are several tokens
                self._take()

    def _items(self, path: Keys) -> None:
        count = 0
        while (token := self._skip_newlines()).text != "]":
            if token.text == ",":
                self._take()
            else:
                self._value((*path, count))
                count += 1
        self._take()

    def _inline_pairs(self, path: Keys) -> None:
        while (token := self._skip_newlines()).text != "}":
            if token.text == ",":
                self._take()
            else:
                self._pair(path)
        self._take()
