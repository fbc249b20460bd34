"""A rehearsal: the bot's own code, on a clock of its own, over lists that are shown to it one after another.

Nothing leaves the machine: ICE's page answers in this process, each destination is a folder of files, and what the bot
records is thrown away.
"""

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot import __version__
from bot.config.load import ICE_PAGE
from bot.config.model import Config
from bot.outgoing.deliver import Delivery
from bot.poll.check import Checked, Found
from bot.poll.summary import check_sentence
from bot.preview.files import PreviewFolder, Shown
from bot.rehearsal.ice import RehearsedIce, RehearsedPublication
from bot.service.app import App
from notifiers.delivery import Channel
from notifiers.destination import Destination
from notifiers.text.ap_style import count
from notifiers.text.entry import is_loopback
from state.entries import DeferredNews
from state.outbox import OwedStatus
from watchers.diff.totals import tally
from watchers.errors import WatchError
from watchers.fetch.route import Route
from watchers.fetch.source import Source
from watchers.frozen import frozen
from watchers.model.register import doubted
from watchers.model.second_look import WAITING, next_look

_TICK = timedelta(hours=1)
_LOOK_EVERY = timedelta(days=1)  # a poll that finds nothing new is most of what a rehearsal costs
AFTERWARDS = timedelta(days=8)
"""How long the clock goes on after the last list: the second look, and a week's digest, are still to come."""


@frozen
class Told:
    """What one desk got at one time, and where: the messages in the order of their parts, by destination."""

    at: datetime
    subscription: str
    messages: Mapping[str, tuple[Shown, ...]]

    @property
    def headline(self) -> str:
        """The news in a line: the mail's subject, or what else comes nearest to one."""
        first = {shown[0].form: shown[0].headline for shown in self.messages.values()}
        return next(first[form] for form in ("mail", "text", "slack", *first) if form in first)


@frozen
class Moment:
    """A time at which something happened: `told` is who was told what.

    `said` is of a first list, one that is held back or one that can't be read: what the poll has to say of it.
    """

    at: datetime
    said: str = ""
    told: tuple[Told, ...] = ()


class Rehearsal:
    """One play of publications, in the order of their times, through a config; the first is its baseline.

    Those before `since`, so many as `earlier`, are taken into the record first, and told to nobody. Messages become
    files in `folder`. `waiting` is known at the end: the desks for whom news still waits.
    """

    def __init__(
        self,
        config: Config,
        publications: Sequence[RehearsedPublication],
        folder: Path,
        *,
        since: datetime | None = None,
    ) -> None:
        self._config, self._publications = config, publications
        self.earlier = sum(since is not None and p.published_at < since for p in publications)
        self._zone = config.watch.zone
        self._at = self._looked = publications[0].published_at
        page = config.watch.page
        self._page = ICE_PAGE if is_loopback(page) else page
        self._ice = RehearsedIce(urlsplit(self._page).path)
        self.previews = PreviewFolder(folder, now=self._now)
        self.waiting: tuple[str, ...] = ()

    def _now(self) -> datetime:
        return self._at.astimezone(self._zone)

    def moments(self) -> Iterator[Moment]:
        """Each time at which something happened, as it happens. Raises `StateError`."""
        with tempfile.TemporaryDirectory(prefix="watch287g-rehearsal-") as home:
            config = _inside(self._config, Path(home), self._page)
            channels = _StandIns(config.destinations, self.previews)
            source = Source(self._page, contact="", version=__version__, clock=time.monotonic, transport=self._ice)
            with App.open(
                config, {}, holder="a rehearsal", write=lambda _: None, now=self._now, channels=channels, source=source
            ) as app:
                yield from self._play(app, config, channels)
                self.waiting = tuple(sorted(app.store.entries(DeferredNews)))

    def _play(self, app: App, config: Config, channels: "_StandIns") -> Iterator[Moment]:
        app.take_up(replace(config, subscriptions=(), operators=()), channels)
        for publication in self._publications[: self.earlier]:
            self._at = publication.published_at
            self._ice.publish(publication)
            _poll(app)
        app.take_up(config, channels)
        for publication in self._publications[self.earlier :]:
            yield from self._until(publication.published_at, app)
            self._at = publication.published_at
            self._ice.publish(publication)
            yield self._moment(app)
        yield from self._until(self._at + AFTERWARDS, app)

    def _until(self, end: datetime, app: App) -> Iterator[Moment]:
        """Let the clock run, hour by hour: digests fall due, second looks, and the hours of desks."""
        while (next_hour := self._at.replace(minute=0, second=0, microsecond=0) + _TICK) < end:
            self._at = next_hour
            moment = self._moment(app, look=self._at >= self._next_look(app))
            if moment.told:
                yield moment

    def _next_look(self, app: App) -> datetime:
        """When there may be something to see: once a day, or when time alone confirms that a row stays gone."""
        due = next_look(app.store.standing_as(WAITING), self._config.second_look, doubted(app.store.holds()))
        daily = self._looked + _LOOK_EVERY
        return daily if due is None else min(daily, due)

    def _moment(self, app: App, *, look: bool = True) -> Moment:
        app.digest()
        if not look:
            return Moment(at=self._now(), told=self._told(app.deliver()))
        self._looked = self._at
        polled = _poll(app)
        done = app.deliver()
        return Moment(at=self._now(), said=self._said(polled, app), told=self._told(done))

    def _said(self, polled: Checked | WatchError, app: App) -> str:
        if isinstance(polled, WatchError):
            return str(polled)
        register = app.store.register()
        if polled.found is Found.BASELINE:
            listed = count(tally(register.standings.values()).agreements, "agreement")
            return f"First look, told to nobody: {listed}."
        return check_sentence(polled, register, self._zone) if polled.found is Found.HELD else ""

    def _told(self, done: Iterable[Delivery]) -> tuple[Told, ...]:
        by_desk: dict[str, dict[str, list[Shown]]] = {}
        for delivery in sorted(done, key=lambda d: d.owed.part):
            owed = delivery.owed
            if owed.status is OwedStatus.DELIVERED and owed.id in self.previews.shown:
                places = by_desk.setdefault(owed.subscription, {})
                places.setdefault(owed.destination, []).append(self.previews.shown[owed.id])
        return tuple(
            Told(at=self._now(), subscription=name, messages={id_: tuple(shown) for id_, shown in places.items()})
            for name, places in by_desk.items()
        )


def _poll(app: App) -> Checked | WatchError:
    """What a poll saw; what it could not read is the operators' business, as always."""
    try:
        return app.check()
    except WatchError as error:
        return error


def _inside(config: Config, home: Path, page: str) -> Config:
    """The config with nothing in it that leads out of the rehearsal: another folder, no database, heartbeat or figures.

    The bot isn't blind between two looks of a rehearsal, however few these are.
    """
    patient = max(config.health.blind_after, 2 * _LOOK_EVERY)
    health = replace(config.health, heartbeat=False, metrics_port=None, metrics_file=None, blind_after=patient)
    watch = replace(config.watch, folder=home / "state", page=page)
    return replace(config, watch=watch, health=health, route=Route(), database=None)


class _StandIns:
    """A folder's channels in the place of the config's destinations."""

    def __init__(self, destinations: Mapping[str, Destination], previews: PreviewFolder) -> None:
        self._open: dict[str, Channel] = {id_: previews.channel(place) for id_, place in destinations.items()}

    def to(self, destination_id: str) -> Channel:
        return self._open[destination_id]

    def close(self) -> None:
        """Nothing is held: files are whole once written."""
