"""The kinds of destinations. A new one is a folder with a `destination.py` that has a `KIND`, and its line here."""

from functools import cache
from importlib import import_module

from notifiers.destination import Destination

_FOLDERS = {
    "terminal": "notifiers.console",
    "slack": "notifiers.slack",
    "webhook": "notifiers.slack_webhook",
    "email": "notifiers.mail",
    "teams": "notifiers.teams",
    "discord": "notifiers.discord",
    "google_chat": "notifiers.google_chat",
    "mastodon": "notifiers.mastodon",
    "apprise": "notifiers.apprise",
    "http": "notifiers.http",
}
"""Where each kind is, by its key in the config, in the order in which people are told of them."""

KEYS = _FOLDERS.keys()
SECTIONS = {"slack": "slack", "mail": "email", "mastodon": "mastodon", "apprise": "apprise", "http": "http"}
"""The config's sections for what all of a kind share, and the kind that reads each."""


@cache
def kind(key: str) -> type[Destination]:
    """The kind of a key. Raises KeyError for one that is none."""
    found: type[Destination] = import_module(f"{_FOLDERS[key]}.destination").KIND
    return found


def kinds() -> tuple[type[Destination], ...]:
    """All of them."""
    return tuple(map(kind, _FOLDERS))
