"""A bot that hangs gives no more signs of life, and then ends itself: whoever started it, or the operators, can notice.

Nothing is lost by that: it is as if the process were killed.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import NoReturn, Self

from bot.exits import Exit

STUCK_AFTER = timedelta(minutes=30)
"""How long one piece of work may take, and a delivery over each of its messages. A poll is three downloads of two
minutes each at most."""

_SILENT_FOR = timedelta(minutes=5)
"""How long the scheduler may give no sign of life while nothing is at work: it comes every half minute."""

_LOOK_EVERY = 5.0  # seconds
_LAST_WORDS = 120  # seconds: they may hang as well


class OneAtATime:
    """A lock that one piece of work holds at a time, and that knows for how long: `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: float | None = None

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._since = self._clock()
        return self

    def __exit__(self, *_: object) -> None:
        self._since = None
        self._lock.release()

    def goes_on(self) -> None:
        """Note that the work in hand has done a part of its own, and may take as long again for the next."""
        if self._since is not None:
            self._since = self._clock()

    def is_stuck(self) -> bool:
        """Whether the piece of work in hand has taken longer than `STUCK_AFTER`."""
        since = self._since
        return since is not None and self._clock() - since > STUCK_AFTER.total_seconds()


class Watchdog:
    """Watches the work `at_work` of this process. A process that was stopped, or whose machine slept, does not hang.

    A context manager: it watches until it is left. `last_words` says what has happened, before the process ends.
    """

    def __init__(self, last_words: Callable[[], None]) -> None:
        self._last_words = last_words
        self._awake = 0.0  # seconds for which this process ran
        self._sign: float | None = None
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self.at_work = OneAtATime(lambda: self._awake)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()
        signal.setitimer(signal.ITIMER_PROF, 0)

    def sign_of_life(self) -> bool:
        """Note that the scheduler is at work; whether the work in hand is, too."""
        self._sign = self._awake
        return not self.at_work.is_stuck()

    def expect_no_sign(self) -> None:
        """The scheduler is about to end; the work in hand may take its time."""
        self._sign = None

    def _watch(self) -> None:
        before = time.monotonic()
        while not self._ended.wait(_LOOK_EVERY):
            now = time.monotonic()
            self._awake += min(now - before, 2 * _LOOK_EVERY)
            before = now
            with suppress(MemoryError):
                # The system's: it ends a process in which one computation lets no other thread run, this one neither.
                signal.setitimer(signal.ITIMER_PROF, STUCK_AFTER.total_seconds())
                if self.at_work.is_stuck() or self._is_silent():
                    self._end()

    def _is_silent(self) -> bool:
        return self._sign is not None and self._awake - self._sign > _SILENT_FOR.total_seconds()

    def _end(self) -> NoReturn:
        signal.alarm(_LAST_WORDS)  # ends the process, whatever hangs in it
        try:
            self._last_words()
        finally:
            os._exit(Exit.FAULT)
