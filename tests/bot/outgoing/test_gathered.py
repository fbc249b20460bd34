"""Writes side by side share one, each knows its own end, and none returns before it is on the disk."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.outgoing.gathered import GatheredCommits
from state.entries import Pause
from state.errors import StateNotWrittenError
from state.store import Store, open_store, read_store
from tests.factories import NOON
from tests.state.rows import owed


class Slow:
    """A store whose first write waits until it is let go, and whose later ones may fail."""

    def __init__(self, store: Store, *, fails: bool = False) -> None:
        self._store, self._fails = store, fails
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.writes: list[int] = []

    def commit(self, **what: list[object]) -> None:
        self.writes.append(len(what["owed"]))
        if len(self.writes) == 1:
            self.begun.set()
            assert self.go_on.wait(10)
        elif self._fails:
            raise StateNotWrittenError("The disk is full.")
        self._store.commit(**what)  # type: ignore[arg-type]


def _gather(
    slow: Slow, commits: GatheredCommits, pool: ThreadPoolExecutor, count: int, **last: object
) -> list[BaseException | None]:
    rows = [owed(id=f"row-{n}") for n in range(count)]
    rows[-1] = replace(rows[-1], **last)  # type: ignore[arg-type]
    first = pool.submit(commits.commit, [rows[0]])
    assert slow.begun.wait(10)
    rest = [pool.submit(commits.commit, [row], [Pause(destination=row.id, since=NOON, why="")]) for row in rows[1:]]
    while len(commits._next.owed) < count - 1:
        threading.Event().wait(0.001)
    slow.go_on.set()
    return [one.exception(10) for one in (first, *rest)]


def test_what_comes_while_a_write_is_under_way_shares_the_next(tmp_path: Path) -> None:
    with open_store(tmp_path, holder="a test") as store, ThreadPoolExecutor(8) as pool:
        slow = Slow(store)
        assert _gather(slow, GatheredCommits(slow), pool, 8) == [None] * 8  # type: ignore[arg-type]
        assert slow.writes == [1, 7]
        with read_store(tmp_path) as read:
            assert sorted(row.id for row in read.owed()) == [f"row-{n}" for n in range(8)]
            assert len(read.entries(Pause)) == 7


def test_what_cannot_be_written_for_one_is_written_for_those_who_shared_the_write(tmp_path: Path) -> None:
    with open_store(tmp_path, holder="a test") as store, ThreadPoolExecutor(4) as pool:
        slow = Slow(store)
        commits = GatheredCommits(slow)  # type: ignore[arg-type]
        ends = _gather(slow, commits, pool, 4, payload={"text": {"no", "plain", "JSON"}})
        assert [type(end) for end in ends] == [type(None)] * 3 + [ValueError]
        assert {row.id for row in store.owed()} == {"row-0", "row-1", "row-2"}


def test_a_disk_that_takes_nothing_is_everybodys_trouble(tmp_path: Path) -> None:
    with open_store(tmp_path, holder="a test") as store, ThreadPoolExecutor(4) as pool:
        slow = Slow(store, fails=True)
        commits = GatheredCommits(slow)  # type: ignore[arg-type]
        first, *rest = _gather(slow, commits, pool, 4)
        assert first is None
        assert [type(error) for error in rest] == [StateNotWrittenError] * 3
        with pytest.raises(StateNotWrittenError):
            commits.commit([owed(id="later")])
        assert [row.id for row in store.owed()] == ["row-0"]
