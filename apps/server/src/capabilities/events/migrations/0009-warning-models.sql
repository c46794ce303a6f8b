-- Models that watch a series and draft a warning when it departs from what is usual or runs towards a limit.
CREATE TABLE warning_model (
  id uuid PRIMARY KEY,
  settings jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'active', 'paused')),
  series_title text NOT NULL,
  unit text NOT NULL,
  division_code text COLLATE "C",
  -- The test on history of the settings as they are; none after a change.
  test jsonb,
  points jsonb,
  found jsonb,
  run_time timestamptz,
  by_name text NOT NULL,
  changed_time timestamptz NOT NULL
);
CREATE INDEX warning_model_changed ON warning_model (changed_time DESC, id DESC);
CREATE INDEX warning_model_due ON warning_model (run_time NULLS FIRST) WHERE state = 'active';
CREATE INDEX warning_of_model ON warning ((evidence ->> 'modelId')) WHERE evidence ? 'modelId';
