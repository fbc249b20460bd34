"""The config as values: what `bot.config.load` makes of config.toml, and the rest of the bot reads."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from notifiers.destination import Destination
from notifiers.site.addresses import address_in
from notifiers.site.law import Law
from notifiers.subscriptions.model import Subscription
from notifiers.text.tongue import Tongue
from state.place import Database, Place
from watchers.fetch.route import Route
from watchers.frozen import frozen
from watchers.model.second_look import SecondLook

OPERATORS = "operators"
"""The name under which the outbox keeps the operators' messages. No subscription may have it."""

FOR_GOOD = date(9999, 12, 30)
"""The end of a pause that has none: every later day, in any zone, is one that Python knows."""


@frozen
class Watch:
    """[watch]. `contact` stands in the user agent, None for none.

    `every` is the time between two polls, on average where there are `looks_a_week`, placed where ICE posts.

    `folder` is absolute: where the bot keeps its state. `zone` is the clock of the terminal and the operators, and,
    like `language`, that of the desks that name none.
    """

    page: str
    every: timedelta
    contact: str | None
    folder: Path
    zone: ZoneInfo
    looks_a_week: float | None = None
    language: Tongue = Tongue.ENGLISH

    @property
    def longest(self) -> timedelta:
        """The longest time between two looks."""
        if self.looks_a_week is None:
            return self.every
        from watchers.schedule.looks import SELDOM

        return SELDOM


@frozen
class Health:
    """[health]. When the operators hear that the bot sees nothing, or that ICE posts nothing, and who else is told.

    `blind_after` is the time without a good poll; `silent_days` counts business days without a new list.
    `heartbeat` says that the address in the secret HEARTBEAT_URL is asked after each complete poll. Prometheus' figures
    are served on this machine at `metrics_port` while `run` runs, and written to `metrics_file` after each poll.
    """

    blind_after: timedelta = timedelta(hours=6)
    silent_days: int = 7
    heartbeat: bool = False
    metrics_port: int | None = None
    metrics_file: Path | None = None


@frozen
class DocumentRules:
    """[documents]. Whether the agreements' documents are fetched and kept, and with how many requests a day at most."""

    fetch: bool = False
    a_day: int = 600


@frozen
class Site:
    """[site]. The public record as files in `folder`, renewed after each publication.

    `address` is where readers find it, without a slash at its end, None for nowhere yet; `after` is the command, in its
    words, that publishes it. `documents` says that the kept documents of which there is news are shown and served too.
    `languages` are those that its pages are written in, English first.
    """

    folder: Path
    address: str | None = None
    after: tuple[str, ...] = ()
    laws: tuple[Law, ...] = ()
    documents: bool = False
    languages: tuple[Tongue, ...] = (Tongue.ENGLISH,)


@frozen
class Config:
    """The whole file. `destinations` holds, by id, every one that a subscription or the operators name.

    `settings` has by its name what a section says for all destinations of a kind, as the kind's `settings` reads it.
    `route` is the way of every connection out of this machine. `made_in_slack` names those of the subscriptions that
    are not in the file, but in the state. `site` is None where no site is wished for.
    """

    path: Path
    watch: Watch
    second_look: SecondLook
    health: Health
    subscriptions: tuple[Subscription, ...]
    operators: tuple[str, ...]
    destinations: Mapping[str, Destination]
    settings: Mapping[str, Any]
    route: Route = field(default_factory=Route)
    made_in_slack: frozenset[str] = frozenset()
    documents: DocumentRules = field(default_factory=DocumentRules)
    site: Site | None = None
    database: Database | None = None

    @property
    def place(self) -> Place:
        """Where the state is."""
        return Place(folder=self.watch.folder, database=self.database)

    @property
    def address(self) -> str | None:
        """Where readers find the public record; None for nowhere."""
        return self.site.address if self.site else None

    def address_in(self, tongue: Tongue) -> str | None:
        """Where readers of a language find it: its own pages, English ones where it has none."""
        has_it = self.site is not None and tongue in self.site.languages
        return address_in(self.address, tongue if has_it else Tongue.ENGLISH)
