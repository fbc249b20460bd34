"""Reading a section key by key: every mistake is collected with its line, and reading goes on with a default.

    root = Section(values, at=(), label="", mistakes=mistakes)
    minutes = root.section_or_empty("watch").number("every_minutes", default=15, low=5, high=1440)
    root.close()  # whatever was not asked for, here or in a section within, is a mistake

What a text must be is said by a function from the text to the value, which raises `Unfit` with a sentence.
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TypeVar

from notifiers.text.entry import Unfit, did_you_mean, quoted
from notifiers.text.redact import hidden, names_a_secret
from watchers.frozen import frozen

T = TypeVar("T")

Keys = tuple[str | int, ...]
"""The way to a value: ("subscription", 0, "states", 2) is the third state of the first subscription."""


@frozen
class Mistake:
    """One thing to mend in the config: the file, the line from 1, `at` which key, and a sentence. Holds no secret."""

    file: str
    line: int
    words: str
    at: Keys = ()

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.words}"


class Mistakes:
    """Collects the mistakes of one file. A line that holds a secret gets one mistake: the secret.

    `line_of` finds the line where something stands; it is asked where there is a mistake.
    """

    def __init__(self, file: str, line_of: Callable[[Keys], int]) -> None:
        self._file = file
        self.line_of = line_of
        self._secret_lines: set[int] = set()
        self._found: list[Mistake] = []

    def add(self, at: Keys, words: str) -> None:
        """Note what is wrong with the value at `at`."""
        self._add(self.line_of(at), words, at)

    def add_secret(self, line: int, words: str, at: Keys = ()) -> None:
        """Note that a line holds a secret."""
        self._add(line, words, at)
        self._secret_lines.add(line)

    def _add(self, line: int, words: str, at: Keys) -> None:
        if line not in self._secret_lines:
            self._found.append(Mistake(file=self._file, line=line, words=hidden(words), at=at))

    @property
    def found(self) -> tuple[Mistake, ...]:
        """All mistakes, in the order of their lines."""
        return tuple(sorted(self._found, key=lambda mistake: mistake.line))


class Section:
    """One table of the file. `label` begins each sentence: '[watch] ', 'subscription "kansas": '."""

    def __init__(self, values: Mapping[str, object], *, at: Keys, label: str, mistakes: Mistakes) -> None:
        self.at = at
        self.label = label
        self._values = values
        self._mistakes = mistakes
        self._known: list[str] = []
        self._wrong: set[str] = set()
        self._inner: list[Section] = []

    def wrong(self, key: str, words: str, *, item: int | None = None) -> None:
        """Note a mistake in a key of this section, or in one item of its list."""
        self._wrong.add(key)
        at = (*self.at, key) if item is None else (*self.at, key, item)
        self._mistakes.add(at, f"{self.label}{key}: {words}")

    def says(self, key: str) -> bool:
        """Whether the file says something for this key, right or wrong: neither missing nor empty."""
        return self._values.get(key) not in ("", [], None)

    def is_wrong(self, key: str) -> bool:
        """Whether a mistake in this key was noted: what would be measured by its value can't be."""
        return key in self._wrong

    def _found(self, key: str, default: object) -> object:
        self._known.append(key)
        return self._values.get(key, default)

    def flag(self, key: str, *, default: bool) -> bool:
        """A yes or no."""
        found = self._found(key, default)
        if isinstance(found, bool):
            return found
        self.wrong(key, f"needs true or false, without quotes; found {described(found)}.")
        return default

    def number(self, key: str, *, default: float, low: float, high: float, whole: bool = False, why: str = "") -> float:
        """A number from `low` to `high`; `why` is a sentence for those who wish for another."""
        found = self._found(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            self.wrong(key, f"needs a number from {low:g} to {high:g}, without quotes; found {described(found)}.")
        elif not low <= found <= high:
            self.wrong(key, f"{found:g} is not from {low:g} to {high:g}.{why and ' ' + why}")
        elif whole and found != int(found):
            self.wrong(key, f"needs a whole number; found {found:g}.")
        else:
            return found
        return default

    def one(self, key: str, read: Callable[[str], T], default: T) -> T:
        """One text, read by `read`. The default stands for a missing key, an empty text, and a mistake."""
        found = self._found(key, "")
        if isinstance(found, date | time):  # TOML knows days and times without quotes
            found = found.isoformat()
        if not isinstance(found, str):
            self.wrong(key, f"needs a text in quotes; found {described(found)}.")
        elif found.strip():
            try:
                return read(found.strip())
            except Unfit as unfit:
                self.wrong(key, str(unfit))
        return default

    def each(self, key: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """A list of texts (or one text), each read by `read`; those with a mistake are left out."""
        found = self._found(key, [])
        if not isinstance(found, str | list):
            self.wrong(key, f'needs a list of texts, such as ["…", "…"]; found {described(found)}.')
            return ()
        values: list[T] = []
        for place, item in enumerate(found) if isinstance(found, list) else [(None, found)]:
            try:
                if not isinstance(item, str):
                    raise Unfit(f"each one needs to be a text in quotes; found {described(item)}.")  # noqa: TRY301
                values.append(read(item.strip()))
            except Unfit as unfit:
                self.wrong(key, str(unfit), item=place)
        return tuple(values)

    def section(self, key: str) -> "Section | None":
        """A section within this one, None where the file has none."""
        found = self._found(key, None)
        if isinstance(found, dict):
            return self._within(found, (key,), f"[{key}] ")
        if found is not None:
            line = "with one pair of brackets" if isinstance(found, list) else "on a line of its own"
            self._mistakes.add((*self.at, key), f"{self.label}{key} is a section: write [{key}], {line}.")
        return None

    def section_or_empty(self, key: str) -> "Section":
        """A section within this one; an empty one where the file has none, for its defaults."""
        return self.section(key) or self._within({}, (key,), f"[{key}] ")

    def _within(self, values: Mapping[str, object], at: Keys, label: str) -> "Section":
        self._inner.append(Section(values, at=(*self.at, *at), label=label, mistakes=self._mistakes))
        return self._inner[-1]

    def sections(self, key: str) -> "list[Section]":
        """The sections that the file repeats under one name, with [[double brackets]]."""
        found = self._found(key, [])
        if isinstance(found, list) and all(isinstance(item, dict) for item in found):
            return [self._within(item, (key, place), f"{key} {place + 1}: ") for place, item in enumerate(found)]
        self._mistakes.add((*self.at, key), f"{key} may stand there several times: write [[{key}]], with two pairs.")
        return []

    def close(self) -> None:
        """Refuse every key that nobody asked for, in the sections within too: a misspelt one would be a silent miss."""
        for section in self._inner:
            section.close()
        for key, value in self._values.items():
            if key in self._known:
                continue
            if names_a_secret(key) and value != "":
                words, at = f"{self.label}{key}: this looks like a secret. {_instead(self.label)}", (*self.at, key)
                self._mistakes.add_secret(self._mistakes.line_of(at), words, at)
                continue
            thing = "section" if isinstance(value, dict | list) and not self.at else "key"
            near = did_you_mean(key, self._known) or f" There are: {', '.join(self._known)}."
            self._mistakes.add((*self.at, key), f"{self.label}there is no {thing} {quoted(key)}.{near}")


_SECRET_NAMES = {
    "a Slack token": "SLACK_BOT_TOKEN",
    "a Slack webhook's address": "SLACK_WEBHOOK_NAME, with the webhook's name at its end",
    "a webhook's address": "TEAMS_WEBHOOK_NAME (or DISCORD_…, GOOGLE_CHAT_…), with a name of your choice at its end",
    "a key that signs webhooks": "HTTP_SECRET_NAME, with the receiver's name at its end",
    "[slack] ": "SLACK_BOT_TOKEN",
    "[mail] ": "SMTP_PASSWORD",
}


def secret_refused(kind: str) -> str:
    """The sentence for a line that shows a secret by its looks; `kind` as from `redact.secret_in`."""
    return f"this line holds {kind}. {_instead(kind)}"


def _instead(what: str) -> str:
    """Where to put a secret of this kind or section."""
    place = f"as {_SECRET_NAMES[what]}" if what in _SECRET_NAMES else "under its NAME"
    return (
        f"Secrets don't belong in this file: set it in the environment {place}, take it out here, "
        "and have a new one made if anybody else has seen the file."
    )


def described(value: object) -> str:
    """A value of any kind, for "found …"."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a section"
    return f"{value}"  # a number, a date or a time
