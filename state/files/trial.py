"""Whether the state's folder takes what is written to it, found out by writing."""

import os
import tempfile
from pathlib import Path

_BYTES = 4096


def why_unwritable(folder: Path) -> OSError | None:
    """Why nothing can be written there; None where it can. The trial leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(_BYTES))
            trial.flush()
            os.fsync(trial.fileno())  # some disks, and those of other machines, say only then that they are full
    except OSError as error:
        return error
    return None
