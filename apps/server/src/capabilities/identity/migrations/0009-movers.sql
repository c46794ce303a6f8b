-- An officer moves to another unit on a day: rights follow the post, open tasks go to a successor.
CREATE TABLE transfer (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  -- What the officer had when the move took effect, for the record.
  before jsonb,
  organisation_id uuid NOT NULL REFERENCES organisation,
  roles text[] NOT NULL,
  divisions text[] NOT NULL,
  effective_time timestamptz NOT NULL,
  successor_id uuid NOT NULL REFERENCES app_user,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),
  planned_by text NOT NULL,
  created_time timestamptz NOT NULL,
  done_time timestamptz
);
CREATE INDEX transfer_time ON transfer (effective_time DESC, id DESC);
CREATE UNIQUE INDEX transfer_planned ON transfer (user_id) WHERE state = 'planned';

-- Two duties that must be apart may be in one hand for a time, when somebody else agreed.
CREATE TABLE duty_waiver (
  id uuid PRIMARY KEY,
  account text NOT NULL,
  duties text NOT NULL,
  reason text NOT NULL,
  until_time timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
  asked_by uuid NOT NULL,
  asked_name text NOT NULL,
  asked_time timestamptz NOT NULL,
  decided_name text,
  decided_time timestamptz,
  note text
);
CREATE INDEX duty_waiver_account ON duty_waiver (lower(account), asked_time DESC);
