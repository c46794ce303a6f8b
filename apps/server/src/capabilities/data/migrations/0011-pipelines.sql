-- Pipelines, stored as text: `steps` is the list of operators as people write it, each revision kept.
CREATE TABLE pipeline (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  version integer NOT NULL,
  organisation_id uuid NOT NULL,
  input_id uuid NOT NULL REFERENCES dataset,
  output_id uuid NOT NULL REFERENCES dataset,
  steps jsonb NOT NULL,
  assertions jsonb NOT NULL,
  schedule jsonb NOT NULL,
  partition text,
  is_enabled boolean NOT NULL,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX pipeline_newest ON pipeline (created_time DESC, id DESC);
CREATE INDEX pipeline_input ON pipeline (input_id);
CREATE INDEX pipeline_output ON pipeline (output_id);

CREATE TABLE pipeline_revision (
  pipeline_id uuid NOT NULL REFERENCES pipeline,
  version integer NOT NULL,
  time timestamptz NOT NULL,
  user_name text,
  body jsonb NOT NULL,
  PRIMARY KEY (pipeline_id, version)
);

-- What made a version: a run of a pipeline (`kind` pipeline) or a delivery (`kind` batch, with the id of the batch).
CREATE TABLE run (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  pipeline_id uuid REFERENCES pipeline,
  pipeline_version integer,
  source_id uuid,
  -- The dataset the output goes to.
  dataset_id uuid NOT NULL,
  state text NOT NULL,
  cause text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}',
  note text,
  attempts integer NOT NULL DEFAULT 0,
  priority integer NOT NULL DEFAULT 5,
  rows_in bigint,
  rows_out bigint,
  rejects bigint,
  version_id uuid,
  rules jsonb NOT NULL DEFAULT '[]',
  created_time timestamptz NOT NULL,
  started_time timestamptz,
  ended_time timestamptz
);
CREATE INDEX run_newest ON run (created_time DESC, id DESC);
CREATE INDEX run_pipeline ON run (pipeline_id, created_time DESC) WHERE pipeline_id IS NOT NULL;
CREATE INDEX run_dataset ON run (dataset_id, created_time DESC);
CREATE INDEX run_due ON run (priority, created_time) WHERE state IN ('waiting', 'running');

-- Versions a run has read.
CREATE TABLE run_input (
  run_id uuid NOT NULL REFERENCES run,
  version_id uuid NOT NULL,
  dataset_id uuid NOT NULL,
  PRIMARY KEY (run_id, version_id)
);
CREATE INDEX run_input_version ON run_input (version_id);
