-- Editions of evaluation indicators: items with weights and rules, whom each is given to, evidence and improvement.
CREATE TABLE evaluation (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  standard text NOT NULL,
  year integer NOT NULL,
  target double precision NOT NULL,
  weak_below double precision NOT NULL,
  items jsonb NOT NULL,
  saved_by text NOT NULL,
  saved_time timestamptz NOT NULL
);
CREATE TABLE evaluation_assignment (
  evaluation_id uuid NOT NULL REFERENCES evaluation ON DELETE CASCADE,
  item text NOT NULL,
  organisation_id uuid NOT NULL,
  organisation_name text NOT NULL,
  due_date date NOT NULL,
  PRIMARY KEY (evaluation_id, item)
);
CREATE TABLE evaluation_evidence (
  id uuid PRIMARY KEY,
  evaluation_id uuid NOT NULL REFERENCES evaluation ON DELETE CASCADE,
  item text NOT NULL,
  requirement text,
  value double precision,
  note text NOT NULL,
  file_name text,
  content bytea,
  state text NOT NULL CHECK (state IN ('submitted', 'approved', 'returned')),
  by_id uuid NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  reviewer_name text,
  comment text,
  reviewed_time timestamptz
);
CREATE INDEX evaluation_evidence_item ON evaluation_evidence (evaluation_id, item, time);
CREATE TABLE evaluation_improvement (
  evaluation_id uuid NOT NULL REFERENCES evaluation ON DELETE CASCADE,
  item text NOT NULL,
  instruction_id uuid NOT NULL,
  PRIMARY KEY (evaluation_id, item, instruction_id)
);
