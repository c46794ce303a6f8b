-- Programs beside queries in controlled computing, and what came of the results that were let out.
ALTER TABLE sealed_run ADD COLUMN language text NOT NULL DEFAULT 'sql';

CREATE TABLE sealed_result (
  id uuid PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES sealed_project,
  run_id uuid NOT NULL REFERENCES sealed_run,
  title text NOT NULL,
  kind text NOT NULL,
  summary text NOT NULL,
  landing_plan text NOT NULL,
  due_day date NOT NULL,
  landed_day date,
  benefit text,
  benefit_amount double precision,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX sealed_result_newest ON sealed_result (created_time DESC, id);
CREATE INDEX sealed_result_project ON sealed_result (project_id);
