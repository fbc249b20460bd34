"""How a state written by an older watch287g becomes one that this version reads."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from state.errors import StateDamagedError, StateTooNewError

Tables = Mapping[str, Mapping[str, Any]]
"""A whole document: table name → row id → row."""

Migration = Callable[[Tables], Tables]
"""Takes a document of one version and returns that of the next, changing nothing in the one it was given."""


def _typed_entries(tables: Tables) -> Tables:
    """Version 1 kept plain JSON values by name in a table of marks; each kind of them now has a table of its own.

    A hold was one object with its suspicion, and deliveries were called "told".
    A mark of no known kind is something that no version ever wrote. Raises StateDamagedError.
    """
    after = {name: table for name, table in tables.items() if name not in {"marks", "told", "holds"}}
    for name, row in tables.get("marks", {}).items():
        table, row_id, entry = _typed(name, row)
        after[table] = {**after.get(table, {}), row_id: entry}
    if "told" in tables:
        after["deliveries"] = tables["told"]
    if "holds" in tables:
        after["holds"] = {row_id: _nested_hold(hold) for row_id, hold in tables["holds"].items()}
    return after


def _nested_hold(hold: Any) -> Any:
    if not isinstance(hold, dict):  # reading it says so
        return hold
    suspicion = {name: part for name, part in hold.items() if name != "since"}
    return {"suspicion": suspicion, **{name: part for name, part in hold.items() if name == "since"}}


def _typed(name: str, row: Any) -> tuple[str, str, Any]:
    """The table, the id and the document of what was a mark."""
    try:
        return _typed_mark(name, row["value"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StateDamagedError(
            f"The mark {name!r} can't be read: found {repr(row)[:80]}. The state was left as it is. "
            "Run `watch287g state restore` to go back to the last good one."
        ) from error


def _typed_mark(name: str, value: Any) -> tuple[str, str, Any]:
    for prefix, table in (("paused:", "pauses"), ("waiting:", "deferred"), ("trouble:", "troubles")):
        if name.startswith(prefix):
            return table, name.removeprefix(prefix), value
    if name.startswith("digest "):
        polls = {"polls": _polls(value["polls"]), "kept": {key: _polls(pair) for key, pair in value["kept"].items()}}
        return "digests", name.removeprefix("digest "), value | polls
    if name == "source":
        return "source", "only", _brief(value)
    if name == "stated":
        totals = {key: part for key, part in value.items() if key != "seen"}
        return "page_totals", "only", {"totals": _brief(totals), "seen": value["seen"]}
    table, field = _SINGLE[name]
    return table, "only", {field: value}


_SINGLE = {
    "pending list": ("pending_list", "condition"),
    "catch up": ("catch_up", "until"),
    "restored": ("restored", "aside"),
}


def _polls(pair: Any) -> dict[str, int]:
    made, failed = pair
    return {"made": made, "failed": failed}


def _brief(value: Any) -> Any:
    """The value without what is None, at any depth."""
    if isinstance(value, dict):
        return {name: _brief(part) for name, part in value.items() if part is not None}
    return [_brief(part) for part in value] if isinstance(value, list) else value


MIGRATIONS: tuple[Migration, ...] = (_typed_entries,)
"""The n-th one leads from version n to n + 1. The first version is 1."""


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
