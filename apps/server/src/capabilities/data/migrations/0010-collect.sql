-- Files on their way in. The bytes are in the lake (`uploads/<id>`); `received` is what is durable of them.
CREATE TABLE upload (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  bytes bigint NOT NULL,
  received bigint NOT NULL DEFAULT 0,
  state text NOT NULL,
  format text,
  encoding text,
  is_gzip boolean NOT NULL DEFAULT false,
  announced_sm3 text,
  announced_sha256 text,
  sm3 text,
  sha256 text,
  organisation_id uuid,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX upload_sm3 ON upload (sm3) WHERE sm3 IS NOT NULL;

-- Sources with the duty to deliver. `position` is how far one has been collected; it moves in the transaction that
-- publishes what was collected.
CREATE TABLE source (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL,
  mode text NOT NULL,
  load text NOT NULL,
  connection jsonb NOT NULL,
  secret text,
  legal_basis text NOT NULL,
  licence text,
  schedule text,
  due_time text,
  is_enabled boolean NOT NULL,
  organisation_id uuid NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset,
  -- Columns the source had when it was registered; others are a change of structure.
  expected jsonb,
  position text,
  last_test jsonb,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX source_newest ON source (created_time DESC, id DESC);
CREATE INDEX source_dataset ON source (dataset_id);

-- Deliveries. What is to be done is in `settings`, so that it can be taken up again after a cut.
CREATE TABLE batch (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset,
  organisation_id uuid NOT NULL,
  source_id uuid REFERENCES source,
  upload_id uuid,
  file_name text,
  mode text NOT NULL,
  state text NOT NULL,
  step text NOT NULL,
  progress double precision NOT NULL DEFAULT 0,
  settings jsonb NOT NULL,
  bytes bigint,
  sm3 text,
  announced_rows bigint,
  rows_in bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  note text,
  version_id uuid,
  user_id uuid,
  user_name text,
  attempts integer NOT NULL DEFAULT 0,
  received_time timestamptz NOT NULL,
  ended_time timestamptz
);
CREATE INDEX batch_newest ON batch (received_time DESC, id DESC);
CREATE INDEX batch_dataset ON batch (dataset_id, received_time DESC);
CREATE INDEX batch_source ON batch (source_id, received_time DESC) WHERE source_id IS NOT NULL;
CREATE INDEX batch_due ON batch (received_time) WHERE state IN ('waiting', 'running');
CREATE INDEX batch_sm3 ON batch (dataset_id, sm3) WHERE sm3 IS NOT NULL;

-- Rows that did not fit: never dropped.
CREATE TABLE reject (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL,
  batch_id uuid,
  run_id uuid,
  pipeline_id uuid,
  -- The version the row came from, and its number in it (from 0), where a pipeline refused it.
  version_id uuid,
  row_number bigint,
  reason text NOT NULL,
  raw jsonb NOT NULL,
  fixed jsonb,
  state text NOT NULL,
  user_name text,
  created_time timestamptz NOT NULL
);
CREATE INDEX reject_batch ON reject (batch_id, row_number) WHERE batch_id IS NOT NULL;
CREATE INDEX reject_run ON reject (run_id, row_number) WHERE run_id IS NOT NULL;
CREATE INDEX reject_dataset ON reject (dataset_id, created_time DESC);
CREATE INDEX reject_pipeline ON reject (pipeline_id, version_id, row_number) WHERE pipeline_id IS NOT NULL;
CREATE INDEX reject_open ON reject (created_time DESC) WHERE state = 'open';

-- Changes captured from a source, each once, in the order of its log.
CREATE TABLE source_change (
  source_id uuid NOT NULL REFERENCES source,
  ordinal bigint NOT NULL,
  position text NOT NULL,
  operation text NOT NULL,
  key jsonb NOT NULL,
  batch_id uuid NOT NULL,
  PRIMARY KEY (source_id, ordinal)
);

CREATE TABLE reconciliation (
  id uuid PRIMARY KEY,
  source_id uuid NOT NULL REFERENCES source,
  time timestamptz NOT NULL,
  figures jsonb NOT NULL,
  is_equal boolean NOT NULL
);
CREATE INDEX reconciliation_source ON reconciliation (source_id, time DESC);

CREATE TABLE duty_violation (
  id uuid PRIMARY KEY,
  source_id uuid NOT NULL REFERENCES source,
  organisation_id uuid NOT NULL,
  due_time timestamptz NOT NULL,
  reason text NOT NULL,
  UNIQUE (source_id, due_time)
);
CREATE INDEX duty_violation_newest ON duty_violation (due_time DESC);
