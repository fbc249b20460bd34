"""The database's tables, by numbered steps that only go forward.

A step first adds: the version before goes on working beside it, so that machines are upgraded one after the other. What
that version still needs is taken away by a later step, which says so by `oldest`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


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
CREATE INDEX outbox_undelivered ON outbox (status, destination) WHERE status NOT IN ('delivered', 'dropped');
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

TOLD = "coalesce(md5(doc ->> 'event_ids'), '')"
"""What stands for the events that a message tells: thousands of messages tell the same ones."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "entries": {},
    "standings": {
        "list": "doc ->> 'list'",
        "state": "doc -> 'agreement' ->> 'state'",
        "stand": "coalesce(doc ->> 'stand', '')",
    },
    "events": {
        "observed_at": "(doc ->> 'observed_at')::timestamptz",
        "kind": "doc ->> 'kind'",
        "state": "doc -> 'agreement' ->> 'state'",
        "subject": "doc ->> 'subject'",
    },
    "outbox": {
        "destination": "doc ->> 'destination'",
        "subscription": "doc ->> 'subscription'",
        "story": "doc ->> 'group'",
        "told": TOLD,
        "status": "coalesce(doc ->> 'status', 'queued')",
        "moved_at": "coalesce(doc -> 'tries' -> -1 ->> 'at', doc ->> 'created_at')::timestamptz",
    },
    "deliveries": {"told": TOLD},
}
"""The columns that are asked for, and where in a document they come from."""


def upsert(table: str) -> str:
    """The statement that puts rows into a table. Its parameters are their ids and their documents, in two arrays.

    The rows of `entries` have their kind beside their id: it comes first then.
    """
    kind, key = (["kind"], "kind, id") if table == "entries" else ([], "id")
    columns = COLUMNS[table]
    names = ", ".join([*kind, "id", "doc", *columns])
    values = ", ".join([*("%s" for _ in kind), "id", "doc", *columns.values()])
    renewed = ", ".join(f"{name} = excluded.{name}" for name in ["doc", *columns])
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} "
        f"FROM unnest(%s::text[], %s::json[]) AS given (id, doc) ON CONFLICT ({key}) DO UPDATE SET {renewed}"
    )
