"""What is left to do once a subscription goes to new places: a secret, an invitation, a test."""

from collections.abc import Iterator

from bot.credentials import Secrets, users_of_secrets
from bot.destinations import SlackDestination
from bot.settings import Config
from notifiers.ap_style import listing


def next_lines(name: str, before: Config, after: Config, secrets: Secrets, program: str) -> Iterator[str]:
    """Lines for the desk of that name in `after`; none where it goes nowhere new. `program` starts us here."""
    places = _places(name, after)
    if places <= _places(name, before):
        return
    known = users_of_secrets(before)
    for secret in users_of_secrets(after):
        if secret not in known and not secrets.has(secret):
            yield f"{name} needs the secret {secret}. Put it into {secrets.own / secret}, or into the environment."
    new = [after.destinations[id_] for id_ in sorted(places - before.destinations.keys())]
    channels = [d.words.removeprefix("Slack ") for d in new if isinstance(d, SlackDestination)]
    invite = f"/invite @watch287g in {listing(channels)}, then " if channels else ""
    yield f"Next: {invite}`{program} test {name}`"


def _places(name: str, config: Config) -> frozenset[str]:
    return frozenset(id_ for s in config.subscriptions if s.name == name for id_ in s.destinations)
