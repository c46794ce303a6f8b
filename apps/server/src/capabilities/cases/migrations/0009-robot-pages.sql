-- Robots that work on pages of other systems: addresses they may open, runs under way, and each step with its pictures.
ALTER TABLE robot_run DROP CONSTRAINT robot_run_outcome_check;
ALTER TABLE robot_run ADD CONSTRAINT robot_run_outcome_check
  CHECK (outcome IN ('running', 'acted', 'suggested', 'stopped'));
-- Set before anything is submitted: a run found again with it is never repeated.
ALTER TABLE robot_run ADD submit_time timestamptz;
CREATE INDEX robot_run_running ON robot_run (time, id) WHERE outcome = 'running';

CREATE TABLE robot_site (
  id uuid PRIMARY KEY,
  origin text NOT NULL UNIQUE,
  title text NOT NULL,
  added_by uuid NOT NULL,
  added_name text NOT NULL,
  added_time timestamptz NOT NULL
);

CREATE TABLE robot_step (
  run_id uuid NOT NULL REFERENCES robot_run ON DELETE CASCADE,
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
  PRIMARY KEY (run_id, number)
);
