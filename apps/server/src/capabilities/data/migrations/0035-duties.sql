-- Responsibility lists of data work, issued by document, and the yearly appraisal.
CREATE TABLE duty_batch (
  id uuid PRIMARY KEY,
  document_number text NOT NULL UNIQUE,
  title text NOT NULL,
  kind text NOT NULL,
  year integer NOT NULL,
  notice_days integer NOT NULL,
  issued_by text NOT NULL,
  issued_time timestamptz NOT NULL
);

CREATE TABLE duty (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES duty_batch,
  organisation_id uuid NOT NULL,
  resource text NOT NULL,
  item text NOT NULL,
  due_day date NOT NULL,
  quality double precision,
  person text NOT NULL,
  dataset_id uuid REFERENCES dataset,
  delivered_time timestamptz,
  exempted_time timestamptz,
  exempt_reason text,
  reminded_time timestamptz,
  noticed_time timestamptz
);
CREATE INDEX duty_organisation ON duty (organisation_id, due_day);
CREATE INDEX duty_open ON duty (due_day) WHERE delivered_time IS NULL AND exempted_time IS NULL;

CREATE TABLE data_appraisal (
  year integer PRIMARY KEY,
  version integer NOT NULL,
  weights jsonb NOT NULL,
  state text NOT NULL,
  public_until date,
  computed_time timestamptz,
  frozen_time timestamptz,
  -- What the frozen results rest on.
  snapshot jsonb
);

CREATE TABLE data_appraisal_score (
  year integer NOT NULL REFERENCES data_appraisal,
  organisation_id uuid NOT NULL,
  parts jsonb NOT NULL,
  adjustment double precision NOT NULL,
  score double precision NOT NULL,
  rank integer NOT NULL,
  PRIMARY KEY (year, organisation_id)
);

-- Rewards and penalties beside the formula, with their reason.
CREATE TABLE data_appraisal_adjustment (
  id uuid PRIMARY KEY,
  year integer NOT NULL REFERENCES data_appraisal,
  organisation_id uuid NOT NULL,
  points double precision NOT NULL,
  reason text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);

CREATE TABLE data_appraisal_objection (
  id uuid PRIMARY KEY,
  year integer NOT NULL REFERENCES data_appraisal,
  organisation_id uuid NOT NULL,
  text text NOT NULL,
  user_name text NOT NULL,
  time timestamptz NOT NULL,
  answer text,
  answered_by text
);
