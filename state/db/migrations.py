"""How a state written by an older watch287g becomes one that this version reads."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from state.errors import StateDamagedError, StateTooNewError

Tables = Mapping[str, Mapping[str, Any]]
"""A whole document: table name → row id → row."""

Migration = Callable[[Tables], Tables]
"""Takes a document of one version and returns that of the next, changing nothing in the one it was given."""

MIGRATIONS: tuple[Migration, ...] = ()
"""The n-th one leads from version n to n + 1. The first version is 1, so there is none yet."""


def newest(migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """The version of the documents that this watch287g writes."""
    return len(migrations) + 1


def version_of(tables: Tables, path: Path) -> int:
    """The version that a document claims. Raises StateDamagedError for what isn't a document of ours."""
    match tables.get("about"):
        case {"schema": {"version": int(version)}} if version >= 1:
            return version
    raise StateDamagedError(
        f"{path} is not a state of watch287g, or is damaged: it doesn't say its version. It was left as it is. "
        "Run `watch287g state restore` to go back to the last good one."
    )


def migrate(tables: Tables, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Tables:
    """Bring a document to the newest version. Raises StateTooNewError, StateDamagedError."""
    version = version_of(tables, path)
    if version > newest(migrations):
        raise StateTooNewError(
            f"{path} was written by a newer watch287g (state version {version}; this one knows up to "
            f"{newest(migrations)}). Upgrade watch287g, or restore a backup that this version made."
        )
    for step in migrations[version - 1 :]:
        tables = step(tables)
    return {**tables, "about": about(newest(migrations))}


def about(version: int) -> dict[str, Any]:
    """The table that says what a document is."""
    return {"schema": {"version": version}}
