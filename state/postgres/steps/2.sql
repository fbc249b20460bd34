-- A message's payload, packed as fast as it comes: lz4, where the server was built with it. A row that the version
-- before put down has no `created_at`: it is in its document.

ALTER TABLE outbox ADD COLUMN created_at timestamptz;
DO $$
BEGIN
    EXECUTE 'ALTER TABLE outbox ALTER doc SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN NULL;
END $$;
