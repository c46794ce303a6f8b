-- What of citizens' reports is public, and what they are worth: one rule, whose version grows.
CREATE TABLE openness_rule (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  version integer NOT NULL,
  content jsonb NOT NULL,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL
);

-- The ledger of points: lines are added, never changed. The platform rewards an event once.
CREATE TABLE point_entry (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  points integer NOT NULL,
  reason text NOT NULL,
  event_id uuid UNIQUE,
  event_reference text,
  entered_by text,
  time timestamptz NOT NULL
);
CREATE INDEX point_entry_user ON point_entry (user_id, time DESC, id DESC);
CREATE INDEX point_entry_time ON point_entry (time DESC, id DESC);
-- On-time shares of cases that citizens' events led to.
CREATE INDEX case_event_closed ON city_case (event_id) WHERE closed_time IS NOT NULL AND event_id IS NOT NULL;
