-- Room of a unit for its tables.
CREATE TABLE space (
  organisation_id uuid PRIMARY KEY,
  quota_bytes bigint
);

-- Data that is to be, or was, destroyed. Rows of `version` stay: what was is still told.
CREATE TABLE destruction (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset,
  organisation_id uuid NOT NULL,
  version_ids uuid[] NOT NULL,
  basis text NOT NULL,
  state text NOT NULL,
  asked_by uuid NOT NULL,
  asked_by_name text NOT NULL,
  asked_time timestamptz NOT NULL,
  decided_by_name text,
  decided_time timestamptz,
  certificate text,
  rows bigint NOT NULL,
  bytes bigint NOT NULL
);
CREATE INDEX destruction_newest ON destruction (asked_time DESC, id DESC);
