"""The database's tables, by numbered steps that only go forward.

A step first adds: the version before goes on working beside it, so that machines are upgraded one after the other. What
that version still needs is taken away by a later step, which says so by `oldest`.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import orjson

from state.codec import Doc
from watchers.frozen import frozen


@frozen
class Step:
    """One step: the file of its statements, and the number of the oldest schema whose programs still work after it."""

    file: str
    oldest: int

    @property
    def sql(self) -> str:
        """Its statements."""
        return files("state.postgres").joinpath("steps", self.file).read_text("utf-8")


STEPS = (Step(file="1.sql", oldest=1), Step(file="2.sql", oldest=1))
"""The n-th one leads from schema n - 1 to n."""


def told(doc: Doc) -> str:
    """What stands for the events that a message tells: thousands of messages tell the same ones."""
    return _told(tuple(doc.get("event_ids", ())))


@lru_cache(maxsize=256)
def _told(event_ids: tuple[str, ...]) -> str:
    return hashlib.blake2s(orjson.dumps(event_ids), digest_size=16).hexdigest()


def _moved_at(doc: Doc) -> str:
    return str(doc["tries"][-1]["at"] if "tries" in doc else doc["created_at"])


Column = tuple[str, Callable[[Doc], Any]]
"""A column's type, and its value from a document."""

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "entries": {},
    "standings": {
        "list": ("text", lambda doc: doc["list"]),
        "state": ("text", lambda doc: doc.get("agreement", {}).get("state")),
        "stand": ("text", lambda doc: doc["stand"]),
    },
    "events": {
        "observed_at": ("timestamptz", lambda doc: doc["observed_at"]),
        "kind": ("text", lambda doc: doc["kind"]),
        "state": ("text", lambda doc: doc.get("agreement", {}).get("state")),
        "subject": ("text", lambda doc: doc["subject"]),
    },
    "outbox": {
        "destination": ("text", lambda doc: doc["destination"]),
        "subscription": ("text", lambda doc: doc["subscription"]),
        "story": ("text", lambda doc: doc["group"]),
        "told": ("text", told),
        "status": ("text", lambda doc: doc.get("status", "queued")),
        "moved_at": ("timestamptz", _moved_at),
        "created_at": ("timestamptz", lambda doc: doc["created_at"]),
    },
    "deliveries": {"told": ("text", told)},
}
"""The columns that are asked for, beside the documents."""


def upsert(table: str) -> str:
    """The statement that puts rows into a table. Its parameters are what is `given` of them.

    The rows of `entries` have their kind beside their id: it comes first then.
    """
    kind, key = (["kind"], "kind, id") if table == "entries" else ([], "id")
    types = {"id": "text", "doc": "json", **{name: type_ for name, (type_, _) in COLUMNS[table].items()}}
    values = ", ".join([*("%s" for _ in kind), *(f"{name}::{type_}" for name, type_ in types.items())])
    arrays = ", ".join("%b::text[]" for _ in types)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in types if name != "id")
    return (
        f"INSERT INTO {table} ({', '.join([*kind, *types])}) SELECT {values} FROM unnest({arrays}) "
        f"AS given ({', '.join(types)}) ON CONFLICT ({key}) DO UPDATE SET {renewed}"
    )


def given(table: str, rows: Sequence[tuple[str, Doc]]) -> list[list[Any]]:
    """Rows as the parameters of their table's statement: each column's values. A document is kept to the letter."""
    docs = [doc for _, doc in rows]
    columns = [[of(doc) for doc in docs] for _, of in COLUMNS[table].values()]
    return [[id_ for id_, _ in rows], [json_text(doc) for doc in docs], *columns]


def json_text(value: object) -> str:
    """A value as it is put down. Of NUL, which PostgreSQL finds in no text, it keeps that a character was there."""
    text = orjson.dumps(value).decode()
    return _NUL.sub(r"\1\\ufffd", text) if "\\u0000" in text else text


_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
