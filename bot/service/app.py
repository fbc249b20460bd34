"""The bot at work: a poll and the deliveries after it, over one open state."""

import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from bot import __version__
from bot.config.credentials import Secrets
from bot.config.destinations import TERMINAL
from bot.config.made_in_slack import Read, with_made_in_slack
from bot.config.model import Config
from bot.outgoing.channels import ChannelFinder, Channels
from bot.outgoing.deliver import Delivery, deliver_due, forgotten, recover
from bot.outgoing.heartbeat import Heartbeat
from bot.outgoing.narrowed import owed_no_more
from bot.outgoing.operators import (
    Found,
    Notice,
    Trouble,
    ago,
    begin,
    end,
    owe_notices,
    tell,
    tell_unrecorded,
    unwritable,
)
from bot.outgoing.send import together
from bot.poll.check import Checked, Checker
from bot.service.clock import SharedClock
from bot.service.roles import ALL, Role
from state.entries import ChannelSubscription, DeferredListNews, DeferredNews, OpenTrouble, Pause, Removal
from state.errors import StateError
from state.files.atomic import why_unwritable
from state.files.lock import StateLock, make_own_folder
from state.outbox import UNDELIVERED, OwedStatus
from state.store import Store, open_store
from watchers.fetch.source import Source, user_agent

if TYPE_CHECKING:
    from notifiers.slack.line import LineState

_A_DAY = timedelta(days=1)
_SHUT_FOR = timedelta(minutes=5)
"""How long nobody may be heard inside Slack before the operators hear of it; a wrong token is told at once."""
_RECENT = timedelta(days=31)
"""Events older than this move to the files of their months, so that the working file stays small; months whole."""


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def heart_of(config: Config, environ: Mapping[str, str]) -> Heartbeat | None:
    """The heartbeat that the config wishes for."""
    if not config.health.heartbeat:
        return None
    agent = user_agent(__version__, config.watch.contact or "")
    return Heartbeat(Secrets.beside(config.path, environ), agent=agent, route=config.route)


@dataclass(slots=True, kw_only=True)
class App:
    """Everything a run needs, opened once: a context manager. `write` is where the terminal's news goes."""

    config: Config
    store: Store
    checker: Checker
    channels: ChannelFinder
    now: Callable[[], datetime]
    heart: Heartbeat | None = None
    disk_is_told: bool = False
    clock_is_told: bool = False
    _site_is_of: object = None
    was_killed_lately: bool = False
    written: Config | None = None
    roles: frozenset[Role] = ALL
    lock: StateLock | None = None
    made: Mapping[str, ChannelSubscription] = field(default_factory=dict)
    read: dict[str, Read] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        config: Config,
        environ: Mapping[str, str],
        *,
        holder: str,
        write: Callable[[str], None],
        now: Callable[[], datetime] | None = None,
        channels: ChannelFinder | None = None,
        source: Source | None = None,
        tries: timedelta = timedelta(0),
        roles: frozenset[Role] | None = None,
    ) -> Self:
        """Open the state for writing, and settle what an earlier run left. Raises `StateError`, `WatchError`.

        `tries` as in `Checker`. `roles` None is for who needs the record to itself; else this process does what is its
        own, and whether it leads shows. `now` None is the real time, by the clock of whoever shares the state.
        """
        now = now or (utc_now if config.database is None else SharedClock(utc_now))
        source = source or Source(
            config.watch.page,
            contact=config.watch.contact or "",
            version=__version__,
            clock=time.monotonic,
            route=config.route,
        )
        is_one_of_several = config.database is not None and roles is not None
        with ExitStack() as opened:
            lock = StateLock(config.watch.folder, holder=holder) if is_one_of_several else None
            if lock is not None:
                opened.enter_context(lock)
            elif config.database is not None:
                make_own_folder(config.watch.folder)
            store = opened.enter_context(open_store(config.place, holder=holder, lead=roles is None))
            if isinstance(now, SharedClock):
                now.heed(store.time)
            recover(store, now())
            app = cls(
                config=config,
                store=store,
                checker=Checker(config=config, store=store, source=source, now=now, tries=tries),
                channels=channels or Channels(config, environ, write=write, now=now),
                now=now,
                heart=heart_of(config, environ),
                roles=ALL if roles is None else roles,
                lock=lock,
            )
            app.mind_desks()
            opened.pop_all()
        return app

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as opened:
            if self.lock is not None:
                opened.enter_context(self.lock)
            opened.enter_context(self.store)
            opened.callback(self.channels.close)
            self.checker.last_poll.flush()

    def check(self) -> Checked:
        """Poll once. Raises `WatchError` and `StateError`."""
        self.mind_desks()
        self._put_away()
        return self.checker.check()

    def _put_away(self) -> None:
        """Have the working file small. Raises `StateError`."""
        if self.store.leads:
            before = self.now() - _RECENT
            self.store.move_old_events(before.replace(day=1, hour=0, minute=0, second=0, microsecond=0))

    def take_up(self, config: Config, channels: ChannelFinder, heart: Heartbeat | None = None) -> None:
        """Go on with another config. What was begun keeps its way: page, contact and folder stay as they were."""
        watch, old = config.watch, self.config.watch
        kept = replace(watch, page=old.page, contact=old.contact, folder=old.folder)
        self.channels.close()
        self.written, self.channels, self.heart = replace(config, watch=kept), channels, heart
        self.read = {}
        self._join()

    def mind_desks(self) -> None:
        """Take up what was subscribed inside Slack since the last time; nothing more is sent of what was ended there.

        Between two pieces of work, so that each has the same desks from its beginning to its end. Raises `StateError`.
        """
        made, before = self.store.entries(ChannelSubscription), self.made
        if made == before:
            return
        self.made = made
        self._join()
        changed = {name for name in before if made.get(name) != before[name]}
        if not self.store.leads:
            return
        places = {row.destination for name in changed for row in self.store.owed(UNDELIVERED, subscription=name)}
        with self.store.holding(places):
            rows, updates = owed_no_more(self.store, self.config, changed, self.now())
            if rows or updates:
                self.store.commit(owed=rows, entries=updates)

    def _join(self) -> None:
        """The desks of the file and those of the state, together."""
        self.written = self.written or self.config
        self.config = with_made_in_slack(self.written, self.made.values(), self.read)
        self.checker.config = self.config
        if isinstance(self.channels, Channels):
            self.channels.take_up(self.config)

    def lead(self) -> bool:
        """Try to become the process that polls, where several may; whether it is. Raises `StateError`."""
        return self.store.leads or (Role.POLL in self.roles and self.store.lead())

    @property
    def clock_is_off(self) -> timedelta:
        """By how much this machine's clock differs from the one that is shared."""
        return self.now.off if isinstance(self.now, SharedClock) else timedelta(0)

    def mind_clock(self) -> str:
        """Go by the clock that is shared; a sentence, once, where this machine's own is wrong. Raises `StateError`."""
        if isinstance(self.now, SharedClock):
            self.now.heed(self.store.time)
        off, was_told = self.clock_is_off, self.clock_is_told
        self.clock_is_told = bool(off)
        if was_told or not off:
            return ""
        wrong = f"{ago(self.now() - abs(off), self.now())} {'behind' if off > timedelta(0) else 'ahead of'}"
        return f"The clock of this machine is {wrong} that of {self.store.name}, by which all goes. Set it right."

    def renew_site(self, *, is_news: bool = True) -> None:
        """Renew the public record, where one is wished for and something happened since.

        Where a poll brought no news, only a site that isn't there, or waits to be published, is.

        The first time every file of it is looked at, later what the record changes: what else happens to it is put
        right by `watch287g site`. Its trouble is told to the operators, costs no news, and is tried again. Raises
        `StateError`.
        """
        store, site = self.store, self.config.site
        now = (store.register(), store.holds(), store.newest(), site)
        if site is None or now == self._site_is_of:
            return
        from bot.site.renew import is_behind, renew
        from bot.site.write import SiteError

        if not is_news and not is_behind(self.config, site):
            return
        at = self.now()
        try:
            renew(self.store, self.config, site, is_trusted=self._site_is_of is not None)
        except (SiteError, StateError) as error:
            found = begin(self.store, Trouble.SITE, str(error), at=at)
        except Exception as error:  # noqa: BLE001 - it must not cost the news of the next poll
            how = f"An unexpected fault ({type(error).__name__}: {error}); it is tried again. Please report it."
            found = begin(self.store, Trouble.SITE, how, at=at)
        else:
            self._site_is_of = now
            found = end(self.store, Trouble.SITE, at=at, how="It is as the record is.")
        tell(self.store, self.config, [found], at=at)

    def beat(self) -> str:
        """After a complete poll and its deliveries: the heartbeat, where one is wished. A sentence, or ""."""
        if self.heart is None:
            return ""
        afar = [id_ for id_ in self.config.operators if id_ != TERMINAL.id]
        paused = self.store.entries(Pause)
        why = why_unwritable(self.store.folder)
        if why is not None:
            return self.heart.after_poll(withheld=f"Nothing can be written to {self.store.folder} ({why.strerror}).")
        can_tell = not afar or any(id_ not in paused for id_ in afar)
        return self.heart.after_poll(withheld="" if can_tell else "No operators' destination takes messages.")

    def terminal_is_told_of_sight(self) -> bool:
        """Whether the terminal was told, as an operator, that ICE's lists can't be had: it hears when that is over."""
        there = [self.store.entry(OpenTrouble, name) for name in (Trouble.SOURCE, Trouble.BLOCKED, Trouble.BLIND)]
        return TERMINAL.id in self.config.operators and any(trouble and trouble.told for trouble in there)

    def digest(self) -> None:
        """Record the digests that are due now, if any; to be called before a poll, whose news is the next ones'.

        A fault of ours over one desk's digest is told to the operators and delays nothing else; it is tried again
        at the next call. Raises `StateError`.
        """
        from bot.digest.send import settle_digests, unwanted

        self.mind_desks()
        at = self.now()
        if self.store.register().is_empty or self.checker.is_catching_up(at):
            return
        gone = unwanted(self.store, self.config)
        if gone:
            self.store.commit(entries=gone)
        for subscription in self.config.subscriptions:
            name = f"{Trouble.DIGEST} {subscription.name}"
            try:
                settle_digests(self.store, self.config, subscription, at=at)
            except StateError:
                raise
            except Exception as error:  # noqa: BLE001 - it must not cost the news of the poll that comes after
                how = f"An unexpected fault ({type(error).__name__}: {error}); it is tried again. Please report it."
                tell(self.store, self.config, [begin(self.store, name, how, at=at)], at=at)
            else:
                tell(self.store, self.config, [end(self.store, name, at=at, how="It has been made.")], at=at)

    def mind_disk(self) -> None:
        """Tell the operators, once, that the state takes nothing, and once that it does. Raises `StateError`.

        At once and unrecorded: what a full disk can't record would else be told when the disk has room again.
        """
        why, at = why_unwritable(self.store.folder), self.now()
        if why is not None and not self.disk_is_told:
            self.disk_is_told = tell_unrecorded(unwritable(self.store.folder, why), self.config, self.channels, at=at)
        elif why is None and self.disk_is_told:
            text = "What waited is recorded and told from here on."
            over = Notice(headline="Over: watch287g can write to its disk again", text=text)
            self.store.commit(owed=owe_notices([over], config=self.config, at=at))
            self.disk_is_told = False

    def mind_killed(self, *, was_killed: str = "") -> None:
        """Tell the operators that this bot was started anew after a kill or crash, at most once a day; no end is told.

        `was_killed` is the sentence on it. Raises `StateError`.
        """
        at, known = self.now(), self.store.entry(OpenTrouble, Trouble.KILLED)
        self.was_killed_lately = bool(known or was_killed)
        if known is not None and at - known.since >= _A_DAY:
            self.store.commit(entries=[Removal(kind=OpenTrouble, id=Trouble.KILLED)])
        if was_killed:
            tell(self.store, self.config, [begin(self.store, Trouble.KILLED, was_killed, at=at)], at=at)

    def mind_log(self, error: OSError | None) -> None:
        """Tell the operators of a log that can't be written: what is said there alone is lost. Raises `StateError`."""
        at = self.now()
        if error is not None:
            how = f"{error.strerror}. The bot goes on, and tells the desks; `watch287g status` says how it fares."
            tell(self.store, self.config, [begin(self.store, Trouble.LOG, how, at=at)], at=at)
        else:
            tell(self.store, self.config, [end(self.store, Trouble.LOG, at=at, how="Its disk has room again.")], at=at)

    def mind_commands(self, lines: "Mapping[str, LineState]") -> None:
        """Tell the operators, by workspace, where nobody is heard inside Slack, and where they are again.

        A line that is cut opens itself anew; what stays shut is trouble. Raises `StateError`.
        """
        at, kind = self.now(), f"{Trouble.COMMANDS} "
        found: list[Found] = []
        for name in self.store.entries(OpenTrouble):
            workspace = name.removeprefix(kind)
            if name.startswith(kind) and (workspace not in lines or lines[workspace].is_open):
                found.append(end(self.store, name, at=at, how="What people type there is heard."))
        for workspace, line in lines.items():
            if not line.is_open and (line.is_broken or line.lasts > _SHUT_FOR.total_seconds()):
                how = f"{line.why} Alerts go out as ever; but what people type after /287g there is not heard."
                found.append(begin(self.store, f"{kind}{workspace}", how, at=at))
        tell(self.store, self.config, found, at=at)

    def deliver(self, goes_on: Callable[[], None] = lambda: None) -> list[Delivery]:
        """Deliver what is due, and tell the operators of destinations that won't take it. Raises `StateError`.

        `goes_on` is called after each message: with many of them it may take long.
        """
        self.mind_desks()
        if self.store.leads:
            gone = forgotten(self.store, self.config)
            if gone:
                self.store.commit(entries=gone)
            self._release()
        done = (
            deliver_due(self.store, self.channels, now=self.now, goes_on=goes_on) if Role.DELIVER in self.roles else []
        )
        if self.store.leads:
            self._note([*done, *self._delivered_by_others()] if self.store.is_shared else done)
        self.channels.close()
        return done

    def _delivered_by_others(self) -> list[Delivery]:
        """The last message that each place in trouble took since it was: another process may have sent it."""
        found = []
        for name, trouble in self.store.entries(OpenTrouble).items():
            kind, _, destination = name.partition(" ")
            rows = self.store.owed({OwedStatus.DELIVERED}, destination=destination) if kind == Trouble.DELIVERY else []
            found += [Delivery(owed=row) for row in rows[-1:] if row.moved_at > trouble.since]
        return found

    def mind_given_up(self, destinations: AbstractSet[str]) -> None:
        """End the trouble of those where nothing that failed is left, for somebody gave it up. Raises `StateError`."""
        at, paused = self.now(), self.store.entries(Pause)
        found: list[Found] = []
        for id_ in destinations & self.config.destinations.keys() - paused.keys():
            if any(row.tries for row in self.store.owed(UNDELIVERED, destination=id_)):
                continue
            how = "Nothing that failed is left there; the next message is sent as always."
            notice, over = end(self.store, f"{Trouble.DELIVERY} {id_}", at=at, how=how)
            headline = f"Dropped by hand: what could not be delivered to {self.config.destinations[id_].words}"
            found.append((replace(notice, headline=headline) if notice else None, over))
        tell(self.store, self.config, found, at=at)

    def _release(self) -> None:
        """Owe what waited for its desk's hour, in one write with the word that it waits no more."""
        at, news, of_the_list = self.now(), self.store.entries(DeferredNews), self.store.entries(DeferredListNews)
        if not (news or of_the_list):
            return
        from bot.outgoing.alerts import alerts_that_waited
        from bot.outgoing.pending_list import list_news_that_waited

        waited = alerts_that_waited(config=self.config, store=self.store, at=at)
        out = together([waited, list_news_that_waited(self.config, self.store, at)])
        if out.updates:
            self.store.commit(owed=out.owed, entries=out.updates)

    def _note(self, done: list[Delivery]) -> None:
        """Tell the operators of destinations that died or came back: one finding each, and a death before a return."""
        at = self.now()
        by_destination: dict[str, Found] = {}
        for delivery in sorted([*done, *self._undelivered(done)], key=lambda d: d.owed.status is OwedStatus.DELIVERED):
            found = self._notice_of(delivery, at)
            if found is not None:
                by_destination.setdefault(delivery.owed.destination, found)
        tell(self.store, self.config, by_destination.values(), at=at)

    def _undelivered(self, done: list[Delivery]) -> list[Delivery]:
        """What earlier runs could not deliver: between two tries it may get late, and a run may die unheard."""
        paused, now = self.store.entries(Pause), {delivery.owed.id for delivery in done}
        return [
            Delivery(
                owed=row,
                why=paused[row.destination].why if row.destination in paused else row.tries[-1].outcome,
                paused=row.destination in paused,
            )
            for row in self.store.owed(UNDELIVERED)
            if row.tries and row.id not in now
        ]

    def _notice_of(self, delivery: Delivery, at: datetime) -> Found | None:
        """What a delivery says of its destination: dead, alive, or nothing yet."""
        owed = delivery.owed
        name, known = f"{Trouble.DELIVERY} {owed.destination}", self.config.destinations.get(owed.destination)
        about = known.words if known else owed.destination
        if owed.status is OwedStatus.DELIVERED:
            is_known = self.store.entry(OpenTrouble, name) is not None
            if not is_known or any(row.tries for row in self.store.owed(UNDELIVERED, destination=owed.destination)):
                return None  # what failed there has failed until it is sent, or given up
            return end(self.store, name, at=at, how="Messages arrive there again.", about=about)
        if delivery.paused:
            how = (
                f"{delivery.why} Its messages wait, and none is lost. Once that is mended, `watch287g test "
                f"{owed.subscription}` or `watch287g outbox retry all` sends them in order."
            )
        elif owed.status is OwedStatus.FAILED:
            how = f"{delivery.why} `watch287g outbox list` shows what waits."
        elif delivery.why and at - owed.created_at >= self.config.health.blind_after:
            how = (
                f"{delivery.why} It has been tried for {ago(owed.created_at, at)}, and is tried on; nothing is lost. "
                "`watch287g outbox list` shows what waits."
            )
        else:
            return None
        return begin(self.store, name, how, at=at, about=about)
