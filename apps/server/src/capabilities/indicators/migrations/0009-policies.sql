-- Comparisons of what changed at a policy, kept with both series as they were.
CREATE TABLE policy_run (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  control_code text COLLATE "C",
  result jsonb NOT NULL,
  points jsonb NOT NULL,
  computed_time timestamptz NOT NULL
);
CREATE INDEX policy_run_time ON policy_run (computed_time DESC, id DESC);
