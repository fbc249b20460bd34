"""Mastodon, and servers that speak as it does: an account that posts to whoever follows it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from notifiers.delivery import Channel
from notifiers.destination import NeededSecret, Surroundings
from notifiers.finding import Finding
from notifiers.posts.posted import PostedDestination
from notifiers.text.entry import Unfit, is_loopback, one_of, quoted
from notifiers.text.section import Section
from watchers.frozen import frozen

_ACCOUNT = re.compile(r"@?(\w+)@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|127\.0\.0\.1:\d+)")


class Visibility(StrEnum):
    """Who sees a post."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"  # followers alone


@frozen
class MastodonDestination(PostedDestination):
    """One account, such as watch287g@newsie.social."""

    key = "mastodon"
    section = "mastodon"
    service = "Mastodon"
    offer = "a Mastodon account, for all to read"
    question = "The account, such as watch287g@newsie.social"
    flag = ("ACCOUNT", "a Mastodon account, name@server; repeatable")
    form_in = "notifiers.mastodon.status"
    is_plain = True

    account: str
    server: str
    visibility: Visibility = Visibility.PUBLIC

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"mastodon:{self.account}@{self.server}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f"Mastodon @{self.account}@{self.server}"

    @property
    def address(self) -> str:
        """The server's."""
        secure = not is_loopback(f"http://{self.server}")
        return f"http{'s' if secure else ''}://{self.server}"

    @property
    def secret(self) -> str:
        """The name of its token: MASTODON_TOKEN_WATCH287G_NEWSIE_SOCIAL."""
        return "MASTODON_TOKEN_" + re.sub(r"\W", "_", f"{self.account}_{self.server}").upper()

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The account's token."""
        explained = (
            f"The token of @{self.account} at {self.server}: there, Preferences, Development, New application,",
            "with the scopes write:statuses and read:accounts; then “Your access token”.",
        )
        return (NeededSecret(name=self.secret, explained=explained, complaint=_complaint),)

    @classmethod
    def settings(cls, section: Section | None) -> Visibility:
        """[mastodon], which says who sees the posts."""
        usual = Visibility.PUBLIC
        return usual if section is None else section.one("visibility", one_of(Visibility), usual)

    @classmethod
    def form(cls, text: str) -> str:
        """An account, as name@server."""
        found = _ACCOUNT.fullmatch(text)
        if found is None:
            raise Unfit(f'{quoted(text)} is no account. Write it with its server, such as "watch287g@newsie.social".')
        return f"{found[1]}@{found[2].lower()}"

    @classmethod
    def named(cls, text: str, settings: Visibility) -> Self:
        """The account of this name."""
        account, _, server = cls.form(text).partition("@")
        return cls(account=account, server=server, visibility=settings)

    @classmethod
    def example(cls, settings: Visibility) -> Self:
        """One that nobody has."""
        return cls(account="newsroom", server="mastodon.example", visibility=settings)

    def open(self, here: Surroundings) -> Channel:
        """The account, by its token."""
        from notifiers.mastodon.channel import MastodonChannel

        return MastodonChannel(
            where=self.words,
            server=self.address,
            token=lambda: here.secret(self.secret),
            visibility=self.visibility,
            here=here,
        )

    def examined(self, here: Surroundings) -> Iterator[Finding]:
        """Whose token it is, and whether the server takes posts of that length."""
        from notifiers.mastodon.channel import findings

        return findings(self.words, self.address, here.secret(self.secret), here, account=self.account)


def _complaint(token: str) -> str:
    return "" if re.fullmatch(r"[\w.-]{20,}", token) else "should be an access token: letters and digits, 20 or more."


KIND = MastodonDestination
