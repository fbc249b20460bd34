"""The subscriptions that were made inside Slack, beside those of the file: they live in the state."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.config.model import Config
from bot.config.subscriptions import KeysError, subscription_of
from notifiers.destination import Destination
from notifiers.subscriptions.model import Subscription
from state.entries import ChannelSubscription
from state.errors import StateError

PREFIX = "slack-"
"""How the names of all of them begin."""


Read = tuple[ChannelSubscription, Subscription, Mapping[str, Destination]]
"""One of them, and what it was read as."""


def with_made_in_slack(
    config: Config, made: Iterable[ChannelSubscription], known: dict[str, Read] | None = None
) -> Config:
    """The config with these subscriptions behind its own.

    One that can't be read as the config is now, for its workspace or its name is no longer free, is left out. `known`
    keeps what was read with this very config: of thousands of channels one changes at a time.
    """
    known = {} if known is None else known
    subscriptions, destinations = list(config.subscriptions), dict(config.destinations)
    taken = {s.name for s in config.subscriptions}
    for each in made:
        if each.name not in known or known[each.name][0] is not each:
            try:
                known[each.name] = (each, *read_made(each, config))
            except KeysError:
                continue
        _, found, places = known[each.name]
        if found.name not in taken:
            subscriptions.append(found)
            for id_, to in places.items():
                destinations.setdefault(id_, to)
    return replace(
        config,
        subscriptions=tuple(subscriptions),
        destinations=MappingProxyType(destinations),
        made_in_slack=frozenset(s.name for s in subscriptions) - taken,
    )


def left_out(config: Config, made: Iterable[str]) -> list[str]:
    """Those of these names that the config has no room for; `config` as from `with_made_in_slack`."""
    return sorted(set(made) - config.made_in_slack)


def nowhere(name: str) -> str:
    """The sentence for one that is left out."""
    return (
        f"The subscription {name}, made inside Slack, goes nowhere: [slack] no longer names its workspace, or the file "
        "has a subscription of that name. Mend the config; until then its channel hears nothing."
    )


def read_made(each: ChannelSubscription, config: Config) -> tuple[Subscription, Mapping[str, Destination]]:
    """One of them as a subscription, with its destination. Raises `KeysError`."""
    place = f"{each.workspace}/{each.channel}"
    keys = {"zone": config.watch.zone.key, **each.keys, "name": each.name, "slack": [place]}
    found, places = subscription_of(keys, config.settings, config.watch.zone, config.watch.language)
    return found, {id_: _called(place, each.called) for id_, place in places.items()}


def _called(place: Destination, name: str) -> Destination:
    from notifiers.slack.destination import SlackDestination

    return replace(place, called=name) if isinstance(place, SlackDestination) else place


def with_those_of_the_state(config: Config) -> Config:
    """The config with the subscriptions that the state holds now; as it is, where the state can't be read."""
    from state.store import read_store

    try:
        with read_store(config.place) as store:
            return with_made_in_slack(config, store.entries(ChannelSubscription).values())
    except StateError:
        return config
