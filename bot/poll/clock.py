"""A clock that was wrong: what was noted by it, and what ICE's own clock says of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config.model import Config
from bot.outgoing.operators import Found, Notice, Trouble, ago, begin, end, owe_notices
from state.clock import MOST_AHEAD, most_ahead
from state.entries import DigestProgress
from state.files.last_poll import LastPollFile
from state.store import Store
from watchers.model.event import Event

_MAY_DIFFER = timedelta(minutes=10)
_FAR = timedelta(days=30)
_LEAST = timedelta(microseconds=1)


def bring_back(
    store: Store, config: Config, last_poll: LastPollFile, *, said_at: datetime | None, at: datetime
) -> None:
    """Have all that was noted ahead of `at` beyond reason count as of `at`, and tell the operators once.

    Not while this clock itself may be the wrong one, and behind: `said_at` is ICE's. Where ICE says none, what lies far
    ahead counts so, and then only by a clock that is not behind the newest list. Raises `StateError`.
    """
    ahead = max(filter(None, (store.most_ahead(at), most_ahead(last_poll.last, at))), default=None)
    if ahead is None:
        return
    if said_at is not None and abs(at - said_at) > _MAY_DIFFER:
        return
    if said_at is None and (ahead < _FAR or any(at < (row.workbook.modified or at) for row in store.fetched())):
        return
    notice = Notice(
        headline="The clock of watch287g's machine was ahead",
        text=(
            f"For a while it was {ago(at - ahead, at)} ahead, and is back. What was noted meanwhile counts as of now: "
            "no message, digest or second look waits for a time to come. Events of that while have today's date in the "
            "record. See that a time server sets the machine's clock."
        ),
    )
    entries = [_joined(progress, store.events(since=at), at) for progress in store.entries(DigestProgress).values()]
    store.bring_back(at, owed=owe_notices([notice], config=config, at=at), entries=entries)
    last_poll.bring_back(at)


def _joined(progress: DigestProgress, ahead: Iterable[Event], at: datetime) -> DigestProgress:
    """A desk's digests, so that the next one goes on where the last ended once the events `ahead` are dated `at`."""
    if progress.until <= at:
        return progress
    untold = (*progress.untold, *(event.id for event in ahead if event.observed_at >= progress.until))
    until = progress.until if progress.until <= at + MOST_AHEAD else at + _LEAST  # what is of `at` has been told
    return replace(progress, until=until, untold=untold)


def left_by_digests(store: Store, events: Iterable[Event], at: datetime) -> list[DigestProgress]:
    """What to note with events recorded at `at` where a digest has told of later times: the clock was set back."""
    ids = tuple(event.id for event in events)
    told = [progress for progress in store.entries(DigestProgress).values() if ids and progress.until > at]
    return [replace(progress, untold=(*progress.untold, *ids)) for progress in told]


def clock_differs(store: Store, said_at: datetime | None, *, at: datetime) -> list[Found]:
    """Whether this machine's clock has begun to differ from that of ICE's server, or agrees with it again."""
    if said_at is None:
        return []
    if abs(at - said_at) <= _MAY_DIFFER:
        return [end(store, Trouble.CLOCK, at=at, how="It agrees with that of ICE's server.")]
    way = "ahead of" if at > said_at else "behind"
    how = (
        f"It is {ago(at - abs(at - said_at), at)} {way} that of ICE's server. Lists are read and told as always, with "
        "dates that may be wrong; no time that hasn't passed counts for a second look. Set the clock, and see that a "
        "time server keeps it right."
    )
    return [begin(store, Trouble.CLOCK, how, at=at)]


def ahead_of(said_at: datetime | None, at: datetime) -> timedelta:
    """How far this machine's clock is ahead of that of ICE's server; nothing for what may be the way of the answer."""
    ahead = at - said_at if said_at is not None else timedelta(0)
    return ahead if ahead > _MAY_DIFFER else timedelta(0)
