-- Alarms: one row for each time a rule, fence or forecast opens at a thing, until it clears.
CREATE TABLE alarm (
  -- Id of the firing that opened it.
  id uuid PRIMARY KEY,
  rule_id text NOT NULL,
  rule_title text NOT NULL,
  thing_id uuid NOT NULL,
  thing_name text NOT NULL,
  division_code text COLLATE "C",
  level text NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  -- What was told last; an escalation tells it again with a higher level.
  firing jsonb NOT NULL,
  -- The alarm this one has the same cause as: it is told under that one’s name only.
  merged_into uuid REFERENCES alarm,
  acknowledged_time timestamptz,
  acknowledged_by text,
  acknowledged_note text,
  escalate_seconds integer,
  next_escalation_time timestamptz,
  escalations integer NOT NULL DEFAULT 0
);
CREATE INDEX alarm_time ON alarm (start_time DESC, id DESC);
CREATE INDEX alarm_open ON alarm (rule_id, thing_id) WHERE end_time IS NULL;
CREATE INDEX alarm_merged ON alarm (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX alarm_escalation ON alarm (next_escalation_time) WHERE end_time IS NULL AND acknowledged_time IS NULL;

-- Several devices of one place on one panel, with values derived from them.
CREATE TABLE fused_view (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  division_code text COLLATE "C",
  definition jsonb NOT NULL,
  changed_time timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- Files of filtered and aggregated series made by the clock.
CREATE TABLE scheduled_file (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  definition jsonb NOT NULL,
  -- Divisions of who ordered it: it holds nothing else.
  scope jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  next_time timestamptz NOT NULL
);
CREATE INDEX scheduled_file_next ON scheduled_file (next_time);
CREATE TABLE scheduled_file_run (
  id uuid PRIMARY KEY,
  file_id uuid NOT NULL REFERENCES scheduled_file ON DELETE CASCADE,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL,
  made_time timestamptz NOT NULL,
  rows integer NOT NULL,
  content bytea,
  error text
);
CREATE INDEX scheduled_file_run_file ON scheduled_file_run (file_id, made_time DESC);

-- Models that tell a series ahead from its trend and its hours of the day and week.
CREATE TABLE forecast (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  datastream_id bigint NOT NULL,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  definition jsonb NOT NULL,
  -- What was learnt and told last; null before the first time.
  result jsonb,
  -- The firing that is open because the forecast crosses its limit.
  open_firing uuid,
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  next_time timestamptz NOT NULL
);
CREATE INDEX forecast_next ON forecast (next_time);
