-- Work for the people of an organisation that answers for data: problems found, differences to settle, changes to look at.
CREATE TABLE govern_task (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  dataset_id uuid,
  organisation_id uuid NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  link text,
  state text NOT NULL,
  opened_time timestamptz NOT NULL,
  due_time timestamptz,
  done_time timestamptz,
  reopened integer NOT NULL DEFAULT 0
);
CREATE INDEX govern_task_of ON govern_task (organisation_id, state, opened_time DESC);

CREATE TABLE quality_rule (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  name text NOT NULL,
  dimension text NOT NULL,
  spec jsonb NOT NULL,
  threshold double precision NOT NULL,
  weight double precision NOT NULL,
  is_critical boolean NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  revision integer NOT NULL DEFAULT 1,
  created_time timestamptz NOT NULL
);
CREATE INDEX quality_rule_dataset ON quality_rule (dataset_id, created_time);

CREATE TABLE quality_check (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  version_id uuid,
  cause text NOT NULL,
  state text NOT NULL,
  score double precision,
  dimensions jsonb NOT NULL DEFAULT '{}',
  error text,
  created_time timestamptz NOT NULL,
  done_time timestamptz
);
CREATE INDEX quality_check_dataset ON quality_check (dataset_id, created_time DESC);
CREATE INDEX quality_check_waiting ON quality_check (created_time) WHERE state = 'waiting';
CREATE INDEX quality_check_done ON quality_check (done_time DESC) WHERE state = 'done';

CREATE TABLE quality_result (
  check_id uuid NOT NULL REFERENCES quality_check ON DELETE CASCADE,
  rule_id uuid NOT NULL REFERENCES quality_rule ON DELETE CASCADE,
  rule_revision integer NOT NULL,
  numerator bigint NOT NULL,
  denominator bigint NOT NULL,
  is_passed boolean NOT NULL,
  PRIMARY KEY (check_id, rule_id)
);

-- What one rule found in one dataset. It is resolved by a check that passes and by nothing else.
CREATE TABLE quality_issue (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  rule_id uuid NOT NULL UNIQUE REFERENCES quality_rule ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  state text NOT NULL,
  failing bigint NOT NULL,
  keys text[] NOT NULL,
  check_id uuid NOT NULL,
  opened_time timestamptz NOT NULL,
  resolved_time timestamptz,
  reopened integer NOT NULL DEFAULT 0,
  note text
);
CREATE INDEX quality_issue_list ON quality_issue (state, opened_time DESC);
CREATE INDEX quality_issue_organisation ON quality_issue (organisation_id, state, opened_time DESC);
CREATE TABLE quality_issue_step (
  issue_id uuid NOT NULL REFERENCES quality_issue ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  user_name text,
  note text,
  failing bigint
);
CREATE INDEX quality_issue_step_of ON quality_issue_step (issue_id, time);
