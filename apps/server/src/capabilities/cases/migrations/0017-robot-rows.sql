-- Robots by time, and robots that go through files line by line.

-- Each planned time fires once, whatever the number of processes.
CREATE TABLE robot_fire (
  robot_id uuid NOT NULL REFERENCES robot,
  planned_time timestamptz NOT NULL,
  fired_time timestamptz NOT NULL,
  -- It came while the robot was paused: nothing was done, and nothing will be.
  passed boolean NOT NULL,
  PRIMARY KEY (robot_id, planned_time)
);
-- Tasks a robot by time has still to look at.
CREATE TABLE robot_due (
  robot_id uuid NOT NULL REFERENCES robot,
  task_id uuid NOT NULL REFERENCES task ON DELETE CASCADE,
  planned_time timestamptz NOT NULL,
  PRIMARY KEY (robot_id, task_id)
);

CREATE TABLE robot_batch (
  id uuid PRIMARY KEY,
  robot_id uuid NOT NULL REFERENCES robot,
  version integer NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  file_name text NOT NULL,
  sm3 text NOT NULL,
  headings text[] NOT NULL,
  started_time timestamptz NOT NULL,
  started_name text,
  ended_time timestamptz,
  fault text
);
CREATE INDEX robot_batch_time ON robot_batch (started_time DESC, id DESC);
-- A file found in a folder is taken once.
CREATE UNIQUE INDEX robot_batch_found ON robot_batch (robot_id, file_name, sm3) WHERE started_name IS NULL;

CREATE TABLE robot_row (
  batch_id uuid NOT NULL REFERENCES robot_batch,
  number integer NOT NULL,
  robot_id uuid NOT NULL,
  key text NOT NULL,
  cells jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'done', 'skipped', 'known', 'left', 'by-hand')),
  rule integer,
  reason text NOT NULL DEFAULT '',
  subject_kind text,
  subject_id uuid,
  subject_reference text,
  -- Set before anything is submitted on a page: such a line is never submitted again.
  submit_time timestamptz,
  time timestamptz,
  PRIMARY KEY (batch_id, number)
);
CREATE INDEX robot_row_waiting ON robot_row (robot_id, batch_id, number) WHERE state = 'waiting';
-- What was done is never done again, from whatever file.
CREATE UNIQUE INDEX robot_row_once ON robot_row (robot_id, key) WHERE state IN ('done', 'by-hand');
CREATE INDEX robot_row_time ON robot_row (time) WHERE time IS NOT NULL;

CREATE TABLE robot_row_step (
  batch_id uuid NOT NULL,
  row_number integer NOT NULL,
  number integer NOT NULL,
  act text NOT NULL,
  target text NOT NULL DEFAULT '',
  value text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('done', 'failed', 'left')),
  message text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  time timestamptz NOT NULL,
  picture_before bytea,
  picture_after bytea,
  PRIMARY KEY (batch_id, row_number, number),
  FOREIGN KEY (batch_id, row_number) REFERENCES robot_row (batch_id, number) ON DELETE CASCADE
);
