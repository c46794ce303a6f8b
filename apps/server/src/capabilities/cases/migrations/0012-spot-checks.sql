-- Cases drawn by lot for a blind check. What a draw follows from is kept whole, so that it can be drawn again.
CREATE TABLE spot_draw (
  id uuid PRIMARY KEY,
  rule_id uuid NOT NULL REFERENCES appraisal_rule,
  period text NOT NULL,
  wanted integer NOT NULL,
  indicator text,
  checklist text[] NOT NULL,
  seed text NOT NULL,
  pool jsonb NOT NULL,
  pool_size integer NOT NULL,
  checkers jsonb NOT NULL,
  pool_digest text NOT NULL,
  drawn_by text NOT NULL,
  drawn_time timestamptz NOT NULL
);
CREATE INDEX spot_draw_period ON spot_draw (rule_id, period);
CREATE TABLE spot_check (
  id uuid PRIMARY KEY,
  draw_id uuid NOT NULL REFERENCES spot_draw,
  number integer NOT NULL,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  checker_id uuid NOT NULL,
  checker_name text NOT NULL,
  items jsonb,
  score double precision CHECK (score BETWEEN 0 AND 1),
  note text NOT NULL DEFAULT '',
  done_time timestamptz,
  UNIQUE (draw_id, case_id)
);
CREATE INDEX spot_check_checker ON spot_check (checker_id, done_time);
CREATE INDEX spot_check_case ON spot_check (case_id) WHERE done_time IS NULL;
CREATE TABLE spot_photo (
  id uuid PRIMARY KEY,
  check_id uuid NOT NULL REFERENCES spot_check ON DELETE CASCADE,
  content_type text NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL
);
ALTER TABLE spot_photo ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX spot_photo_check ON spot_photo (check_id);
