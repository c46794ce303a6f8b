-- Datasets of the catalogue, their columns, and the versions of the tables behind them. The tables themselves are Parquet
-- files in the lake: `data/<dataset>/<version>.parquet`.
CREATE TABLE dataset (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  abstract text NOT NULL,
  kind text NOT NULL,
  theme text NOT NULL,
  layer text NOT NULL,
  organisation_id uuid NOT NULL,
  division_code text COLLATE "C",
  sharing text NOT NULL,
  sharing_basis text,
  opening text NOT NULL,
  opening_basis text,
  cycle text NOT NULL,
  grade text,
  licence text,
  keywords text[] NOT NULL,
  state text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  version_id uuid,
  version_rows bigint,
  version_time timestamptz,
  -- When a version is late: the cycle and half of it after the last; null where no cycle is promised.
  overdue_time timestamptz,
  quality_score double precision,
  created_time timestamptz NOT NULL,
  published_time timestamptz,
  withdrawn_reason text,
  grams text[] NOT NULL
);
CREATE INDEX dataset_newest ON dataset (created_time DESC, id DESC);
CREATE INDEX dataset_name ON dataset (name, id);
CREATE INDEX dataset_theme ON dataset (theme, created_time DESC);
CREATE INDEX dataset_organisation ON dataset (organisation_id, created_time DESC);
CREATE INDEX dataset_overdue ON dataset (overdue_time) WHERE state = 'published';
CREATE INDEX dataset_grams ON dataset USING gin (grams) WITH (fastupdate = off);

CREATE TABLE field (
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  ordinal integer NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  type text NOT NULL,
  unit text,
  description text,
  is_key boolean NOT NULL DEFAULT false,
  element text,
  sensitive text,
  grade text,
  mask text NOT NULL DEFAULT 'none',
  is_shared boolean NOT NULL DEFAULT true,
  is_open boolean NOT NULL DEFAULT false,
  PRIMARY KEY (dataset_id, name)
);
CREATE INDEX field_title ON field (title);
CREATE INDEX field_element ON field (element) WHERE element IS NOT NULL;

-- Every state of an entry, to compare and to answer how it was.
CREATE TABLE dataset_revision (
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  revision integer NOT NULL,
  time timestamptz NOT NULL,
  user_name text,
  body jsonb NOT NULL,
  PRIMARY KEY (dataset_id, revision)
);

CREATE TABLE version (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset,
  number integer NOT NULL,
  state text NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sm3 text NOT NULL,
  file text NOT NULL,
  fields jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  published_time timestamptz,
  superseded_time timestamptz,
  run_id uuid,
  note text,
  quality_score double precision,
  UNIQUE (dataset_id, number)
);
CREATE INDEX version_run ON version (run_id) WHERE run_id IS NOT NULL;

-- Serial numbers within a classification of the catalogue.
CREATE TABLE code_number (
  prefix text PRIMARY KEY,
  last integer NOT NULL
);
