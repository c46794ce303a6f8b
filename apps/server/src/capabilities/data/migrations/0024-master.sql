-- Master data over the rows of datasets: what is matched, from which sources, and which value survives.
CREATE TABLE master_model (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL,
  attributes jsonb NOT NULL,
  sources jsonb NOT NULL,
  review_score double precision NOT NULL,
  created_time timestamptz NOT NULL
);

-- A root has an id without meaning that is never used again. It has no values of its own: they follow from its records.
CREATE TABLE master_record (
  model_id uuid NOT NULL REFERENCES master_model ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  root_id uuid NOT NULL,
  strong_key text COLLATE "C",
  values jsonb NOT NULL,
  seen_time timestamptz NOT NULL,
  PRIMARY KEY (model_id, dataset_id, source_id)
);
CREATE INDEX master_record_root ON master_record (root_id);
CREATE INDEX master_record_key ON master_record (model_id, strong_key) WHERE strong_key IS NOT NULL;
CREATE INDEX master_record_name ON master_record (model_id, (values ->> 'name'));

-- The root of each valid strong key.
CREATE TABLE master_key (
  model_id uuid NOT NULL REFERENCES master_model ON DELETE CASCADE,
  strong_key text COLLATE "C" NOT NULL,
  root_id uuid NOT NULL,
  PRIMARY KEY (model_id, strong_key)
);

CREATE TABLE master_run (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES master_model ON DELETE CASCADE,
  state text NOT NULL,
  records integer,
  roots integer,
  proposed integer,
  error text,
  created_time timestamptz NOT NULL,
  done_time timestamptz
);
CREATE INDEX master_run_model ON master_run (model_id, created_time DESC);
CREATE INDEX master_run_waiting ON master_run (created_time) WHERE state = 'waiting';

CREATE TABLE master_pair (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES master_model ON DELETE CASCADE,
  left_dataset uuid NOT NULL,
  left_source text COLLATE "C" NOT NULL,
  right_dataset uuid NOT NULL,
  right_source text COLLATE "C" NOT NULL,
  score double precision NOT NULL,
  evidence jsonb NOT NULL,
  state text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  user_name text,
  reason text,
  UNIQUE (model_id, left_dataset, left_source, right_dataset, right_source)
);
CREATE INDEX master_pair_desk ON master_pair (model_id, state, score DESC);

-- Merges and splits, kept for good: each can be taken back.
CREATE TABLE master_move (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES master_model ON DELETE CASCADE,
  act text NOT NULL,
  from_root uuid NOT NULL,
  to_root uuid NOT NULL,
  records jsonb NOT NULL,
  reason text NOT NULL,
  user_name text NOT NULL,
  time timestamptz NOT NULL,
  undone_time timestamptz
);
CREATE INDEX master_move_from ON master_move (from_root, time DESC);
CREATE INDEX master_move_to ON master_move (to_root, time DESC);
