"""The database's tables, by numbered steps that only go forward.

A step first adds: the version before goes on working beside it, so that machines are upgraded one after the other. What
that version still needs is taken away by a later step, which says so by `oldest`.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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

# A message's payload, packed as fast as it comes: lz4, where the server was built with it. A row that the version
# before put down has no `created_at`: it is in its document.
_SECOND = """
ALTER TABLE outbox ADD COLUMN created_at timestamptz;
DO $$
BEGIN
    EXECUTE 'ALTER TABLE outbox ALTER doc SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN NULL;
END $$;
"""

STEPS = (Step(sql=_FIRST, oldest=1), Step(sql=_SECOND, oldest=1))
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
