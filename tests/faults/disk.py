"""Writes that fail: a disk that is full at each step of a poll and its deliveries, and room again after it."""

import errno
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.exits import Exit
from bot.service.app import App
from state.backup import verify
from state.errors import StateError
from tests.faults.count import Outcome, Tally, compare
from tests.faults.newsroom import Newsroom
from tests.faults.stretch import Posted


@dataclass(kw_only=True)
class Full:
    """So many runs on a full disk, at so many different steps, what they said, and the counts after room was made."""

    runs: int = 0
    stopped: int = 0
    said: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def full_at_each_step(stretch: Sequence[Posted], folder: Path, *, every: int = 1, goes_on: bool = False) -> Full:
    """The last publication of the stretch with the disk full from the first sync on, from the second on, and so on.

    When there is room again the same bot `goes_on`, or a new one is started.
    """
    done = Full()
    prepared, wanted, syncs = _prepared(stretch, folder)
    for step in range(1, syncs + 1, every):
        with _again(prepared, stretch[-1], folder / f"sync{step}") as room:
            app = room.app()
            with _disk(full_from=step) as syncs_now:
                said = _polled(app)
            if syncs_now() >= step:
                _note(done, room, said)
            else:  # deliveries side by side shared more of their writes than when they were counted
                assert said is None
            if not goes_on:
                app.__exit__()
                app = room.app()
            with app:
                assert _polled(app) is None
            _close(done, room, stretch[-1], wanted)
    return done


def no_room_for_files(stretch: Sequence[Posted], folder: Path, *, limits: Sequence[int]) -> Full:
    """The same as a process whose files may have so many bytes: what it writes is cut short in the middle."""
    done = Full()
    prepared, wanted, _ = _prepared(stretch, folder)
    for limit in limits:
        with _again(prepared, stretch[-1], folder / f"limit{limit}") as room:
            with room.start("check", most_bytes=limit) as child:
                said, _ = child.communicate(timeout=60)
            assert child.returncode in {Exit.FINE, Exit.STATE}, said
            _note(done, room, said if child.returncode == Exit.STATE else None)
            with room.app() as app:
                assert _polled(app) is None
            _close(done, room, stretch[-1], wanted)
    return done


def _prepared(stretch: Sequence[Posted], folder: Path) -> tuple[Newsroom, Outcome, int]:
    """A newsroom that has seen all but the last publication; what a poll of that comes to, and its syncs."""
    room = Newsroom(folder=folder / "prepared")
    with room:
        for posted in stretch[:-1]:
            room.step(posted)
    with _again(room, stretch[-1], folder / "undisturbed") as other, _disk(full_from=None) as syncs:
        with other.app() as app:
            assert _polled(app) is None
        return room, Outcome.of(other), syncs()


@contextmanager
def _again(prepared: Newsroom, posted: Posted, folder: Path) -> Iterator[Newsroom]:
    """A newsroom of its own that begins where the prepared one ended, on a page that shows the next publication."""
    shutil.copytree(prepared.state, folder / "var")
    room = Newsroom(folder=folder)
    with room:
        room.page.publish(posted)
        yield room


def _polled(app: App) -> str | None:
    """A poll and its deliveries; what stopped them, if anything did."""
    try:
        app.check()
        app.deliver()
    except StateError as error:
        return str(error)
    return None


def _note(done: Full, room: Newsroom, said: str | None) -> None:
    done.runs += 1
    done.stopped += said is not None
    done.findings += verify(room.state)
    if said is not None:
        done.said.add(said.replace(str(room.state), "var"))


def _close(done: Full, room: Newsroom, posted: Posted, wanted: Outcome) -> None:
    assert room.is_done(posted)
    done.tally += compare(wanted, Outcome.of(room))


@contextmanager
def _disk(*, full_from: int | None) -> Iterator[Callable[[], int]]:
    """Count the syncs to the disk; from `full_from` on (the first is 1) there is no room."""
    real, count, guard = os.fsync, [0], threading.Lock()

    def fsync(handle: int) -> None:
        with guard:
            count[0] += 1
            is_full = full_from is not None and count[0] >= full_from
        if is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield lambda: count[0]


def without_names(said: str) -> str:
    """The sentence with a workbook's long name left out."""
    return re.sub(r"workbooks/\S+\.xlsx", "workbooks/….xlsx", said.strip())
