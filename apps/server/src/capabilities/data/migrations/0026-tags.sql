-- Tags by rule: who has one, from when to when, and what it rested on. Periods are kept for good.
CREATE TABLE tag (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  definition text NOT NULL,
  basis text NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset,
  key_field text NOT NULL,
  conditions jsonb NOT NULL,
  is_sensitive boolean NOT NULL,
  organisation_id uuid NOT NULL,
  state text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  uses integer NOT NULL DEFAULT 0,
  used_time timestamptz,
  computed_time timestamptz,
  created_time timestamptz NOT NULL
);
CREATE INDEX tag_dataset ON tag (dataset_id);
CREATE TABLE tag_period (
  tag_id uuid NOT NULL REFERENCES tag ON DELETE CASCADE,
  subject text COLLATE "C" NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  inputs jsonb NOT NULL,
  rule_revision integer NOT NULL,
  contested text,
  PRIMARY KEY (tag_id, subject, start_time)
);
CREATE INDEX tag_period_now ON tag_period (tag_id, subject) WHERE end_time IS NULL;
CREATE INDEX tag_period_subject ON tag_period (subject);
CREATE TABLE tag_use (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  purpose text NOT NULL,
  tags jsonb NOT NULL,
  found integer NOT NULL,
  time timestamptz NOT NULL
);
