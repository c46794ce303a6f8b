-- Maps of reach and of suitable sites, kept with what they were computed from.
CREATE TABLE reach_run (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('reach', 'site')),
  title text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  division_name text NOT NULL,
  input jsonb NOT NULL,
  result jsonb NOT NULL,
  method text NOT NULL,
  limits text NOT NULL,
  data_time timestamptz,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX reach_run_time ON reach_run (time DESC, id DESC);
