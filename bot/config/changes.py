"""The log of who changed what comes to whom: a line each in the state's folder, by a shell or inside Slack."""

import os
from datetime import datetime
from pathlib import Path

from state.files.atomic import FILE_MODE, make_folder

LOG = "changes.log"


def note_change(folder: Path, at: datetime, who: str, what: str) -> None:
    """Add a line for its owner's eyes only: it may name inboxes. Raises OSError."""
    make_folder(folder)
    line = f"{at.isoformat(timespec='seconds')} {' '.join(who.split())}: {' '.join(what.split())}\n"
    opened = os.open(folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE)
    with os.fdopen(opened, "a", encoding="utf-8") as file:
        file.write(line)
