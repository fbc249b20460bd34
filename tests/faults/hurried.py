"""`python -m tests.faults.hurried …`: `watch287g …` with seconds for the watchdog's half hour, and polls that can hang.

A poll hangs for good while a file named "hang" lies in the folder that $HANGS names.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path

from bot.cli.main import main
from bot.service import watchdog
from watchers.fetch.source import Source

_HURRY = 0.3  # seconds between two looks of the watchdog


def _hurry() -> None:
    watchdog.STUCK_AFTER = timedelta(seconds=5 * _HURRY)
    watchdog._LOOK_EVERY = _HURRY
    watchdog._LAST_WORDS = 10
    sign, fetch = Path(os.environ.get("HANGS", "/nowhere")) / "hang", Source.fetch

    def hangs(*args: object) -> object:
        if sign.exists():
            threading.Event().wait()
        return fetch(*args)  # type: ignore[arg-type]  # handed on as it came

    Source.fetch = hangs  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    _hurry()
    main()
