CREATE TABLE bundle_case (
  id uuid PRIMARY KEY,
  number text UNIQUE,
  bundle_id text NOT NULL,
  title text NOT NULL,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  authority text NOT NULL,
  authority_id uuid,
  user_id uuid NOT NULL,
  answers jsonb NOT NULL DEFAULT '{}',
  form jsonb NOT NULL DEFAULT '{}',
  sources jsonb NOT NULL DEFAULT '{}',
  held jsonb NOT NULL DEFAULT '{}',
  waiting text[] NOT NULL DEFAULT '{}',
  created_time timestamptz NOT NULL,
  submitted_time timestamptz,
  updated_time timestamptz NOT NULL
);
CREATE INDEX bundle_case_subject ON bundle_case (subject_id, updated_time DESC);
COMMENT ON COLUMN bundle_case.waiting IS 'Codes of member items that begin after others.';
