CREATE TABLE credit_batch (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  by_name text NOT NULL,
  total integer NOT NULL,
  accepted integer NOT NULL,
  late integer NOT NULL,
  rejects jsonb NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX credit_batch_organisation ON credit_batch (organisation_id, created_time DESC);

CREATE TABLE credit_record (
  id uuid PRIMARY KEY,
  item_id text COLLATE "C" NOT NULL,
  nature text NOT NULL,
  subject_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_name text NOT NULL,
  -- As it may be shown: whole for organisations, masked for persons.
  subject_number text NOT NULL,
  organisation_id uuid NOT NULL,
  document_number text NOT NULL,
  content text NOT NULL,
  basis text NOT NULL,
  decided_day date NOT NULL,
  delivered_time timestamptz NOT NULL,
  due_day date,
  late boolean NOT NULL,
  valid_until date NOT NULL,
  public_from date,
  public_until date,
  state text NOT NULL,
  repaired_time timestamptz,
  objection boolean NOT NULL DEFAULT false,
  note text,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL,
  UNIQUE (item_id, organisation_id, document_number, subject_id)
);
CREATE INDEX credit_record_subject ON credit_record (subject_id, decided_day DESC);
CREATE INDEX credit_record_item ON credit_record (item_id, decided_day DESC);
CREATE INDEX credit_record_changed ON credit_record (changed_time, id);
CREATE INDEX credit_record_public ON credit_record (decided_day DESC) WHERE public_until IS NOT NULL AND state <> 'withdrawn';
CREATE INDEX credit_record_grams ON credit_record USING gin (grams);

CREATE TABLE credit_query (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  organisation_name text NOT NULL,
  user_name text NOT NULL,
  purpose text NOT NULL,
  way text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX credit_query_subject ON credit_query (subject_id, time DESC);

CREATE TABLE credit_authorisation (
  code text COLLATE "C" PRIMARY KEY,
  subject_id uuid NOT NULL,
  to_name text NOT NULL,
  purpose text NOT NULL,
  until_time timestamptz NOT NULL,
  created_time timestamptz NOT NULL
);

CREATE TABLE credit_objection (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  record_id uuid NOT NULL REFERENCES credit_record,
  subject_id uuid NOT NULL,
  user_id uuid NOT NULL,
  text text NOT NULL,
  state text NOT NULL,
  answer text,
  asked_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  answered_time timestamptz,
  told_late boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX credit_objection_open ON credit_objection (record_id) WHERE state = 'open';
CREATE INDEX credit_objection_subject ON credit_objection (subject_id, asked_time DESC);

CREATE TABLE credit_repair (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  record_id uuid NOT NULL REFERENCES credit_record,
  subject_id uuid NOT NULL,
  user_id uuid NOT NULL,
  proof text NOT NULL,
  commitment text NOT NULL,
  state text NOT NULL,
  decision text,
  asked_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL
);
CREATE UNIQUE INDEX credit_repair_open ON credit_repair (record_id) WHERE state = 'review';

CREATE TABLE credit_list (
  id uuid PRIMARY KEY,
  list text NOT NULL,
  subject_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_name text NOT NULL,
  subject_number text NOT NULL,
  organisation_id uuid NOT NULL,
  reason text NOT NULL,
  basis text NOT NULL,
  decision_number text NOT NULL,
  state text NOT NULL,
  statement text,
  statement_until timestamptz NOT NULL,
  from_day date,
  until_day date,
  removed_day date,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX credit_list_subject ON credit_list (subject_id) WHERE state = 'listed';
CREATE INDEX credit_list_grams ON credit_list USING gin (grams);

-- A measure that was asked for and what it said: feedback stands in the transaction of the hit.
CREATE TABLE credit_measure_use (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  use text NOT NULL,
  verdict text NOT NULL,
  measures text[] NOT NULL,
  organisation_name text NOT NULL,
  reference text,
  taken text,
  time timestamptz NOT NULL
);
CREATE INDEX credit_measure_use_time ON credit_measure_use (time DESC);

-- Consent of a person to be scored; the score goes with it.
CREATE TABLE credit_consent (
  subject_id uuid PRIMARY KEY,
  since timestamptz NOT NULL
);
