"""Whose token it is, and how long a post may be there. Nothing is posted."""

from collections.abc import Iterator

from notifiers.delivery import DeliveryError
from notifiers.destination import Surroundings
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.mastodon.status import MOST
from notifiers.posts.web import Web


def findings(words: str, server: str, token: str, here: Surroundings, *, account: str) -> Iterator[Finding]:
    """What the server says of the token and of itself."""
    web, headers = Web(words, here), {"Authorization": f"Bearer {token}"}
    try:
        whose = web.ask("GET", f"{server}/api/v1/accounts/verify_credentials", headers=headers)
        about = web.ask("GET", f"{server}/api/v2/instance")
    except DeliveryError as error:
        yield failed(words, str(error).partition(": ")[2])
        return
    name = whose.text("username")
    if whose.status in {401, 403}:
        cure = "Make a new one there (Preferences, Development), with write:statuses and read:accounts."
        yield fail(words, f"the token is wrong, or lacks read:accounts (status {whose.status})", cure)
    elif not name:
        yield warn(words, f"it can't be told (status {whose.status})", "Run `watch287g doctor` again in a while.")
    elif name.casefold() != account.casefold():
        yield fail(words, f"the token is @{name}'s", "Put the token of the account that the config names.")
    else:
        yield ok(words, f"the token is @{name}'s")
    most = about.at("configuration", "statuses", "max_characters")
    if isinstance(most, int) and most < MOST:
        yield warn(
            words, f"the server takes {most} characters, and the bot writes up to {MOST}", "Choose another server."
        )
