-- What a person asks of the data held about him (Personal Information Protection Law articles 44 to 50).
CREATE TABLE right_request (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  kind text NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  -- Token of the citizen id, never the id.
  token text COLLATE "C" NOT NULL,
  note text NOT NULL,
  asked_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  answered_time timestamptz,
  answer text,
  told_late timestamptz
);
CREATE INDEX right_request_user ON right_request (user_id, asked_time DESC);
CREATE INDEX right_request_open ON right_request (due_time) WHERE answered_time IS NULL;

-- A table that holds the person, and what became of it there.
CREATE TABLE right_holder (
  request_id uuid NOT NULL REFERENCES right_request ON DELETE CASCADE,
  dataset_id uuid NOT NULL REFERENCES dataset,
  organisation_id uuid NOT NULL,
  field text NOT NULL,
  rows bigint NOT NULL,
  outcome text,
  basis text,
  copies integer NOT NULL DEFAULT 0,
  answered_by text,
  answered_time timestamptz,
  PRIMARY KEY (request_id, dataset_id)
);
CREATE INDEX right_holder_open ON right_holder (organisation_id) WHERE outcome IS NULL;
