"""Reading in a process of its own, with little memory: for formats whose insides nobody looks at before."""

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from watchers.errors import Unsafe
from watchers.model.table import Tab

_MOST_MEMORY = 768 << 20
"""Bytes. An .xls of 6 KB can ask for a gigabyte, or for so much that the process ends."""
_MOST_SECONDS = 60


def read_apart(read: Callable[[bytes], tuple[Tab, ...]], content: bytes, *, where: str) -> tuple[Tab, ...]:
    """What `read` makes of a file. Raises what it raises, and `Unsafe` where it took too much; `where` names it."""
    context = multiprocessing.get_context("spawn")  # begun anew: it has no part of this one's threads
    with ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_bound) as pool:
        try:
            return pool.submit(read, content).result()
        except (BrokenProcessPool, MemoryError) as error:
            raise Unsafe(
                f"{where} took more memory or time than a list of agencies needs, and was not read. The lists stay "
                "as they were. Look at it on ICE's page before you trust it."
            ) from error


def _bound() -> None:
    for limit, most in ((resource.RLIMIT_AS, _MOST_MEMORY), (resource.RLIMIT_CPU, _MOST_SECONDS)):
        with suppress(ValueError, OSError):  # a system that has no such limit, or a lower one
            resource.setrlimit(limit, (most, most))
