"""Work in a process of its own, with little memory and time: for files whose insides nobody looks at before."""

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

_MOST_MEMORY = 768 << 20
"""Bytes. An .xls of 6 KB can ask for a gigabyte, or for so much that the process ends."""
_MOST_SECONDS = 60


class TooMuchError(Exception):
    """It took more memory or time than it may."""


def apart(do: Callable[..., T], *given: object) -> T:
    """What `do` makes of what it is given, all of which has to be picklable; it can't write to any file.

    Raises what it raises, and `TooMuchError`.
    """
    context = multiprocessing.get_context("spawn")  # begun anew: it has no part of this one's threads
    with ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_bound) as pool:
        try:
            return pool.submit(do, *given).result()
        except (BrokenProcessPool, MemoryError) as error:
            raise TooMuchError from error


def _bound() -> None:
    limits = ((resource.RLIMIT_AS, _MOST_MEMORY), (resource.RLIMIT_CPU, _MOST_SECONDS), (resource.RLIMIT_FSIZE, 0))
    for limit, most in limits:
        with suppress(ValueError, OSError):  # a system that has no such limit, or a lower one
            resource.setrlimit(limit, (most, most))
