"""What the site told of events, kept in the state's folder: the next time only what is new has to be put into words."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from notifiers.site.telling import Told

_FILE = "site-told.json"


def remembered(folder: Path, form: str) -> dict[str, Told]:
    """What was told by a program of this form; nothing where that isn't known."""
    try:
        found = orjson.loads((folder / _FILE).read_bytes())
        return {key: Told(**told) for key, told in found[form].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remember(folder: Path, form: str, told: Mapping[str, Told], keys: Iterable[str]) -> None:
    """Keep of what was told that of these keys. A folder that can't be written costs time, and nothing else."""
    kept = {key: asdict(told[key]) for key in dict.fromkeys(keys) if key in told}
    fresh = folder / f".{_FILE}.tmp"
    with contextlib.suppress(OSError):
        fresh.write_bytes(orjson.dumps({form: kept}))
        fresh.replace(folder / _FILE)
