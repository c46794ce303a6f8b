-- One source for each item, and those it is checked against.
CREATE TABLE item_check (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  field text NOT NULL,
  key_field text NOT NULL,
  cycle text NOT NULL,
  checkers jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  UNIQUE (dataset_id, field)
);
CREATE TABLE comparison (
  id uuid PRIMARY KEY,
  item_id uuid NOT NULL REFERENCES item_check ON DELETE CASCADE,
  time timestamptz NOT NULL,
  compared bigint NOT NULL,
  differing bigint NOT NULL,
  groups jsonb NOT NULL
);
CREATE INDEX comparison_item ON comparison (item_id, time DESC);
CREATE TABLE comparison_difference (
  comparison_id uuid NOT NULL REFERENCES comparison ON DELETE CASCADE,
  checker_id uuid NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  ours text,
  theirs text
);
CREATE INDEX comparison_difference_of ON comparison_difference (comparison_id, checker_id, kind, key);

-- Who has used records of a dataset and is told of corrections.
CREATE TABLE receiver (
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  system text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (dataset_id, organisation_id, system)
);

CREATE TABLE error_report (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  record_key text NOT NULL,
  field text NOT NULL,
  suggested text,
  evidence text NOT NULL,
  state text NOT NULL,
  reason text,
  value text,
  version_id uuid,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  due_time timestamptz NOT NULL
);
-- While one is open, others of the same value join it.
CREATE UNIQUE INDEX error_report_open ON error_report (dataset_id, record_key, field) WHERE state IN ('waiting', 'accepted');
CREATE INDEX error_report_newest ON error_report (created_time DESC, id);
CREATE INDEX error_report_of ON error_report (organisation_id, state, created_time DESC);
CREATE TABLE error_reporter (
  report_id uuid NOT NULL REFERENCES error_report ON DELETE CASCADE,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  organisation_name text,
  evidence text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (report_id, user_id)
);
CREATE TABLE correction_notice (
  report_id uuid NOT NULL REFERENCES error_report ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  system text NOT NULL,
  time timestamptz NOT NULL,
  acknowledged_time timestamptz,
  PRIMARY KEY (report_id, organisation_id, system)
);
CREATE INDEX correction_notice_of ON correction_notice (organisation_id, time DESC);
