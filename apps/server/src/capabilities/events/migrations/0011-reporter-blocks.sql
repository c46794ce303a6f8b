-- Citizens who misuse public reporting: suspended for a term with a reason, with one appeal.
CREATE TABLE reporter_block (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  report_id uuid NOT NULL,
  event_id uuid NOT NULL,
  division_code text COLLATE "C",
  reporter_name text,
  reason text NOT NULL,
  from_time timestamptz NOT NULL,
  until_time timestamptz NOT NULL,
  blocked_by uuid NOT NULL,
  blocked_name text NOT NULL,
  appeal text,
  appeal_time timestamptz,
  lifted boolean,
  ruling text,
  ruled_name text,
  ruled_time timestamptz
);
CREATE INDEX reporter_block_user ON reporter_block (user_id, until_time DESC);
CREATE INDEX reporter_block_time ON reporter_block (from_time DESC, id DESC);
