-- A check of a large table takes a while: since when it runs and how far it is, for whoever waits for it.
ALTER TABLE data.quality_check ADD COLUMN started_time timestamptz, ADD COLUMN progress real NOT NULL DEFAULT 0;
