-- Runs that seal anew what older versions of a key sealed. How far one is stands in the texts themselves.
CREATE TABLE reseal_run (
  id uuid PRIMARY KEY,
  purpose text NOT NULL,
  version integer NOT NULL,
  total integer NOT NULL,
  done integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  failure text,
  by_name text NOT NULL,
  started_time timestamptz NOT NULL,
  finished_time timestamptz
);
CREATE UNIQUE INDEX reseal_running ON reseal_run (purpose) WHERE finished_time IS NULL;
CREATE INDEX reseal_latest ON reseal_run (purpose, started_time DESC);
