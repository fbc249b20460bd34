"""Writes of deliveries side by side, gathered: those that come while one is under way share the next one."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from state.entries import Update
from state.outbox import Owed
from state.store import Store


@dataclass(slots=True)
class _Write:
    owed: list[Owed] = field(default_factory=list)
    entries: list[Update] = field(default_factory=list)
    calls: int = 0
    is_done: bool = False
    failed: Exception | None = None


class GatheredCommits:
    """Commits rows and entries to one store, from any number of threads, with as few writes as they leave time for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gathering = threading.Lock()
        self._writing = threading.Lock()
        self._next = _Write()

    def commit(self, owed: Iterable[Owed], entries: Iterable[Update] = ()) -> None:
        """Return once they are on the disk. Raises `StateError`; what failed with others is tried by itself before."""
        rows, updates = list(owed), list(entries)
        with self._gathering:
            mine = self._next
            mine.owed.extend(rows)
            mine.entries.extend(updates)
            mine.calls += 1
        with self._writing:
            if not mine.is_done:
                with self._gathering:
                    self._next = _Write()
                self._write(mine)
        if mine.failed is None:
            return
        if mine.calls == 1:
            raise mine.failed
        self._store.commit(owed=rows, entries=updates)

    def _write(self, gathered: _Write) -> None:
        gathered.is_done = True
        try:
            self._store.commit(owed=gathered.owed, entries=gathered.entries)
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
            gathered.failed = error
