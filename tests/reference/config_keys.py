"""The config's keys as the reader of the config asks for them, and what the shipped file says of each."""

import calendar
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.config.load import load_config
from notifiers.subscriptions.digest_plan import DigestPlan
from notifiers.text.section import Section

SHIPPED = Path(__file__).parents[2] / "bot" / "setup" / "shipped_config.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: the section it stands in, what it takes, and what it is where the file doesn't say."""

    section: str
    name: str
    takes: str
    usual: str


def keys_asked_for(folder: Path) -> list[Key]:
    """Every key that the reader asks for, in its order; read off by having it read a file with every section."""
    path = folder / "config.toml"
    path.write_text(
        '[[subscription]]\nname = "a"\nstates = "all"\nterminal = true\ndigest = "weekly"\n'
        '[slack]\n[mail]\nhost = "mail.example.org"\nsender = "a@example.org"\n[operators]\nterminal = true\n'
        "[http]\n[mastodon]\n[apprise]\n"
        '[network]\n[state]\n[health]\n[site]\n[[site.law]]\nstate = "MO"\nsince = "2026-01-01"\nwords = "A law."\n',
        "utf-8",
    )
    found: list[Key] = []
    with patch.multiple(Section, **_recorders(found)):
        load_config(path, {})
    return list(dict.fromkeys(found))


def _recorders(found: list[Key]) -> dict[str, Any]:
    def note(section: Section, name: str, takes: str, usual: object) -> None:
        where = next((str(part) for part in section.at if isinstance(part, str)), "")
        if where:
            said = _SAID_OTHERWISE.get((where, name)) or _said(usual)
            found.append(Key(section=where, name=name, takes=takes, usual=said))

    true_flag, true_number, true_one, true_each = Section.flag, Section.number, Section.one, Section.each

    def flag(self: Section, key: str, *, default: bool) -> bool:
        note(self, key, "true or false", default)
        return true_flag(self, key, default=default)

    def number(self: Section, key: str, *, default: float, low: float, high: float, **more: Any) -> float:
        whole = "a whole number" if more.get("whole") else "a number"
        note(self, key, f"{whole} from {low:g} to {high:g}", default)
        return true_number(self, key, default=default, low=low, high=high, **more)

    def one(self: Section, key: str, read: Any, default: Any) -> Any:
        note(self, key, "a text", default)
        return true_one(self, key, read, default)

    def each(self: Section, key: str, read: Any) -> Any:
        note(self, key, "a list of texts", ())
        return true_each(self, key, read)

    return {"flag": flag, "number": number, "one": one, "each": each}


_SAID_OTHERWISE = {
    ("watch", "every_minutes"): "no fixed step",
    ("subscription", "digest_day"): calendar.day_name[DigestPlan().weekday],
    ("subscription", "zone"): "that of [watch]",
    ("subscription", "language"): "that of [watch]",
}


def _said(usual: object) -> str:
    match usual:
        case None | "" | ():
            return ""
        case bool():
            return str(usual).lower()
        case Enum():
            return str(usual.value)
        case timedelta():
            return f"{usual.total_seconds():g} seconds"
        case float():
            return f"{usual:g}"
        case _:
            return str(usual)


def explained() -> dict[tuple[str, str], str]:
    """What the shipped file says of a key, by section and key: the comment lines above it.

    "" for a key that shares the comment of the one before it.
    """
    found: dict[tuple[str, str], str] = {}
    section, is_fresh = "", True
    words: list[str] = []
    for line in SHIPPED.read_text("utf-8").splitlines():
        table = re.fullmatch(r"#?\[+(\w+)\]+", line)
        key = re.match(r"#?(\w+) = ", line)
        if table:
            section, words = table[1], []
        elif line.startswith("# ") or line == "#":
            words = [*words, line[2:]] if is_fresh else [line[2:]]
            is_fresh = True
        elif key:
            found.setdefault((section, key[1]), " ".join(words) if is_fresh else "")
            is_fresh = False
        elif not line:
            words = []
    return found
