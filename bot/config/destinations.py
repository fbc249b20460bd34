"""Which destinations the config names, and what it says for all of a kind."""

from collections.abc import Mapping
from typing import Any

from notifiers.console.destination import TerminalDestination
from notifiers.destination import Destination
from notifiers.http.destination import HttpDestination
from notifiers.registry import KEYS, kinds
from notifiers.text.entry import did_you_mean
from notifiers.text.section import Mistakes, Section

TERMINAL = TerminalDestination()
"""Where the operators hear of trouble, unless the config says otherwise."""
AFAR = tuple(key for key in KEYS if key != TERMINAL.key)
"""The keys of the kinds that news is sent to."""


def read_settings(root: Section) -> dict[str, Any]:
    """What the file says for all of a kind, by the name of the section that says it."""
    found: dict[str, Any] = {}
    for kind in kinds():
        if kind.section and kind.section not in found:
            found[kind.section] = kind.settings(root.section(kind.section))
    return found


def refuse_unused(addresses: "Addresses", mistakes: Mistakes) -> None:
    """Note the names that [http] has rules for and nothing is sent to: a receiver would go without them by a slip."""
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
        places = [
            place for kind in kinds() for place in kind.read(section, self.settings.get(kind.section), usual=terminal)
        ]
        self.found |= {place.id: place for place in places}
        return tuple(dict.fromkeys(place.id for place in places))


def called(id_: str, destinations: Mapping[str, Destination]) -> str:
    """How a sentence calls the destination of this id; by the id itself, where the config no longer has it."""
    known = destinations.get(id_)
    return known.words if known else id_
