"""The bot at work: a poll and the deliveries after it, over one open state."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from bot import __version__
from bot.alerts import alerts_that_waited
from bot.channels import Channels, Switchboard
from bot.check import Checked, Checker
from bot.digest_sending import OwedDigest, forgotten_marks, settle_digests
from bot.notices import Notice, Trouble, begin, end, owe_notices
from bot.outbox import Delivery, deliver_due, recover
from bot.settings import Config
from notifiers.timing import is_paused
from state.errors import StateError
from state.outbox import OwedStatus
from state.store import Store, open_store
from watchers.source import Source

_RECENT = timedelta(days=366)
"""Events older than this move to the files of their years, so that the working file stays small."""


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class OrderError(Exception):
    """An operator's order that can't be carried out; `str(error)` says why."""


@dataclass(slots=True, kw_only=True)
class App:
    """Everything a run needs, opened once: a context manager. `write` is where the terminal's news goes."""

    config: Config
    store: Store
    checker: Checker
    channels: Switchboard
    now: Callable[[], datetime]

    @classmethod
    def open(
        cls,
        config: Config,
        environ: Mapping[str, str],
        *,
        holder: str,
        write: Callable[[str], None],
        now: Callable[[], datetime] = utc_now,
        channels: Switchboard | None = None,
        source: Source | None = None,
    ) -> Self:
        """Open the state for writing, and settle what an earlier run left. Raises `StateError`, `WatchError`."""
        source = source or Source(
            config.watch.page, contact=config.watch.contact or "", version=__version__, clock=time.monotonic
        )
        store = open_store(config.watch.folder, holder=holder)
        try:
            recover(store, now())
            store.move_old_events(now() - _RECENT)
        except BaseException:
            store.close()
            raise
        return cls(
            config=config,
            store=store,
            checker=Checker(config=config, store=store, source=source, now=now),
            channels=channels or Channels(config, environ, write=write, now=now),
            now=now,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.checker.pulse.settle()
        self.channels.close()
        self.store.close()

    def check(self) -> Checked:
        """Poll once. Raises `WatchError` and `StateError`."""
        return self.checker.check()

    def take_up(self, config: Config, channels: Switchboard) -> None:
        """Go on with another config. What was begun keeps its way: page, contact and folder stay as they were."""
        watch, old = config.watch, self.config.watch
        kept = replace(watch, page=old.page, contact=old.contact, folder=old.folder)
        self.channels.close()
        self.config = replace(config, watch=kept)
        self.checker.config = self.config
        self.channels = channels

    def digest(self) -> list[OwedDigest]:
        """Record the digests that are due now, if any; to be called before a poll, whose news is the next ones'.

        A fault of ours over one desk's digest is told to the operators and delays nothing else; it is tried again
        at the next call. Raises `StateError`.
        """
        at = self.now()
        if self.store.register().is_empty or self.checker.is_catching_up(at):
            return []
        forgotten = forgotten_marks(self.store, self.config)
        if forgotten:
            self.store.commit(marks=forgotten)
        done: list[OwedDigest] = []
        for subscription in self.config.subscriptions:
            if is_paused(subscription.timing, subscription.zone, at):
                continue
            name = f"{Trouble.DIGEST} {subscription.name}"
            try:
                found = settle_digests(self.store, self.config, subscription, at=at)
            except StateError:
                raise
            except Exception as error:  # noqa: BLE001 - it must not cost the news of the poll that comes after
                how = f"An unexpected fault ({type(error).__name__}: {error}); it is tried again. Please report it."
                self._tell(begin(self.store, name, how, at=at), at)
            else:
                self._tell(end(self.store, name, at=at, how="It can be made again."), at)
                done += found
        return done

    def _tell(self, found: tuple[Notice | None, dict[str, Any]], at: datetime) -> None:
        notice, marks = found
        if notice is not None or marks:
            notices = [notice] if notice is not None else []
            self.store.commit(marks=marks, owed=owe_notices(notices, config=self.config, at=at))

    def deliver(self) -> list[Delivery]:
        """Deliver what is due, and tell the operators of destinations that won't take it. Raises `StateError`."""
        self._release()
        done = deliver_due(self.store, self.channels, now=self.now)
        self._note(done)
        self.channels.close()
        return done

    def _release(self) -> None:
        """Owe what waited for its desk's hour, in one write with the mark that it waits no more."""
        out = alerts_that_waited(config=self.config, store=self.store, at=self.now())
        if out.marks:
            self.store.commit(owed=out.owed, marks=out.marks)

    def _note(self, done: list[Delivery]) -> None:
        at = self.now()
        found = []
        for delivery in done:
            name = f"{Trouble.DELIVERY} {delivery.owed.destination}"
            if delivery.paused:
                how = (
                    f"{delivery.why} Its messages wait, and none is lost. Once that is mended, `watch287g test "
                    f"{delivery.owed.subscription}` or `watch287g outbox retry all` sends them in order."
                )
                found.append(begin(self.store, name, how, at=at))
            elif delivery.owed.status is OwedStatus.FAILED:
                how = f"{delivery.why} `watch287g outbox list` shows what waits."
                found.append(begin(self.store, name, how, at=at))
            elif delivery.owed.status is OwedStatus.DELIVERED:
                found.append(end(self.store, name, at=at, how="Messages arrive there again."))
        notices: list[Notice] = [notice for notice, _ in found if notice is not None]
        marks = {name: value for _, each in found for name, value in each.items()}
        if notices or marks:
            self.store.commit(marks=marks, owed=owe_notices(notices, config=self.config, at=at))
