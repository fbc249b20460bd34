"""The database's tables, by numbered steps that only go forward.

A step first adds: the version before goes on working beside it, so that machines are upgraded one after the other. What
that version still needs is taken away by a later step, which says so by `oldest`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from state.codec import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its statements, and the number of the oldest schema whose programs can still work after it."""

    sql: str
    oldest: int


# Documents are `json`, not `jsonb`: that keeps them as they were written, the order of their keys with them, so that
# the same hash comes out on either side of a move.
_FIRST = """
CREATE TABLE watermarks (name text PRIMARY KEY, gen bigint NOT NULL);
CREATE TABLE notes (name text PRIMARY KEY, doc json NOT NULL);
CREATE TABLE files (sort text, sha256 text, content bytea NOT NULL, PRIMARY KEY (sort, sha256));
ALTER TABLE files ALTER content SET STORAGE EXTERNAL;

CREATE TABLE entries (
    kind text, id text, seq bigint GENERATED ALWAYS AS IDENTITY, doc json NOT NULL, PRIMARY KEY (kind, id)
);
CREATE TABLE standings (
    id text PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, doc json NOT NULL,
    list text NOT NULL, state text, stand text NOT NULL
);
CREATE TABLE events (
    id text COLLATE "C" PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, doc json NOT NULL,
    observed_at timestamptz NOT NULL, kind text NOT NULL, state text, subject text NOT NULL
);
CREATE INDEX events_by_time ON events (observed_at, seq);
CREATE INDEX events_by_state ON events (state, observed_at);

CREATE TABLE told (id text PRIMARY KEY, event_ids text[] NOT NULL);
CREATE INDEX told_by_event ON told USING gin (event_ids);
CREATE TABLE outbox (
    id text COLLATE "C" PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, doc json NOT NULL,
    destination text NOT NULL, subscription text NOT NULL, story text NOT NULL, told text NOT NULL,
    status text NOT NULL, moved_at timestamptz NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (destination, seq) WHERE status IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_apart ON outbox (status) WHERE status IN ('sending', 'failed');
CREATE INDEX outbox_done ON outbox (moved_at) WHERE status IN ('delivered', 'dropped');
CREATE INDEX outbox_by_desk ON outbox (subscription);
CREATE INDEX outbox_by_story ON outbox (story);
CREATE INDEX outbox_by_told ON outbox (told);
CREATE TABLE deliveries (
    id text PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, doc json NOT NULL, told text NOT NULL
);
CREATE INDEX deliveries_by_told ON deliveries (told);

CREATE VIEW tries AS
    SELECT outbox.id, destination, subscription, one ->> 'at' AS at, one ->> 'outcome' AS outcome
    FROM outbox, json_array_elements(doc -> 'tries') AS one;
"""

STEPS = (Step(sql=_FIRST, oldest=1),)
"""The n-th one leads from schema n - 1 to n."""


def told(doc: Doc) -> str:
    """What stands for the events that a message tells: thousands of messages tell the same ones."""
    return hashlib.blake2s(orjson.dumps(doc.get("event_ids", ())), digest_size=16).hexdigest()


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
    },
    "deliveries": {"told": ("text", told)},
}
"""The columns that are asked for, beside the documents."""


def upsert(table: str) -> str:
    """The statement that puts rows into a table. Its parameter is `given` of them.

    The rows of `entries` have their kind beside their id: it comes first then.
    """
    kind, key = (["kind"], "kind, id") if table == "entries" else ([], "id")
    columns = COLUMNS[table]
    names = ", ".join([*kind, "id", "doc", *columns])
    values = ", ".join([*("%s" for _ in kind), "id", "doc::json", *columns])
    types = ", ".join(["id text", "doc text", *(f"{name} {type_}" for name, (type_, _) in columns.items())])
    renewed = ", ".join(f"{name} = excluded.{name}" for name in ["doc", *columns])
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM json_to_recordset(%s::json) AS given ({types}) "
        f"ON CONFLICT ({key}) DO UPDATE SET {renewed}"
    )


def given(table: str, rows: Iterable[tuple[str, Doc]]) -> str:
    """Rows as the parameter of their table's statement. A document goes as a text, and so is kept to the letter."""
    columns = COLUMNS[table]
    return orjson.dumps(
        [
            {"id": id_, "doc": _json_text(doc), **{name: of(doc) for name, (_, of) in columns.items()}}
            for id_, doc in rows
        ]
    ).decode()


def _json_text(doc: Doc) -> str:
    """A document as it is put down. Of NUL, which PostgreSQL finds in no text, it keeps that a character was there."""
    return _NUL.sub(r"\1\\ufffd", orjson.dumps(doc).decode())


_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
