-- Requests for data, what was granted, what was asked for and is missing, and what users say of datasets.
CREATE TABLE application (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  kind text NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset,
  provider_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  user_id uuid,
  user_name text NOT NULL,
  fields text[] NOT NULL,
  -- Fields asked for unmasked.
  plain text[] NOT NULL,
  row_filter jsonb NOT NULL,
  purpose text NOT NULL,
  scene text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  delivery text NOT NULL,
  legal_basis text NOT NULL,
  state text NOT NULL,
  submitted_time timestamptz NOT NULL,
  -- End of the working day by which the provider answers; null while the applicant completes.
  due_time timestamptz,
  left_minutes double precision,
  completions integer NOT NULL DEFAULT 0,
  answered_time timestamptz,
  told_due timestamptz,
  grant_id uuid
);
CREATE INDEX application_provider ON application (provider_id, submitted_time DESC);
CREATE INDEX application_applicant ON application (organisation_id, submitted_time DESC);
CREATE INDEX application_due ON application (due_time) WHERE state = 'waiting';

CREATE TABLE application_step (
  application_id uuid NOT NULL REFERENCES application ON DELETE CASCADE,
  ordinal integer NOT NULL,
  time timestamptz NOT NULL,
  user_name text NOT NULL,
  act text NOT NULL,
  note text,
  citation text,
  PRIMARY KEY (application_id, ordinal)
);

CREATE TABLE grant_of_use (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  application_id uuid NOT NULL REFERENCES application,
  dataset_id uuid NOT NULL REFERENCES dataset,
  provider_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  -- Field → how it is shown.
  fields jsonb NOT NULL,
  row_filter jsonb NOT NULL,
  purpose text NOT NULL,
  scene text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  delivery text NOT NULL,
  created_time timestamptz NOT NULL,
  withdrawn_time timestamptz,
  withdrawn_reason text,
  last_used_time timestamptz,
  told_unused timestamptz
);
CREATE INDEX grant_dataset ON grant_of_use (dataset_id, created_time DESC);
CREATE INDEX grant_organisation ON grant_of_use (organisation_id, created_time DESC);
CREATE INDEX grant_provider ON grant_of_use (provider_id, created_time DESC);

CREATE TABLE demand (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  description text NOT NULL,
  organisation_id uuid NOT NULL,
  user_name text NOT NULL,
  owner_id uuid,
  created_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  answer text,
  answer_day date,
  note text,
  dataset_id uuid REFERENCES dataset,
  answered_time timestamptz,
  answered_by text
);
CREATE INDEX demand_newest ON demand (created_time DESC, id DESC);

CREATE TABLE rating (
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  user_name text NOT NULL,
  stars integer NOT NULL,
  comment text NOT NULL,
  is_error_report boolean NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (dataset_id, organisation_id, time)
);
