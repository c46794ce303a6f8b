-- Analyses of how one series follows another, kept with inputs, parameters and result.
CREATE TABLE relation_run (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  cause_division text COLLATE "C",
  effect_division text COLLATE "C",
  result jsonb NOT NULL,
  points jsonb NOT NULL,
  computed_time timestamptz NOT NULL
);
CREATE INDEX relation_run_time ON relation_run (computed_time DESC, id DESC);

-- Options compared, the decision taken, and the figures as they were then.
CREATE TABLE decision_memo (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  memo jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'decided')),
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  option text,
  reason text,
  decided_name text,
  decided_time timestamptz,
  before jsonb,
  action_ids uuid[] NOT NULL DEFAULT '{}'
);
CREATE INDEX decision_memo_time ON decision_memo (written_time DESC, id DESC);
