"""`health`: whether the bot runs, and sees ICE's list; from what it noted, without asking anybody.

For containers and cron: it fails where the bot is dead or blind, or a destination takes no messages. What isn't the
bot's to mend, ICE's silence or a list that is held back, is said and fails nothing.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.config.destinations import called
from bot.config.made_in_slack import left_out, nowhere
from bot.config.model import Config
from bot.config.running import STILL_ALIVE, Life, life_of, unread_config
from bot.outgoing.operators import Trouble, ago, current
from bot.poll.remarks import what_is_held
from notifiers.text.ap_style import count, moment
from state.clock import most_ahead
from state.entries import ChannelSubscription, Pause
from state.errors import StateError
from state.files.liveness import alive_at, note_end
from state.store import Store, read_store
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import held_lists
from watchers.schedule.business_days import business_days_between

_PATIENT = timedelta(hours=3)
"""Polls back off to two hours while they fail. What takes longer is worth a look, and may be what ICE asked for."""


@frozen
class Finding:
    """One line: whether all is well there, and what was found. A `note` is well, and worth a look all the same."""

    well: bool
    words: str
    note: bool = False

    @property
    def mark(self) -> str:
        """How the line begins."""
        return "FAIL" if not self.well else "note" if self.note else "ok  "


def ok(words: str) -> Finding:
    """All is well there."""
    return Finding(well=True, words=words)


def note(words: str) -> Finding:
    """Worth a look, and no failure."""
    return Finding(well=True, words=words, note=True)


def fail(words: str) -> Finding:
    """Somebody has to mend it."""
    return Finding(well=False, words=words)


def is_alive(folder: Path, at: datetime) -> Finding:
    """Whether `run` runs: a restart mends nothing else."""
    match life_of(folder, at):
        case Life.RUNS:
            return ok("The bot runs.")
        case Life.NONE:
            return fail("No bot runs here: it has not started, or was stopped.")
        case Life.KILLED:
            return fail(f"The bot was killed or crashed{_last_sign(folder, at)}. Start it anew.")
        case Life.HANGS:
            return fail(f"The bot hangs{_last_sign(folder, at)}. Start it anew.")


def _last_sign(folder: Path, at: datetime) -> str:
    seen = alive_at(folder)
    return f": its last sign of life was {ago(seen, at)} ago" if seen is not None else ""


def killed_before(folder: Path, at: datetime) -> str:
    """What the next `run` says of one here that did not end of itself; "" where there is none."""
    if life_of(folder, at) is not Life.KILLED:
        return ""
    return (
        f"The one before was killed, crashed or hung, or its machine went down{_last_sign(folder, at)}. Nothing is "
        "lost, and it goes on. If nobody did that, look at the machine's memory and at its log. Should it happen "
        "again today, you are not told again."
    )


def forget_dead(folder: Path, at: datetime) -> None:
    """Take away the sign of a `run` that was killed long ago, once another verb does its work. It holds the lock."""
    seen = alive_at(folder)
    if seen is not None and at - seen > STILL_ALIVE:
        note_end(folder)


def examine(config: Config, at: datetime, *, within: timedelta | None = None) -> Iterator[Finding]:
    """Everything, a line each. Where no `run` runs, as with cron, only the polls tell whether the bot lives.

    No poll, good or not, `within` so long fails; None: whoever asks doesn't know how often it should look.
    """
    folder = config.watch.folder
    life = life_of(folder, at)
    if life is Life.NONE:
        yield note("No `run` runs here now; with cron that is as it should be.")
    else:
        yield is_alive(folder, at)
    if (unread := unread_config(config, at)) is not None:
        yield note(" ".join(unread))
    yield from _disk(folder)
    try:
        with read_store(config.place) as store:
            yield from _processes(store)
            yield from _sight(store, config, at, runs=life is Life.RUNS)
            last_poll = store.last_poll()
            if within is not None and last_poll is not None and at - last_poll.at > within:
                since = ago(last_poll.at, at)
                yield fail(f"It has not looked for {since}: `check` or `run` hangs, fails or is gone. See its log.")
            ahead = store.most_ahead(at)
            if ahead is not None:
                yield fail(_by_a_wrong_clock("Some of the record was noted", ahead, at))
            yield from _silence(store, config)
            for hold in store.holds().values():
                yield note(f"{what_is_held(hold)}: see `watch287g hold list`.")
            yield from _destinations(store, config)
            yield from _inside_slack(store, config)
    except StateError as error:
        yield fail(str(error))


def _processes(store: Store) -> Iterator[Finding]:
    """Where several share a database: who polls."""
    members = store.members()
    leader = next((member.name for member in members if member.leads), "")
    if leader:
        yield ok(f"{leader} polls; {count(len(members), 'process')} on {store.name}.")
    elif store.is_shared:
        yield fail(f"No process polls on {store.name}. Start `watch287g run`, or `watch287g run --only poll`.")


def _disk(folder: Path) -> Iterator[Finding]:
    """Whether the disk takes what is written; where it doesn't, nothing else can be noted, and so nothing told."""
    from state.files.atomic import why_unwritable

    if not folder.exists():
        return
    why = why_unwritable(folder)
    if why is None or (isinstance(why, PermissionError) and folder.stat().st_uid != os.geteuid()):
        return  # that another user's folder is closed to whoever asks says nothing of the bot
    yield fail(f"Nothing can be written to {folder} ({why.strerror or why}): is the disk full?")


def _sight(store: Store, config: Config, at: datetime, *, runs: bool) -> Iterator[Finding]:
    last_poll, zone = store.last_poll(), config.watch.zone
    if last_poll is None:
        yield fail("Not one poll so far. Run `watch287g check`, or start `watch287g run`.")
        return
    ahead = most_ahead(last_poll, at)
    if ahead is not None:
        yield fail(_by_a_wrong_clock("The last poll was noted", ahead, at))
        return
    last = f"at {moment(last_poll.at, zone)}: {last_poll.outcome}"
    if last_poll.last_good is None:
        yield fail(f"No good poll yet. The last, {last}")
        return
    failed = last_poll.at > last_poll.last_good
    good = (
        f"the last good look at ICE's list was {moment(last_poll.last_good, zone)}, {ago(last_poll.last_good, at)} ago"
    )
    if at - last_poll.last_good > config.health.blind_after:
        yield fail(f"It is blind: {good}.{f' The last try, {last}' if failed else ''}")
        return
    yield ok(f"It sees: {good}.")
    if failed:
        yield note(f"The last poll failed, {last}")
    if runs and at - last_poll.at > max(_PATIENT, 2 * config.watch.longest):
        since = ago(last_poll.at, at)
        yield note(f"It runs, and has noted no poll for {since}: ICE may have asked it to wait. See its log.")


def _by_a_wrong_clock(what: str, ahead: timedelta, at: datetime) -> str:
    return (
        f"{what} {ago(at - ahead, at)} ahead of the clock: that was wrong then, or is now. Set it right; the "
        "next good poll goes on from now."
    )


def _silence(store: Store, config: Config) -> Iterator[Finding]:
    since, last_poll = store.register().participating.current_since, store.last_poll()
    if since is None or ListKind.PARTICIPATING in held_lists(store.holds()):  # then ICE has posted one
        return
    if last_poll is None or last_poll.last_good is None:
        return
    days = business_days_between(max(since, last_poll.looking_since or since), last_poll.last_good)
    silent = days >= config.health.silent_days
    words = f"ICE is silent: no new list for {days} business days." if silent else "ICE posts lists."
    seen = moment(since, config.watch.zone)
    yield (note if silent else ok)(f"{words} The newest was first seen {seen}.")


def _destinations(store: Store, config: Config) -> Iterator[Finding]:
    dead = set(store.entries(Pause))
    dead |= {name.partition(" ")[2] for name in current(store) if name.startswith(Trouble.DELIVERY)}
    queues = {queue.destination: queue for queue in store.queues()}
    failed = {id_ for id_, queue in queues.items() if queue.failed}
    tried = {id_ for id_, queue in queues.items() if queue.tried}
    for id_ in sorted(dead | failed):
        waiting = queues[id_].waiting + queues[id_].failed if id_ in queues else 0
        is_wanted = id_ in config.destinations
        trouble = ("takes no messages" if id_ in dead else "has refused some") if is_wanted else _UNKNOWN_PLACE
        if is_wanted or waiting:
            words = f"{called(id_, config.destinations)} {trouble}; {count(waiting, 'message')} undelivered."
            yield (fail if is_wanted or id_ in failed else note)(f"{words} See `watch287g outbox list`.")
    for id_ in sorted(tried - dead - failed):
        yield note(f"{called(id_, config.destinations)} took no message at the last try; it is tried again.")
    if not (dead | failed | tried) & config.destinations.keys():
        yield ok("Every destination takes messages, as far as was tried.")


def _inside_slack(store: Store, config: Config) -> Iterator[Finding]:
    """Subscriptions made there that go nowhere; and where nobody is heard, which is no failure: the news is told."""
    for name in left_out(config, store.entries(ChannelSubscription)):
        yield fail(nowhere(name))
    for name, sentence in current(store).items():
        kind, _, workspace = name.partition(" ")
        if kind == Trouble.COMMANDS:
            yield note(f"Nobody is heard inside Slack ({workspace}): {sentence}")


_UNKNOWN_PLACE = "is no longer in the config"
