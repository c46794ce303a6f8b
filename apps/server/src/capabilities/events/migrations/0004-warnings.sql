CREATE TABLE warning (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  identifier text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('draft', 'issued', 'superseded', 'expired', 'lifted', 'rejected')),
  exercise boolean NOT NULL,
  imported boolean NOT NULL,
  category text NOT NULL,
  event_type text,
  event_name text NOT NULL,
  event_id uuid REFERENCES event ON DELETE SET NULL,
  level text NOT NULL,
  headline text NOT NULL,
  description text NOT NULL,
  instruction text NOT NULL,
  area_text text NOT NULL,
  division_codes text[] NOT NULL,
  -- The smallest division that holds the whole area, for the scope of its readers.
  division_code text COLLATE "C",
  geometry jsonb,
  channels text[] NOT NULL,
  sender_id uuid,
  sender_name text,
  evidence jsonb NOT NULL,
  drafted_by uuid,
  drafted_name text,
  drafted_time timestamptz NOT NULL,
  verify_due_time timestamptz,
  verify_late boolean NOT NULL DEFAULT false,
  effective_time timestamptz,
  expires_time timestamptz NOT NULL,
  issued_by uuid,
  issued_name text,
  issued_time timestamptz,
  supersedes_id uuid REFERENCES warning,
  superseded_by_id uuid REFERENCES warning,
  ended_time timestamptz,
  ended_reason text,
  outcome text CHECK (outcome IN ('hit', 'false-alarm')),
  occurred_time timestamptz,
  -- The message as it went out, word for word.
  cap text,
  grams text[] NOT NULL
);
CREATE INDEX warning_drafted ON warning (drafted_time DESC, id DESC);
CREATE INDEX warning_state ON warning (state, drafted_time DESC);
CREATE INDEX warning_expires ON warning (expires_time) WHERE state = 'issued';
CREATE INDEX warning_verify ON warning (verify_due_time) WHERE state = 'draft' AND NOT verify_late;
CREATE INDEX warning_event ON warning (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX warning_grams ON warning USING gin (grams) WITH (fastupdate = off);

CREATE TABLE warning_entry (
  id uuid PRIMARY KEY,
  warning_id uuid NOT NULL REFERENCES warning ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  user_id uuid,
  user_name text,
  text text NOT NULL
);
COMMENT ON TABLE warning_entry IS 'append-only';
CREATE INDEX warning_entry_warning ON warning_entry (warning_id, id);

CREATE TABLE broadcast (
  warning_id uuid NOT NULL REFERENCES warning ON DELETE CASCADE,
  channel text NOT NULL,
  targets integer NOT NULL,
  sent integer NOT NULL,
  failed integer NOT NULL,
  time timestamptz NOT NULL,
  detail text,
  PRIMARY KEY (warning_id, channel)
);

CREATE TABLE warning_subscription (
  user_id uuid NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  PRIMARY KEY (user_id, division_code)
);
CREATE INDEX warning_subscription_division ON warning_subscription (division_code);

CREATE TABLE warning_number (
  day date PRIMARY KEY,
  last integer NOT NULL
);
