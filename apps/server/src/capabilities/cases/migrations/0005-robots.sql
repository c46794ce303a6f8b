-- Robots of the case process. A version is written, tried on samples, approved by somebody else, and then runs; a change
-- is a new version that waits for approval while the old one goes on.
CREATE TABLE robot (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  active_version integer,
  paused boolean NOT NULL DEFAULT false
);
CREATE TABLE robot_version (
  robot_id uuid NOT NULL REFERENCES robot ON DELETE CASCADE,
  version integer NOT NULL,
  definition jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'approved', 'refused')),
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  tried integer NOT NULL DEFAULT 0,
  decided_name text,
  decided_time timestamptz,
  decision text,
  PRIMARY KEY (robot_id, version)
);
-- What each run saw, what it decided and why.
CREATE TABLE robot_run (
  id uuid PRIMARY KEY,
  robot_id uuid NOT NULL REFERENCES robot,
  version integer NOT NULL,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  task_id uuid NOT NULL,
  task_version integer NOT NULL,
  time timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('acted', 'suggested', 'stopped')),
  confidence double precision NOT NULL,
  reason text NOT NULL,
  inputs jsonb NOT NULL,
  outputs jsonb NOT NULL,
  UNIQUE (robot_id, version, task_id, task_version)
);
CREATE INDEX robot_run_time ON robot_run (time DESC, id DESC);
CREATE INDEX robot_run_case ON robot_run (case_id);
