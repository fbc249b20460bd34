"""What a benchmark hands back, and how two ways of doing the same work are timed against each other."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of the table: the work, what was found, what was to be reached, and whether it was."""

    work: str
    found: str
    goal: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Median seconds of two ways of doing the same work, run in turns."""

    ours: float
    plain: float

    @property
    def times(self) -> float:
        """How many times as fast ours is."""
        return self.plain / self.ours


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run, the garbage of others swept away before."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def several(work: Callable[[], object], *, runs: int = 5) -> float:
    """Median seconds of several runs."""
    return median(timed(work) for _ in range(runs))


def in_turns(ours: Callable[[], object], plain: Callable[[], object], *, runs: int = 5) -> Pair:
    """Both, one after the other, so that whatever slows this machine slows both."""
    found = [(timed(ours), timed(plain)) for _ in range(runs)]
    return Pair(ours=median(a for a, _ in found), plain=median(b for _, b in found))
