-- A subscription may take only what changed, and may be written to a table of the consumer.
ALTER TABLE subscription ADD COLUMN sends text NOT NULL DEFAULT 'full';
ALTER TABLE subscription ADD COLUMN push jsonb;
ALTER TABLE subscription ADD COLUMN push_secret text;
ALTER TABLE delivery ADD COLUMN last_error text;
-- Not tried again before.
ALTER TABLE delivery ADD COLUMN next_try timestamptz;
