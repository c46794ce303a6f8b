-- A natural or legal person. The number is sealed with SM4; it is found by a keyed hash, which tells equality only.
CREATE TABLE subject (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
  name text NOT NULL,
  number_sealed text,
  number_hash text,
  number_masked text NOT NULL,
  birth_date date,
  assurance smallint NOT NULL CHECK (assurance BETWEEN 1 AND 3),
  assured_by text,
  assured_time timestamptz,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'deceased', 'cancelled')),
  state_time timestamptz,
  state_reason text,
  grams text[] NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE UNIQUE INDEX subject_number ON subject (number_hash);
CREATE INDEX subject_grams ON subject USING gin (grams);
CREATE INDEX subject_kind ON subject (kind, created_time DESC, id DESC);

-- The account a natural person signs in with. A second account of the same person is linked to the first one.
CREATE TABLE subject_account (
  user_id uuid PRIMARY KEY REFERENCES app_user ON DELETE CASCADE,
  subject_id uuid NOT NULL REFERENCES subject,
  channel text NOT NULL,
  linked_time timestamptz NOT NULL
);
CREATE INDEX subject_account_subject ON subject_account (subject_id);

-- Who may act for whom: representative, agent, guardian, proxy. Bounded by scene and by time.
CREATE TABLE mandate (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL REFERENCES subject,
  agent_id uuid NOT NULL REFERENCES subject,
  authority text NOT NULL CHECK (authority IN ('representative', 'agent', 'guardian', 'proxy')),
  scenes text[],
  from_time timestamptz NOT NULL,
  until_time timestamptz,
  proof text NOT NULL,
  granted_by uuid,
  created_time timestamptz NOT NULL,
  withdrawn_time timestamptz,
  withdrawn_reason text,
  CHECK (subject_id <> agent_id)
);
CREATE INDEX mandate_agent ON mandate (agent_id) WHERE withdrawn_time IS NULL;
CREATE INDEX mandate_subject ON mandate (subject_id, created_time DESC);
-- One legal representative at a time.
CREATE UNIQUE INDEX mandate_representative ON mandate (subject_id)
  WHERE authority = 'representative' AND withdrawn_time IS NULL;

-- For whom a session acts: a mandate, or the person at the keys (null with chosen true), or not chosen yet.
ALTER TABLE session
  ADD COLUMN mandate_id uuid REFERENCES mandate,
  ADD COLUMN mandate_chosen boolean NOT NULL DEFAULT false;
