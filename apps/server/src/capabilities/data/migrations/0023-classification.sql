-- What was found to tell of somebody, for the owner to confirm.
CREATE TABLE sensitive_proposal (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  field text NOT NULL,
  kind text NOT NULL,
  grade text NOT NULL,
  found_by text NOT NULL,
  share double precision,
  state text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  user_name text,
  UNIQUE (dataset_id, field, kind)
);
CREATE INDEX sensitive_proposal_state ON sensitive_proposal (state, created_time DESC);

CREATE TABLE unmask_request (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  fields text[] NOT NULL,
  purpose text NOT NULL,
  until_time timestamptz NOT NULL,
  state text NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  organisation_id uuid,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  decided_by text,
  reason text
);
CREATE INDEX unmask_request_of ON unmask_request (user_id, dataset_id) WHERE state = 'granted';
CREATE INDEX unmask_request_newest ON unmask_request (created_time DESC, id);

-- Every file that left: who has it, and the mark that is in it.
CREATE TABLE export (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset,
  version_id uuid NOT NULL,
  user_id uuid NOT NULL,
  receiver text NOT NULL,
  purpose text NOT NULL,
  format text NOT NULL,
  fields text[] NOT NULL,
  shown text[] NOT NULL,
  rows integer NOT NULL,
  mark bigint NOT NULL UNIQUE,
  time timestamptz NOT NULL
);
CREATE INDEX export_dataset ON export (dataset_id, time DESC);
CREATE INDEX export_time ON export (time DESC, id);
