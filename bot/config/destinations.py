"""Which destinations the config names, and what it says for all of a kind."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from notifiers.console.destination import TerminalDestination
from notifiers.destination import Destination
from notifiers.registry import KEYS, SECTIONS, kind
from notifiers.text.entry import did_you_mean
from notifiers.text.section import Mistakes, Section

TERMINAL = TerminalDestination()
"""Where the operators hear of trouble, unless the config says otherwise."""
AFAR = tuple(key for key in KEYS if key != TERMINAL.key)
"""The keys of the kinds that news is sent to."""


class Settings(dict[str, Any]):
    """What holds for all of a kind, by section; where the file has none, what is usual, found when it is asked for."""

    def __missing__(self, section: str) -> Any:
        return self.setdefault(section, kind(SECTIONS[section]).settings(None) if section else None)


def read_settings(root: Section) -> Settings:
    """What the file says for all of a kind."""
    said = ((name, root.section(name)) for name in SECTIONS)
    return Settings({name: kind(SECTIONS[name]).settings(section) for name, section in said if section is not None})


def refuse_unused(addresses: "Addresses", mistakes: Mistakes) -> None:
    """Note the names that [http] has rules for and nothing is sent to: a receiver would go without them by a slip."""
    if "http" not in addresses.settings:
        return
    from notifiers.http.destination import HttpDestination

    names = [place.name for place in addresses.found.values() if isinstance(place, HttpDestination)]
    for key in ("private", "one_event_each"):
        for name in getattr(addresses.settings["http"], key):
            if name not in names:
                end = did_you_mean(name, names) or " Take it out, or send something there."
                mistakes.add(("http", key), f'[http] {key}: nothing is sent to "{name}".{end}')


class Addresses:
    """Reads the keys that say where something goes, and keeps each destination once. `settings` as read above."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.found: dict[str, Destination] = {}
        self.settings = settings

    def read(self, section: Section, *, terminal: bool = False) -> tuple[str, ...]:
        """The ids of a section's destinations, each once; `terminal` is what holds where the file doesn't say."""
        places: list[Destination] = [TERMINAL] if section.flag(TERMINAL.key, default=terminal) else []
        for key in KEYS:
            if key != TERMINAL.key:
                places += section.each(key, partial(self._named, key))
        self.found |= {place.id: place for place in places}
        return tuple(dict.fromkeys(place.id for place in places))

    def _named(self, key: str, text: str) -> Destination:
        return kind(key).named(text, self.settings[kind(key).section])


def called(id_: str, destinations: Mapping[str, Destination]) -> str:
    """How a sentence calls the destination of this id; by the id itself, where the config no longer has it."""
    known = destinations.get(id_)
    return known.words if known else id_
