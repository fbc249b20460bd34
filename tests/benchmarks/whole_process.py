"""A verb of the bot as a whole process: what a cron line pays, from start to end."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType

PROJECT = Path(__file__).resolve().parents[2]

# A process's greatest memory counts that of whoever started it, so this small one stands in between.
_LAUNCHER = """
import os, sys, time
begin = time.perf_counter()
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
seconds = time.perf_counter() - begin
worked = used.ru_utime + used.ru_stime
print(seconds, worked, used.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)
"""

# As where it is installed without its developers' tools: one of them brings click, of which httpx then makes use.
_INSTALLED = """
import runpy, sys
sys.modules["click"] = None
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Seconds from start to end, those in which it worked, and its greatest memory in megabytes."""

    seconds: float
    worked: float
    megabytes: float


def paid(arguments: Sequence[str | Path], *, runs: int = 7) -> Paid:
    """Medians of several runs of `watch287g` with these arguments, after one that doesn't count.

    Raises RuntimeError with what it said where it ends with anything but 0.
    """
    found = [once(["bot.cli", *arguments]) for _ in range(runs + 1)][1:]
    return Paid(
        seconds=median(p.seconds for p in found),
        worked=median(p.worked for p in found),
        megabytes=median(p.megabytes for p in found),
    )


def once(arguments: Sequence[str | Path], environ: Mapping[str, str] = MappingProxyType({})) -> Paid:
    """One run of a module of Python's, the first of the arguments. Raises RuntimeError as `paid` does."""
    command = [sys.executable, "-S", "-c", _LAUNCHER, sys.executable, "-c", _INSTALLED, *map(str, arguments)]
    # As an installed program, it finds its modules compiled.
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=PROJECT, env=given | {**environ}, capture_output=True, text=True, check=True)
    *said, last = done.stderr.splitlines()
    seconds, worked, kilobytes, status = last.split()
    if status != "0":
        raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {status}: {' '.join(said)}")
    return Paid(seconds=float(seconds), worked=float(worked), megabytes=int(kilobytes) / 1024)
