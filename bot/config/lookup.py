"""Subscriptions by their names, for the command line."""

from bot.config.file import ConfigError
from bot.config.model import OPERATORS, Config
from notifiers.subscriptions.model import NEWS, Subscription
from notifiers.text.entry import did_you_mean


def named(name: str, config: Config, *, operators: bool = False) -> Subscription | None:
    """The subscription of that name; the operators count as one that watches every state."""
    found = {s.name: s for s in config.subscriptions}
    if operators:
        found[OPERATORS] = operators_of(config)
    return found.get(name)


def operators_of(config: Config) -> Subscription:
    """The operators, as a desk that watches every state."""
    return Subscription(name=OPERATORS, states=None, kinds=NEWS, destinations=config.operators, zone=config.watch.zone)


def known(name: str, config: Config, *, operators: bool = False) -> Subscription:
    """The same. Raises `ConfigError` where there is none, with the nearest name."""
    found = named(name, config, operators=operators)
    if found is None:
        names = [s.name for s in config.subscriptions] + [OPERATORS] * operators
        near = did_you_mean(name, names) or f" There are: {', '.join(names)}."
        raise ConfigError(f"No subscription in {config.path} is called “{name}”.{near}")
    return found
