"""`health`: whether the bot runs, and sees ICE's list; from what it noted, without asking anybody.

For containers and cron: it fails where the bot is dead or blind, or a destination takes no messages. What isn't the
bot's to mend, ICE's silence or a list that is held back, is said and fails nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.notices import Trouble, ago, current
from bot.pauses import pauses
from bot.settings import Config
from bot.sight import business_days_between
from notifiers.ap_style import count, moment
from state.alive import alive_at, note_end
from state.errors import StateError
from state.outbox import OwedStatus
from state.pulse import read_pulse
from state.store import Store, read_store
from watchers.agreement import ListKind

STILL_ALIVE = timedelta(minutes=5)
"""A running bot says every half minute that it is alive, unless a piece of work hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: whether all is well there, and what was found. A `note` is well, and worth a look all the same."""

    well: bool
    words: str
    note: bool = False

    @property
    def mark(self) -> str:
        """How the line begins."""
        return "FAIL" if not self.well else "note" if self.note else "ok  "


def is_alive(folder: Path, at: datetime) -> Finding:
    """Whether `run` runs: a restart mends nothing else."""
    seen = alive_at(folder)
    if seen is None:
        return Finding(well=False, words="No bot runs here: it has not started, or was stopped.")
    if at - seen > STILL_ALIVE:
        words = f"The bot is dead, or hangs: it last gave a sign of life {ago(seen, at)} ago. Start it anew."
        return Finding(well=False, words=words)
    return Finding(well=True, words="The bot runs.")


def forget_dead(folder: Path, at: datetime) -> None:
    """Take away the sign of a `run` that was killed long ago, once another verb does its work. It holds the lock."""
    seen = alive_at(folder)
    if seen is not None and at - seen > STILL_ALIVE:
        note_end(folder)


def examine(config: Config, at: datetime) -> Iterator[Finding]:
    """Everything, a line each. Where no `run` runs, as with cron, only the polls tell whether the bot lives."""
    folder = config.watch.folder
    if alive_at(folder) is not None:
        yield is_alive(folder, at)
    yield _sight(config, at)
    try:
        with read_store(folder) as store:
            yield from _silence(store, config, at)
            yield from _held(store)
            yield from _destinations(store, config)
    except StateError as error:
        yield Finding(well=False, words=str(error))


def _sight(config: Config, at: datetime) -> Finding:
    pulse, zone = read_pulse(config.watch.folder), config.watch.zone
    if pulse is None:
        return Finding(well=False, words="Not one poll so far. Run `watch287g check`, or start `watch287g run`.")
    if pulse.last_good is None:
        return Finding(well=False, words=f"No good poll yet. The last, at {moment(pulse.at, zone)}: {pulse.outcome}")
    good = f"the last good look at ICE's list was {moment(pulse.last_good, zone)}, {ago(pulse.last_good, at)} ago"
    if at - pulse.last_good <= config.health.blind_after:
        return Finding(well=True, words=f"It sees: {good}.")
    last = "" if pulse.at == pulse.last_good else f" The last try, at {moment(pulse.at, zone)}: {pulse.outcome}"
    return Finding(well=False, words=f"It is blind: {good}.{last}")


def _silence(store: Store, config: Config, at: datetime) -> Iterator[Finding]:
    since = store.register().participating.current_since
    if since is None or ListKind.PARTICIPATING in store.holds():  # then ICE has posted one
        return
    days = business_days_between(since, at)
    silent = days >= config.health.silent_days
    words = f"ICE is silent: no new list for {days} business days." if silent else "ICE posts lists."
    seen = moment(since, config.watch.zone)
    yield Finding(well=True, words=f"{words} The newest was first seen {seen}.", note=silent)


def _held(store: Store) -> Iterator[Finding]:
    for kind, hold in store.holds().items():
        words = f"The {kind.value} list {hold.suspicion.workbook.name} is held back: see `watch287g hold list`."
        yield Finding(well=True, words=words, note=True)


def _destinations(store: Store, config: Config) -> Iterator[Finding]:
    dead = set(pauses(store))
    dead |= {name.partition(" ")[2] for name in current(store) if name.startswith(Trouble.DELIVERY)}
    for id_ in sorted(dead):
        known = config.destinations.get(id_)
        waiting = sum(
            row.destination == id_ and row.status not in (OwedStatus.DELIVERED, OwedStatus.DROPPED)
            for row in store.owed()
        )
        yield Finding(
            well=False,
            words=f"{known.words if known else id_} takes no messages; {count(waiting, 'message')} undelivered. "
            "See `watch287g outbox list`.",
        )
    if not dead:
        yield Finding(well=True, words="Every destination takes messages, as far as was tried.")
