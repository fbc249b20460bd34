"""How often Python looks for objects that hold each other and nobody else."""

import contextlib
import gc


def collect_seldom() -> None:
    """Let Python look through all there is a hundred times more seldom than it does by itself.

    The record and the lists are values that hold no cycles: to walk through them again and again found nothing, and
    was a tenth of a backfill's time and a third of the time to read a list of 184,000 rows.
    """
    gc.set_threshold(10_000, 20, 50)


def collect_all() -> None:
    """Look through all there is now, when nobody waits: a bot that runs for months stays as large as it is.

    What is free then goes back to the machine: of a renewed website that is fifty megabytes.
    """
    import ctypes

    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def leave_all_at_the_end() -> None:
    """Let Python not look through all there is once more when it ends: its memory goes back in one piece.

    That was a tenth of what a `check` takes.
    """
    gc.freeze()
