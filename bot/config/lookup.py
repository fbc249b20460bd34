"""Subscriptions by their names, for the command line."""

from bot.config.file import ConfigError
from bot.config.model import OPERATORS, Config
from notifiers.subscriptions.model import NEWS, Subscription
from notifiers.text.entry import did_you_mean


def operators_of(config: Config) -> Subscription:
    """The operators, as a desk that watches every state."""
    return Subscription(name=OPERATORS, states=None, kinds=NEWS, destinations=config.operators, zone=config.watch.zone)


def known(name: str, config: Config, *, operators: bool = False) -> Subscription:
    """The subscription of that name; with `operators` they count as one. Raises `ConfigError` with the nearest name."""
    desks = {s.name: s for s in (*config.subscriptions, *([operators_of(config)] if operators else []))}
    if name not in desks:
        near = did_you_mean(name, desks) or f" There are: {', '.join(desks)}."
        raise ConfigError(f"No subscription in {config.path} is called “{name}”.{near}")
    return desks[name]
