"""Where in a TOML file each key and list item stands.

tomllib gives values without their lines, and a mistake that doesn't name its line isn't found. The walk below knows
only where things begin; it trusts that tomllib has read the same text without complaint.
"""

import re
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping

from notifiers.text.section import Keys

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

_Token = tuple[str, int]
"""A text and its line."""


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
            yield match.group(), line
    yield "", line


class _Walk:
    def __init__(self, text: str) -> None:
        self._tokens = deque(_tokens(text))
        self._lines: dict[Keys, int] = {}
        self._last_of_array: dict[Keys, int] = {}

    def document(self) -> dict[Keys, int]:
        section: Keys = ()
        while at := self._at():
            if at == "[":
                section = self._header()
            else:
                self._pair(section)
        return self._lines

    def _at(self) -> str:
        """The next token that is no line's end: those are passed over."""
        while self._tokens[0][0] == "\n":
            self._tokens.popleft()
        return self._tokens[0][0]

    def _seen(self, path: Keys, line: int) -> Keys:
        self._lines.setdefault(path, line)
        return path

    def _header(self) -> Keys:
        _, line = self._tokens.popleft()
        is_array = self._at() == "["
        names = self._names("]")
        path: Keys = ()
        for depth, name in enumerate(names, start=1):
            path = self._seen((*path, name), line)
            if is_array and depth == len(names):
                self._tokens.popleft()
                self._last_of_array[path] = self._last_of_array.get(path, -1) + 1
            if path in self._last_of_array:
                path = self._seen((*path, self._last_of_array[path]), line)
        return path

    def _names(self, end: str) -> list[str]:
        """A dotted key up to and with `end`."""
        names: list[str] = []
        while (text := self._tokens.popleft()[0]) != end:
            if text[0] in "\"'":
                names.append(tomllib.loads(f"key = {text}")["key"])
            elif text not in {".", "["}:
                names.append(text)
        return names

    def _pair(self, path: Keys) -> None:
        line = self._tokens[0][1]
        for name in self._names("="):
            path = self._seen((*path, name), line)
        self._value(path)

    def _value(self, path: Keys) -> None:
        text, line = self._tokens.popleft()
        self._seen(path, line)
        if text not in {"[", "{"}:
            while self._tokens[0][0] not in _END_OF_VALUE:  # 1.5 and 07:32 are several tokens
                self._tokens.popleft()
            return
        count = 0
        while (at := self._at()) not in {"]", "}"}:
            if at == ",":
                self._tokens.popleft()
            elif text == "{":
                self._pair(path)
            else:
                self._value((*path, count))
                count += 1
        self._tokens.popleft()
