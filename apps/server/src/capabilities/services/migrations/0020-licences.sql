-- Kinds of licences written or changed on this installation; the others stand in the domains.
CREATE TABLE licence_type (
  id text COLLATE "C" PRIMARY KEY,
  definition jsonb NOT NULL,
  version integer NOT NULL,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL
);

CREATE TABLE licence_batch (
  id uuid PRIMARY KEY,
  type_id text COLLATE "C" NOT NULL,
  source text NOT NULL,
  issuer_id uuid NOT NULL,
  by_name text NOT NULL,
  total integer NOT NULL,
  created_time timestamptz NOT NULL,
  finished_time timestamptz
);
CREATE INDEX licence_batch_open ON licence_batch (created_time) WHERE finished_time IS NULL;

-- A row is done with the licence it became, in one transaction: a cut leaves neither half.
CREATE TABLE licence_batch_row (
  batch_id uuid NOT NULL REFERENCES licence_batch ON DELETE CASCADE,
  row integer NOT NULL,
  input jsonb NOT NULL,
  licence_id uuid,
  reason text,
  done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (batch_id, row)
);
CREATE INDEX licence_batch_row_open ON licence_batch_row (batch_id, row) WHERE NOT done;
CREATE INDEX licence_batch_row_refused ON licence_batch_row (batch_id, row) WHERE reason IS NOT NULL;

CREATE TABLE licence (
  id uuid PRIMARY KEY,
  identifier text COLLATE "C" NOT NULL UNIQUE,
  number text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  type_id text COLLATE "C" NOT NULL,
  holder_id uuid NOT NULL,
  holder_name text NOT NULL,
  issuer_id uuid NOT NULL,
  application_id uuid,
  fields jsonb NOT NULL,
  valid_from date NOT NULL,
  valid_until date,
  state text NOT NULL,
  state_reason text,
  state_time timestamptz NOT NULL,
  trust text NOT NULL,
  copy_of uuid,
  -- The text that was signed, its signature and the seal over it: exactly what a file carries.
  data text NOT NULL,
  key_id text NOT NULL,
  signature text NOT NULL,
  seal jsonb,
  checked_year integer,
  issued_time timestamptz NOT NULL,
  grams text[] NOT NULL,
  UNIQUE (number, version, type_id)
);
CREATE INDEX licence_holder ON licence (holder_id, type_id, issued_time DESC);
CREATE INDEX licence_issuer ON licence (issuer_id, issued_time DESC);
CREATE INDEX licence_type_state ON licence (type_id, state);
CREATE INDEX licence_application ON licence (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX licence_stopped ON licence (state_time) WHERE state NOT IN ('valid', 'changed');
CREATE INDEX licence_grams ON licence USING gin (grams);
-- Two papers of one kind cannot come of one application, however often it is told.
CREATE UNIQUE INDEX licence_once ON licence (application_id, type_id, holder_id) WHERE application_id IS NOT NULL AND version = 1;

CREATE TABLE licence_event (
  id uuid PRIMARY KEY,
  licence_id uuid NOT NULL REFERENCES licence ON DELETE CASCADE,
  time timestamptz NOT NULL,
  kind text NOT NULL,
  by_name text NOT NULL,
  reason text,
  basis text
);
CREATE INDEX licence_event_licence ON licence_event (licence_id, time);

CREATE TABLE licence_authorisation (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  licence_id uuid NOT NULL REFERENCES licence,
  holder_id uuid NOT NULL,
  granted_by uuid NOT NULL,
  organisation_id uuid,
  to_name text NOT NULL,
  purpose text NOT NULL,
  item_id text,
  until_time timestamptz NOT NULL,
  uses_left integer,
  withdrawn boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL
);
CREATE INDEX licence_authorisation_holder ON licence_authorisation (holder_id, created_time DESC);
CREATE INDEX licence_authorisation_licence ON licence_authorisation (licence_id, created_time DESC);

CREATE TABLE licence_use (
  id uuid PRIMARY KEY,
  licence_id uuid NOT NULL REFERENCES licence,
  holder_id uuid NOT NULL,
  version integer NOT NULL,
  authorisation_id uuid,
  organisation_id uuid,
  organisation_name text NOT NULL,
  user_name text,
  purpose text NOT NULL,
  item_id text,
  application_id uuid,
  basis text,
  way text NOT NULL,
  fields text[] NOT NULL,
  time timestamptz NOT NULL,
  complaint text,
  complaint_due timestamptz,
  answer text
);
CREATE INDEX licence_use_holder ON licence_use (holder_id, time DESC);
CREATE INDEX licence_use_licence ON licence_use (licence_id);
CREATE INDEX licence_use_application ON licence_use (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX licence_use_complaint ON licence_use (time DESC) WHERE complaint IS NOT NULL;

-- Keys papers were signed with, so that all of them can be published.
CREATE TABLE signing_key (
  key_id text COLLATE "C" PRIMARY KEY,
  purpose text NOT NULL
);
