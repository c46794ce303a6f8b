-- Controlled computing: projects of partners and every run of their code.
CREATE TABLE sealed_project (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  title text NOT NULL,
  purpose text NOT NULL,
  team text[] NOT NULL,
  plan text NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset,
  columns jsonb NOT NULL,
  state text NOT NULL,
  reason text,
  min_cell integer NOT NULL,
  budget integer NOT NULL,
  spent integer NOT NULL DEFAULT 0,
  violations integer NOT NULL DEFAULT 0,
  created_time timestamptz NOT NULL
);
CREATE INDEX sealed_project_newest ON sealed_project (created_time DESC, id);
CREATE INDEX sealed_project_user ON sealed_project (user_id, created_time DESC);

CREATE TABLE sealed_run (
  id uuid PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES sealed_project,
  user_name text NOT NULL,
  code text NOT NULL,
  code_hash text NOT NULL,
  version_id uuid NOT NULL REFERENCES version,
  output jsonb,
  output_hash text,
  ledger_id text,
  state text NOT NULL,
  reason text,
  cost integer NOT NULL,
  suppressed integer NOT NULL,
  words text[] NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX sealed_run_project ON sealed_run (project_id, time DESC, id);
