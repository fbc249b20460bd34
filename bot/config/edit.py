"""The config file changed by hand of a command: text in, text out, with its comments and its order."""

import getpass
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import AoT, Table

from bot.config.destinations import AFAR
from bot.config.load import ConfigError, load_text
from bot.config.model import Config
from bot.config.toml_lines import lines_of
from bot.config.write import LOG, alone_with, note_change, write_config
from notifiers.subscriptions.filters import Choice
from notifiers.text.entry import quoted
from notifiers.text.redact import secret_in

_HEADER = re.compile(r"\s*(?:# ?)?\[{1,2}[\w.-]+\]{1,2}\s*(?:#.*)?")
"""A section's first line, also where it is an example behind a "#"."""

_EXAMPLE = re.compile(r"\s*#[\w-]+ *=.*")


class _Block(NamedTuple):
    """One [[subscription]], in places of lines from 0: the comment directly above it, its header, and where it ends."""

    lead: int
    header: int
    end: int


def _blocks_of(text: str) -> list[_Block]:
    """Each [[subscription]] of a valid TOML text, in its order."""
    lines, places = text.split("\n"), lines_of(text)
    found: list[_Block] = []
    while ("subscription", len(found)) in places:
        mine = ("subscription", len(found))
        header = places[mine] - 1
        last = max(line for keys, line in places.items() if keys[:2] == mine) - 1
        found.append(_Block(_lead(lines, header), header, _end(lines, last)))
    return found


def _put_in(text: str, table: str) -> str:
    """The text with one more table behind its last subscription, with blank lines around."""
    blocks, lines = _blocks_of(text), text.split("\n")
    at = blocks[-1].end if blocks else len("\n".join(lines).rstrip().split("\n"))
    ending = "\r" if "\r\n" in text else ""
    new = [f"{line}{ending}" for line in ("", *table.strip().split("\n"))]
    if at == len(lines):  # no line end behind the last line
        return "\n".join([*lines[:-1], f"{lines[-1]}{ending}", *new, ""])
    gap = [ending] if lines[at].strip() else []
    return "\n".join([*lines[:at], *new, *gap, *lines[at:]])


def _take_out(text: str, place: int) -> str:
    """The text without the subscription at that place from 0, of at least two; the comment above it goes too.

    What stands above the first one introduces them all, so it moves to the next.
    """
    blocks, lines = _blocks_of(text), text.split("\n")
    gone = blocks[place]
    behind = gone.end + next((n for n, line in enumerate(lines[gone.end :]) if line.strip()), len(lines) - gone.end)
    before = lines[: gone.lead]
    if place == 0:
        following = blocks[1].lead
        return "\n".join([*before, *lines[behind:following], *lines[gone.lead : gone.header], *lines[following:]])
    if behind == len(lines):  # the last lines of the file: the blank line above them goes too
        return "\n".join(before).rstrip() + ("\r\n" if "\r\n" in text else "\n")
    return "\n".join([*before, *lines[behind:]])


def _lead(lines: list[str], header: int) -> int:
    """The first of the lines directly above a header that explain it."""
    at = header
    while at and lines[at - 1].lstrip().startswith("#") and not _EXAMPLE.fullmatch(lines[at - 1].rstrip()):
        at -= 1
    return at


def _end(lines: list[str], last: int) -> int:
    """The line behind a section whose last key stands in the line `last`, with the comments that are its own."""
    following = next((n for n in range(last + 1, len(lines)) if _HEADER.fullmatch(lines[n].rstrip())), len(lines))
    end = _lead(lines, following) if following < len(lines) else following
    while not lines[end - 1].strip():
        end -= 1
    return end


LISTS = {*AFAR, *(sign + key for sign in ("", "not_") for key in (*(each.name for each in fields(Choice)), "kinds"))}
"""Keys whose values may be several, with commas between them on the command line."""

Edit = Callable[[str], str]


class CannotEditError(ConfigError):
    """The file can't be changed so; the message says why."""


def added(text: str, name: str, pairs: Mapping[str, str]) -> str:
    """The file with one more subscription, behind the others."""
    document = tomlkit.parse(text)
    if _find(document, name) is not None:
        raise CannotEditError(f"There is a subscription called “{name}” already. Change it with `subscriptions edit`.")
    if "subscription" in document and not isinstance(document["subscription"], AoT):
        raise CannotEditError(
            "The subscriptions stand in one list here. Give each a [[subscription]] of its own first."
        )
    table = tomlkit.table()
    table["name"] = name
    for key, said in pairs.items():
        table[key] = value_of(key, said)
    return _put_in(text, tomlkit.dumps({"subscription": [table]}))


def edited(text: str, name: str, pairs: Mapping[str, str]) -> str:
    """The file with other values in one subscription; an empty one takes its key out."""
    document = tomlkit.parse(text)
    table = _known(document, name)
    for key, said in pairs.items():
        if not said:
            table.pop(key, None)
        elif key in table:
            table[key] = value_of(key, said)
        else:  # beside the others: what stands below them may be the next section's comments
            last, item = list(table.keys())[-1], tomlkit.item(value_of(key, said))
            table.value._insert_after(last, key, item)  # noqa: SLF001 - tomlkit has no public name for it
    return tomlkit.dumps(document)


def removed(text: str, name: str) -> str:
    """The file without one subscription."""
    document = tomlkit.parse(text)
    table = _known(document, name)
    subscriptions = document["subscription"]
    if not isinstance(subscriptions, AoT) or len(subscriptions) == 1:
        raise CannotEditError(f"“{name}” is the only subscription; without it nobody would hear anything.")
    return _take_out(text, next(n for n, each in enumerate(subscriptions) if each is table))


def value_of(key: str, said: str) -> Any:
    """A value of the command line: as in the file where it begins with a bracket or a quote, else plain words.

    Raises `CannotEditError`, also for what looks like a secret.
    """
    kind = secret_in(said)
    if kind is not None:
        raise CannotEditError(
            f"{key}: this is {kind}. Secrets don't belong in this file: put it into secrets/ beside it, in a file of "
            "the secret's name, or into the environment. If anybody else has seen it, have a new one made."
        )
    if said[:1] in {"[", '"', "'"}:
        try:
            return tomlkit.value(said)
        except ValueError:  # tomlkit's errors are all of this kind
            raise CannotEditError(f"{key}: {quoted(said)} can't be read. Write {key}=one,two") from None
    if said in {"true", "false"}:
        return said == "true"
    if said.isdecimal():
        return int(said)
    if key in LISTS and not (key == "states" and said.casefold() == "all"):
        return [word.strip() for word in said.split(",") if word.strip()]
    return said


def _find(document: tomlkit.TOMLDocument, name: str) -> Table | None:
    found = document.get("subscription")
    return next((t for t in found if t.get("name") == name), None) if isinstance(found, AoT) else None


def _known(document: tomlkit.TOMLDocument, name: str) -> Table:
    table = _find(document, name)
    if table is None:
        raise CannotEditError(f"There is no [[subscription]] called “{name}”.")
    return table


def change(config: Config, edit: Edit, environ: Mapping[str, str], *, what: str, at: datetime) -> Config:
    """Change the file, and note who did what and when in the state's folder; the new config.

    Raises `ConfigError` and leaves the file as it was, where the result would not load.
    """
    path, log = config.path, config.watch.folder / LOG
    try:
        with alone_with(path):
            text = edit(path.read_bytes().decode("utf-8-sig"))
            fresh = load_text(text, path, environ, outcome="nothing changed")
            write_config(path, text)
    except OSError as error:
        raise CannotEditError(f"{path} can't be written ({error.strerror}). Nothing changed.") from None
    try:
        note_change(config.watch.folder, at, _user(), what)
    except OSError as error:
        raise CannotEditError(f"{path} is changed, and {log} can't be written ({error.strerror}).") from None
    return fresh


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
