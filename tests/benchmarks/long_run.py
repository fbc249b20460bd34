"""A bot that takes in 500 publications: `python -m tests.benchmarks.long_run` prints its memory after each hundred."""

import json
import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.collector import collect_all, collect_seldom
from bot.terminal import say
from tests.benchmarks.publications import made_up_rows
from tests.bot.newsroom import Newsroom, lists

_PUBLICATIONS = 500
_ROWS = 1_843
_BETWEEN = timedelta(hours=12)


def _resident() -> int:
    """Bytes of memory that the process has now."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _memory() -> Iterator[int]:
    """After each hundred publications; each brings a row, lacks one, tells one as withdrawn, and is delivered."""
    rows = made_up_rows()
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        with room.app() as app:
            for number in range(1, _PUBLICATIONS + 1):
                shown = rows[number : _ROWS + number]
                room.ice.post(lists(*shown, waiting=None))
                room.at += _BETWEEN
                app.check()
                app.deliver()
                room.printed.clear()
                room.ice.asked.clear()
                collect_all()  # as a running bot does after such a poll
                if number % 100 == 0:
                    yield _resident()


if __name__ == "__main__":
    collect_seldom()  # as the program does
    say(json.dumps(list(_memory())))
