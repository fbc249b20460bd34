"""When ICE was last asked, and how that went: a small file of its own, as most polls change nothing else.

A poll that ends as the one before it did only moves the file's time, and nothing is written; at the latest after
`NOTE_EVERY` it is written anew. So the time of the last poll is always known, and the count of polls as of then.
"""

import contextlib
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from state.clock import brought_back, most_ahead
from state.codec import Codec, MalformedError
from state.files.atomic import make_folder, replace_file
from state.files.notes import Notes
from watchers.frozen import frozen

LAST_POLL_FILE = "last-poll.json"
NOTE_EVERY = timedelta(hours=1)
GAP = timedelta(days=3)
"""What happened in a longer time without a look, nobody knows."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@frozen
class LastPoll:
    """The last poll: when it ended, its outcome in words, and how many there were since the count began.

    `last_good` is when a poll last ended well, or None where none has. Read from a running bot's note, the counts are
    those of up to `NOTE_EVERY` ago; the times are of now. `recent` has a sign for each of the last polls, oldest first:
    `WELL` or `FAILED`. `looking_since` is the first of the good polls between which no longer than `GAP` passed.

    `received` counts the bytes of ICE's answers on the `day` (UTC) so far, `received_before` those of the day before
    that; None where the bot didn't look then.
    """

    at: datetime
    outcome: str
    polls: int
    good: int
    failed: int
    last_good: datetime | None = None
    recent: str = ""
    looking_since: datetime | None = None
    day: date | None = None
    received: int = 0
    received_before: int | None = None


_CODEC = Codec(LastPoll)
WELL, FAILED = ".", "x"
_RECENT = 12  # polls


def counted_on(before: LastPoll | None, *, at: datetime, outcome: str, good: bool, received: int = 0) -> LastPoll:
    """The note after one more poll, in which so many bytes were received."""
    same_day = before if before and before.day == at.date() else None
    day_before = before if before and before.day == at.date() - timedelta(days=1) else None
    return LastPoll(
        at=at,
        outcome=outcome,
        polls=(before.polls if before else 0) + 1,
        good=(before.good if before else 0) + good,
        failed=(before.failed if before else 0) + (not good),
        last_good=at if good else (before.last_good if before else None),
        looking_since=looking_since(before, at) if good else (before.looking_since if before else None),
        recent=((before.recent if before else "") + (WELL if good else FAILED))[-_RECENT:],
        day=at.date(),
        received=received + (same_day.received if same_day else 0),
        received_before=same_day.received_before if same_day else day_before.received if day_before else None,
    )


def looking_since(before: LastPoll | None, at: datetime) -> datetime:
    """Since when there have been good polls without a long gap, where one at `at` is good."""
    if before is None or before.last_good is None or at - before.last_good > GAP:
        return at
    return before.looking_since or before.last_good


class LastPollFile:
    """The note in a folder, or the shared one, as the one process keeps it that polls."""

    def __init__(self, folder: Path, shared: Notes | None = None) -> None:
        self._folder = folder
        self._shared = shared
        self._now: LastPoll | None = None
        self._noted: LastPoll | None = None

    def note(self, *, at: datetime, outcome: str, good: bool, received: int = 0) -> None:
        """Note a poll; one that ended as the last one did, by the file's time alone."""
        self._now = counted_on(self.last, at=at, outcome=outcome, good=good, received=received)
        if (
            self._shared is not None
            or self._noted is None
            or not _goes_on(self._noted, self._now)
            or not _touch(self._folder, at)
        ):
            self.flush()

    def put(self, last_poll: LastPoll) -> None:
        """Go on from a note that was made elsewhere."""
        self._now = last_poll
        self.flush()

    def bring_back(self, at: datetime) -> None:
        """Have a last poll that lies ahead of `at` beyond reason count as of `at`."""
        if most_ahead(self.last, at) is not None:
            self._now = brought_back(self.last, at)
            self.flush()

    @property
    def last(self) -> LastPoll | None:
        """The last poll, as counted and not yet written; None before the first."""
        if self._shared is not None:  # another machine may have polled since
            return self.read()
        return self._now or self.read()

    def read(self) -> LastPoll | None:
        """The last poll as it is written down; None where there was none or its note can't be read."""
        if self._shared is None:
            return read_last_poll(self._folder)
        doc = self._shared.get(LAST_POLL_FILE)
        try:
            return None if doc is None else _CODEC.decode(doc, {})
        except MalformedError:
            return None

    def flush(self) -> None:
        """Write down what is counted and not yet written: the process is about to end."""
        if self._now is not None and self._now is not self._noted:
            if self._shared is None:
                write_last_poll(self._folder, self._now)
            else:
                self._shared.put(LAST_POLL_FILE, _CODEC.encode(self._now, {}))
            self._noted = self._now


def _goes_on(noted: LastPoll, now: LastPoll) -> bool:
    same = noted.outcome == now.outcome and (noted.last_good == noted.at) == (now.last_good == now.at)
    return same and noted.at < now.at < noted.at + NOTE_EVERY


def _touch(folder: Path, at: datetime) -> bool:
    """Set the file's time; False where there is no file."""
    moment = (at - _EPOCH) // _MICROSECOND * 1000
    try:
        os.utime(folder / LAST_POLL_FILE, ns=(moment, moment))
    except OSError:
        return False
    return True


def write_last_poll(folder: Path, last_poll: LastPoll) -> None:
    """Note a poll. Not worth waiting for the disk, nor stopping for a full one: the next poll writes it again."""
    with contextlib.suppress(OSError):
        make_folder(folder)
        replace_file(folder / LAST_POLL_FILE, [orjson.dumps(_CODEC.encode(last_poll, {}))], durable=False)
        _touch(folder, last_poll.at)


def read_last_poll(folder: Path) -> LastPoll | None:
    """The last poll, or None where there was none or its note can't be read."""
    path = folder / LAST_POLL_FILE
    try:
        noted = _CODEC.decode(orjson.loads(path.read_bytes()), {})
        touched = _EPOCH + path.stat().st_mtime_ns // 1000 * _MICROSECOND
    except (OSError, orjson.JSONDecodeError, MalformedError):
        return None
    if not noted.at < touched < noted.at + NOTE_EVERY:
        return noted  # no poll since, or a time that a copy or a restored backup was given
    return replace(noted, at=touched, last_good=touched if noted.last_good == noted.at else noted.last_good)
