-- Questions that were saved, and every query that was run.
CREATE TABLE analysis (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  organisation_id uuid,
  title text NOT NULL,
  sql text NOT NULL,
  chart jsonb NOT NULL,
  shared boolean NOT NULL,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX analysis_user ON analysis (user_id, changed_time DESC);
CREATE INDEX analysis_shared ON analysis (organisation_id, changed_time DESC) WHERE shared;

CREATE TABLE query_log (
  id uuid PRIMARY KEY,
  time timestamptz NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  organisation_id uuid,
  sql text NOT NULL,
  outcome text NOT NULL,
  ms integer NOT NULL,
  rows integer NOT NULL,
  dataset_ids uuid[] NOT NULL
);
CREATE INDEX query_log_user ON query_log (user_id, time DESC);
CREATE INDEX query_log_quota ON query_log (organisation_id, time);
