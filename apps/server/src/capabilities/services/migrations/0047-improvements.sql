CREATE TABLE improvement (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  item_id uuid NOT NULL,
  item_title text NOT NULL,
  organisation_id uuid,
  kind text NOT NULL,
  text text NOT NULL,
  state text NOT NULL,
  reason text,
  who text,
  measure text,
  due_day date,
  done_note text,
  done_time timestamptz,
  by_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX improvement_office ON improvement (organisation_id, state, created_time DESC);
CREATE UNIQUE INDEX improvement_open ON improvement (item_id, text) WHERE state IN ('proposed', 'accepted');
COMMENT ON TABLE improvement IS '优化建议: findings of process mining put before the office of the item.';
