-- Channels between zones, as one of their halves knows them; the private key is sealed.
CREATE TABLE exchange_channel (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  from_zone text NOT NULL,
  to_zone text NOT NULL,
  half text NOT NULL,
  needs_approval boolean NOT NULL,
  file_types text[] NOT NULL,
  max_bytes bigint NOT NULL,
  words text[] NOT NULL,
  folder text NOT NULL UNIQUE,
  public_key text NOT NULL,
  private_key text,
  is_enabled boolean NOT NULL DEFAULT true,
  created_time timestamptz NOT NULL
);

CREATE TABLE exchange_package (
  id uuid PRIMARY KEY,
  channel_id uuid NOT NULL REFERENCES exchange_channel,
  half text NOT NULL,
  -- Id the manifest bears: the same on both halves.
  package_id text NOT NULL,
  -- Name in the drop folder: a copy has another.
  folder_name text,
  state text NOT NULL,
  title text NOT NULL,
  reason text,
  files jsonb NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}',
  carrier text,
  by_name text,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  latency_seconds double precision
);
CREATE INDEX exchange_package_newest ON exchange_package (created_time DESC, id DESC);
CREATE INDEX exchange_package_channel ON exchange_package (channel_id, created_time DESC);
-- A package is applied once, however often it is put down.
CREATE UNIQUE INDEX exchange_package_once ON exchange_package (channel_id, package_id)
  WHERE half = 'receiving' AND state = 'applied';
