"""`python -m tests.faults.hurried …`: `watch287g …` in which half an hour in one piece of work can become a moment.

$HANGS names a folder. While a file "hurry" lies in it, work is stuck after a second; while "hang" does, a poll hangs.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path

from bot.cli.main import main
from bot.service import watchdog
from watchers.fetch.source import Source

_SIGNS = Path(os.environ.get("HANGS", "/nowhere"))


class _Patience(timedelta):
    """The watchdog's, which ends with the sign."""

    def total_seconds(self) -> float:
        return 1.0 if (_SIGNS / "hurry").exists() else super().total_seconds()


def _hurry() -> None:
    watchdog.STUCK_AFTER = _Patience(seconds=watchdog.STUCK_AFTER.total_seconds())
    watchdog._LOOK_EVERY = 0.3
    watchdog._LAST_WORDS = 10
    fetch = Source.fetch

    def hangs(*args: object) -> object:
        if (_SIGNS / "hang").exists():
            threading.Event().wait()
        return fetch(*args)  # type: ignore[arg-type]  # handed on as it came

    Source.fetch = hangs  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    _hurry()
    main()
