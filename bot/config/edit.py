"""The config file changed by hand of a command: text in, text out, with its comments and its order."""

from collections.abc import Callable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from bot.config_blocks import put_in, take_out
from bot.config_reader import quoted
from bot.leaks import secret_in

LISTS = frozenset(
    prefix + key
    for prefix in ("", "not_")
    for key in ("states", "counties", "agencies", "models", "levels", "agency_kinds", "kinds")
) | {"slack", "webhook", "email"}
"""Keys whose values may be several, with commas between them on the command line."""

Edit = Callable[[str], str]


class CannotEditError(Exception):
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
    return put_in(text, tomlkit.dumps({"subscription": [table]}))


def edited(text: str, name: str, pairs: Mapping[str, str]) -> str:
    """The file with other values in one subscription; an empty one takes its key out."""
    document = tomlkit.parse(text)
    table = _known(document, name)
    for key, said in pairs.items():
        if not said:
            table.pop(key, None)
        elif key in table:
            table[key] = value_of(key, said)
        else:
            _put_behind_the_last(table, key, value_of(key, said))
    return tomlkit.dumps(document)


def removed(text: str, name: str) -> str:
    """The file without one subscription."""
    document = tomlkit.parse(text)
    table = _known(document, name)
    subscriptions = document["subscription"]
    if not isinstance(subscriptions, AoT) or len(subscriptions) == 1:
        raise CannotEditError(f"“{name}” is the only subscription; without it nobody would hear anything.")
    return take_out(text, next(n for n, each in enumerate(subscriptions) if each is table))


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


def _put_behind_the_last(table: Table, key: str, value: Any) -> None:
    """A new key goes beside the others: what stands below them may be the next section's comments."""
    last = list(table.keys())[-1]
    table.value._insert_after(last, key, tomlkit.item(value))  # noqa: SLF001 - tomlkit has no public name for it
