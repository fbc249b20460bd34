-- Documents are `json`, not `jsonb`: that keeps them as they were written, the order of their keys with them, so that
-- the same hash comes out on either side of a move.

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
