"""The state: whether it can be read, who writes to it, and what in it waits, is held or troubled."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.config.destinations import called
from bot.config.running import unread_config
from bot.doctor.exam import Installation
from bot.outgoing.operators import Trouble, current
from bot.poll.remarks import what_is_held
from bot.poll.summary import totals_sentence
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.text.ap_style import count, moment
from state.backup import misfits, open_to_others
from state.db.storage import STATE_FILE, backup_of
from state.entries import Pause
from state.errors import StateError
from state.files.last_poll import LastPoll
from state.files.lock import holder_of
from state.store import Store, read_store

_BACK = "Put it back from a backup: watch287g state restore FILE"
_SEE = "`watch287g outbox list` shows what waits there and why; `watch287g outbox retry ID` sends it again."


def folder_checks(folder: Path) -> Iterator[Finding]:
    """What can be told of a state's folder without a config: whether it is there, whole, and ours."""
    if not folder.exists():
        yield _unmade(folder)
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        found = f"{folder} is no folder that this user may read and write"
        yield fail("state", found, f"Run this as the bot's own user, or give it the folder: chown -R USER {folder}")
        return
    mode = folder.stat().st_mode
    if mode & 0o022:
        words = f"{folder} can be changed by others on this machine (mode {stat.S_IMODE(mode):o})"
        yield warn("state", words, f"chmod 700 {folder}")
    yield from _files(folder)


def _unmade(folder: Path) -> Finding:
    """A folder that isn't there yet."""
    above = next(place for place in folder.absolute().parents if place.exists())
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return ok("state", f"{folder} is not there yet; the first poll makes it")
    cure = f"Make it, and give it to the bot's user: mkdir -p {folder} && chown USER {folder}"
    return fail("state", f"{folder} is not there, and this user can't make it in {above}", cure)


def _files(folder: Path) -> Iterator[Finding]:
    if not (folder / STATE_FILE).exists() and not backup_of(folder / STATE_FILE).exists():
        yield ok("state", f"nothing is recorded in {folder} yet; the first poll takes ICE's lists in and tells nobody")
        return
    found = misfits(folder)
    yield from (failed("state", sentence, _BACK) for sentence in found)
    for words, _, cure in (sentence.partition(". Run: ") for sentence in open_to_others(folder)):
        yield warn("state", words, cure)
    if not found:
        spare = "; the generation before it is there" if backup_of(folder / STATE_FILE).exists() else ""
        yield ok("state", f"all of {folder} can be read and fits together{spare}")


def contents(here: Installation) -> Iterator[Finding]:
    """Who writes to the state, when ICE was last asked, and what waits, is held or troubled."""
    watch = here.config.watch
    if here.config.database is not None:
        yield from _of_the_database(here)
    elif (held := holder_of(watch.folder)) is not None:
        since = moment(datetime.fromtimestamp(held.since, UTC), watch.zone)
        yield ok("lock", f"{held.by} writes to the state, since {since}; that is as it should be")
    else:
        yield ok("lock", "nobody writes to the state now")
    if (unread := unread_config(here.config, here.now())) is not None:
        yield warn("config", unread[0].rstrip("."), unread[1])
    try:
        store = read_store(here.config.place)
    except StateError:  # `folder_checks` has said why
        return
    with store:
        if not store.register().is_empty:
            yield ok("record", totals_sentence(store.register()).rstrip("."))
        yield from _last_poll(store.last_poll(), here)
        yield from _outbox(store, here)
        yield from _held(store, here)
        yield from _troubles(store, store.last_poll())


def _of_the_database(here: Installation) -> Iterator[Finding]:
    """Whether the database can be used, and who does: a fault is told with its cure."""
    try:
        with read_store(here.config.place) as store:
            members = store.members()
            yield ok("database", f"{store.name} answers, and its tables are those of this version")
    except StateError as error:
        yield failed("database", error, "See docs/deploy/postgres.md.")
        return
    for member in members:
        words = f"{member.name} since {moment(member.since, here.config.watch.zone)}"
        yield ok("process", f"{words}, and polls" if member.leads else words)
    if not any(member.leads for member in members):
        yield warn("process", "no process polls", "Start `watch287g run`, or `watch287g run --only poll`.")


def _last_poll(last_poll: LastPoll | None, here: Installation) -> Iterator[Finding]:
    if last_poll is None:
        return
    at = moment(last_poll.at, here.config.watch.zone)
    found, _, rest = last_poll.outcome.partition(". ")
    if last_poll.last_good == last_poll.at:
        yield ok("last poll", f"{at}: {last_poll.outcome.rstrip('.')}")
    else:
        yield warn("last poll", f"{at}, went wrong: {found.rstrip('.')}", rest or "`watch287g health` has more.")


def _outbox(store: Store, here: Installation) -> Iterator[Finding]:
    paused = store.entries(Pause)
    queues = store.queues()
    lost = sum(queue.failed for queue in queues)
    for pause in paused.values():
        since = moment(pause.since, here.config.watch.zone)
        queued = count(sum(q.waiting for q in queues if q.destination == pause.destination), "message")
        found = f"{called(pause.destination, here.config.destinations)} is paused since {since}; {queued} waiting"
        yield warn("outbox", found, f"{pause.why} Then: watch287g outbox retry all")
    if lost:
        yield warn("outbox", f"{count(lost, 'message')} could not be delivered", _SEE)
    free = [queue for queue in queues if queue.waiting and queue.destination not in paused]
    if free:
        since = moment(min(queue.oldest for queue in free), here.config.watch.zone)
        yield ok("outbox", f"{count(sum(q.waiting for q in free), 'message')} to be sent, the oldest made {since}")
    elif not lost and not paused:
        yield ok("outbox", "no message waits or has failed")


def _held(store: Store, here: Installation) -> Iterator[Finding]:
    for kind, hold in store.holds().items():
        since = moment(hold.since, here.config.watch.zone)
        found = f"{what_is_held(hold)} since {since}. {hold.suspicion.reason}"
        cure = "The next good list ends that. If this one is right after all: watch287g hold accept"
        yield warn("lists", found.rstrip("."), f"{cure} {kind}")


def _troubles(store: Store, last_poll: LastPoll | None) -> Iterator[Finding]:
    """What operators were told of and isn't over, but for what has a line of its own: holds, pauses, the last poll."""
    told = {f"hold {kind}" for kind in store.holds()} | {f"{Trouble.DELIVERY} {id_}" for id_ in store.entries(Pause)}
    for name, sentence in current(store).items():
        if name not in told and (last_poll is None or sentence != last_poll.outcome):
            found, _, cure = sentence.partition(". ")
            yield warn("trouble", found.rstrip("."), cure or "`watch287g status` has more.")
