"""From the config file's bytes to its values and its lines; what isn't TOML becomes one plain sentence."""

import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.exits import UsageError
from notifiers.text.redact import secret_in
from notifiers.text.section import Keys, Mistake, Mistakes, secret_refused

_CURLY_QUOTES = re.compile("[“”„‘’]")
_WORDS = {  # what tomllib says, and what a reporter can act on
    "Unclosed array": 'a list here or above has no "]" at its end, or no comma between two values.',
    "Unclosed inline table": 'a "{" here or above has no "}".',
    "Unterminated string": "a text here or above has no closing quote.",
    "Illegal character '\\n'": "the text in this line has no closing quote.",
    'Expected "\'"': "the text in this line has no closing quote.",
    "Unescaped '\\'": "a backslash in double quotes has to be doubled; or put the text into 'single quotes'.",
    "Cannot overwrite a value": "this key is set for the second time in its section.",
    "Cannot declare": "this section is there for the second time. Only [[subscription]] may be repeated.",
    "Expected ']'": 'the section\'s name has no "]" behind it.',
    "Expected '='": 'a key needs "=" and a value behind it.',
    "Expected newline": "there is more behind the value. Each key stands on its own line; a text needs quotes.",
    "Invalid value": 'a value is missing, or is a text without quotes. Write a text as "MO", yes as true, no as false.',
    "Invalid statement": 'expected a key such as name = "…", a section such as [watch], or a comment after "#".',
}

_TWO_VERSIONS = (
    "git found two versions of these lines, and left both. Keep the lines that you want, "
    'and take out those that begin with "<<<<<<<", "=======" and ">>>>>>>".'
)

_MOST = 4_000_000  # bytes; a thousand desks take a tenth of that
_LONGEST_LINE = 4_000  # and no number in one is too long for Python
_TOO_DEEP = "brackets within brackets, too many of them. Write each list of texts in one pair of brackets."


class ConfigError(UsageError):
    """The config can't be used and nothing was started; the message is all that the operator needs to mend it."""


class ConfigUnreadableError(ConfigError):
    """There is no such file, or it can't be read."""


class ConfigMistakesError(ConfigError):
    """The file was read and has mistakes: all of them, in `mistakes`."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(_counted(list(map(str, mistakes)), "nothing started"))
        self.mistakes = mistakes

    def without_lines(self, outcome: str) -> str:
        """The mistakes without file and line, for a text that is no file yet, and what came of it."""
        return _counted([mistake.words for mistake in self.mistakes], outcome)


def _counted(sentences: list[str], outcome: str) -> str:
    return "\n".join([*sentences, f"{len(sentences)} mistake{'s' * (len(sentences) != 1)}, {outcome}."])


def read_values(path: Path, text: str | None = None) -> tuple[dict[str, object], Mistakes]:
    """The file's values and a collector for its mistakes, which already knows of the secrets in it.

    `text` is what the file is to have, where that isn't what it has. Raises `ConfigUnreadableError`, and
    `ConfigMistakesError` where the file isn't TOML.
    """
    text = _text(path) if text is None else _in_lines(text.replace("\r\n", "\n"), path)
    try:
        values: dict[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, words = _explained(str(error), text) if isinstance(error, tomllib.TOMLDecodeError) else (1, _TOO_DEEP)
        mistakes = Mistakes(str(path), lambda _: line)
        _refuse_secrets(text, mistakes)
        mistakes.add(("",), words)
        raise ConfigMistakesError(mistakes.found) from None
    mistakes = Mistakes(str(path), _finder(text))
    _refuse_secrets(text, mistakes)
    return values, mistakes


def _finder(text: str) -> Callable[[Keys], int]:
    """Finds the lines of a good TOML text. It is searched when the first is asked for: most files have no mistake."""
    lines: dict[Keys, int] = {}

    def find(at: Keys) -> int:
        from bot.config.toml_lines import line_of, lines_of

        if not lines:
            with suppress(RecursionError):  # deeper than a config ever is: its mistakes are told without their lines
                lines.update(lines_of(text))
        return line_of(lines, at)

    return find


def _text(path: Path) -> str:
    """The file's text; Windows' byte order mark is no part of it."""
    try:
        with path.open("rb") as opened:
            content = opened.read(_MOST + 1)
        if len(content) > _MOST:
            raise ConfigUnreadableError(f"{path} has more than {_MOST:,} bytes: it is no config of watch287g.")
        return _in_lines(content.decode("utf-8-sig").replace("\r\n", "\n"), path)
    except UnicodeDecodeError:
        raise ConfigUnreadableError(
            f'{path} isn\'t plain text in UTF-8. Save it again with that encoding ("UTF-8").'
        ) from None
    except OSError as error:
        raise ConfigUnreadableError(f"{path} can't be read: {error.strerror or error}.") from None


def _in_lines(text: str, path: Path) -> str:
    if max(map(len, text.split("\n"))) > _LONGEST_LINE:  # a key of 20,000 parts takes tomllib 20 seconds
        raise ConfigUnreadableError(f"{path} has a line of more than {_LONGEST_LINE:,} characters. Break it up.")
    return text


def _refuse_secrets(text: str, mistakes: Mistakes) -> None:
    """Comments too: the file gets shared with them."""
    for number, line in enumerate(text.split("\n"), start=1):
        kind = secret_in(line)
        if kind is not None:
            mistakes.add_secret(number, secret_refused(kind))


def _explained(said: str, text: str) -> tuple[int, str]:
    """The line and the sentence for what tomllib says: "Invalid value (at line 3, column 5)"."""
    lines = text.split("\n")
    place = re.search(r" \(at line (\d+), column (\d+)\)$", said)
    number = int(place[1]) if place else max(len(text.rstrip().split("\n")), 1)
    line = lines[number - 1] if number <= len(lines) else ""
    if _CURLY_QUOTES.search(line.partition("#")[0]):
        return number, 'the quotes in this line are curly. Use straight ones: "…".'
    if line.startswith("<<<<<<<"):
        return number, _TWO_VERSIONS
    words = next((words for start, words in _WORDS.items() if said.startswith(start)), None)
    if words is None:
        words = f"this isn't TOML, the language of this file: {said.partition(' (at ')[0]}."
    return number, words
