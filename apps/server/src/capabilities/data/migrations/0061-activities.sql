-- Registers of data security (PLT-115): what is done with data, how it was assessed, what leaves the city, what suppliers touch.
CREATE TABLE activity (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  organisation_id uuid NOT NULL,
  purpose text NOT NULL,
  basis text NOT NULL,
  is_personal boolean NOT NULL,
  is_sensitive boolean NOT NULL,
  dataset_ids uuid[] NOT NULL,
  steps jsonb NOT NULL,
  state text NOT NULL,
  registered_time timestamptz NOT NULL
);
CREATE INDEX activity_newest ON activity (registered_time DESC, id DESC);

CREATE TABLE assessment (
  id uuid PRIMARY KEY,
  activity_id uuid NOT NULL REFERENCES activity,
  kind text NOT NULL,
  by_name text NOT NULL,
  user_id uuid NOT NULL,
  answered integer NOT NULL,
  assessed_time timestamptz NOT NULL,
  -- Three years at least (Personal Information Protection Law art. 56).
  keep_until date NOT NULL
);
CREATE INDEX assessment_activity ON assessment (activity_id, assessed_time DESC);

CREATE TABLE risk (
  id uuid PRIMARY KEY,
  assessment_id uuid NOT NULL REFERENCES assessment,
  activity_id uuid NOT NULL REFERENCES activity,
  ordinal integer NOT NULL,
  question text NOT NULL,
  level text NOT NULL,
  finding text NOT NULL,
  due_day date NOT NULL,
  state text NOT NULL,
  remedy text,
  remedied_by uuid,
  review text
);
CREATE INDEX risk_activity ON risk (activity_id) WHERE state <> 'closed';
CREATE INDEX risk_assessment ON risk (assessment_id, ordinal);

CREATE TABLE transfer (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  organisation_id uuid NOT NULL,
  receiver text NOT NULL,
  reach text NOT NULL,
  place text NOT NULL,
  path text NOT NULL,
  purpose text NOT NULL,
  dataset_ids uuid[] NOT NULL,
  persons bigint NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  state text NOT NULL,
  asked_by text NOT NULL,
  user_id uuid NOT NULL,
  asked_time timestamptz NOT NULL,
  decided_by text,
  note text
);
CREATE INDEX transfer_newest ON transfer (asked_time DESC, id DESC);

CREATE TABLE supplier_access (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  supplier text NOT NULL,
  contract text NOT NULL,
  account text NOT NULL,
  purpose text NOT NULL,
  dataset_ids uuid[] NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  registered_time timestamptz NOT NULL,
  ended_time timestamptz,
  proof text,
  told_late timestamptz
);
CREATE INDEX supplier_access_newest ON supplier_access (registered_time DESC, id DESC);
