"""What a benchmark hands back, and how two ways of doing the same work are timed against each other."""

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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
    """Seconds (of several runs, the median) of two ways of doing the same work, run in turns."""

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
    found = turns(ours, plain, runs=runs)
    return Pair(ours=median(pair.ours for pair in found), plain=median(pair.plain for pair in found))


def turns(ours: Callable[[], object], plain: Callable[[], object], *, runs: int) -> list[Pair]:
    """As `in_turns`, run by run."""
    return [Pair(ours=timed(ours), plain=timed(plain)) for _ in range(runs)]


def peak_memory() -> int:
    """This process's peak memory in bytes; `ru_maxrss` begins with that of the process that started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
