-- Indicators made in the running city: each definition in versions, at most one of a code active and one a draft.
CREATE TABLE definition (
  code text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'active', 'retired')),
  definition jsonb NOT NULL,
  formula jsonb,
  author_name text NOT NULL,
  reason text NOT NULL,
  created_time timestamptz NOT NULL,
  activated_time timestamptz,
  PRIMARY KEY (code, version)
);
CREATE UNIQUE INDEX definition_active ON definition (code) WHERE state = 'active';
CREATE UNIQUE INDEX definition_draft ON definition (code) WHERE state = 'draft';

-- One computing of a period, with what went in. A frozen one is followed by revisions, never changed.
CREATE TABLE period_run (
  id uuid PRIMARY KEY,
  indicator_id text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  period text NOT NULL,
  revision integer NOT NULL,
  value double precision,
  rows integer NOT NULL,
  formula jsonb NOT NULL,
  inputs jsonb NOT NULL,
  reason text,
  by_name text NOT NULL,
  computed_time timestamptz NOT NULL,
  UNIQUE (indicator_id, division_code, period, revision)
);

-- What people report. A value is either given, or numerator and denominator.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  indicator_id text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  period text NOT NULL,
  value double precision,
  numerator double precision,
  denominator double precision,
  source text NOT NULL,
  comment text NOT NULL,
  evidence_name text,
  evidence bytea,
  state text NOT NULL CHECK (state IN ('submitted', 'approved', 'returned')),
  reporter_id uuid NOT NULL,
  reporter_name text NOT NULL,
  reviewer_name text,
  review_comment text,
  reported_time timestamptz NOT NULL,
  reviewed_time timestamptz
);
CREATE INDEX entry_indicator ON entry (indicator_id, period DESC);
CREATE INDEX entry_state ON entry (state, reported_time DESC);

-- Targets of city plans, a row for each year.
CREATE TABLE target (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  year integer NOT NULL,
  plan text NOT NULL,
  title text NOT NULL,
  title_en text NOT NULL,
  unit text NOT NULL,
  area text NOT NULL,
  direction text NOT NULL,
  target_text text NOT NULL,
  target double precision,
  owner text NOT NULL,
  source text NOT NULL,
  indicator_id text,
  position integer NOT NULL,
  UNIQUE (code, plan, year)
);
CREATE INDEX target_plan ON target (plan, area, year);

-- Composite indices; a version of weights holds from a month on.
CREATE TABLE city_index (
  id text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  field text,
  valid_from text NOT NULL,
  rules jsonb NOT NULL,
  PRIMARY KEY (id, version)
);

ALTER TABLE current_value ADD COLUMN data_time timestamptz;
ALTER TABLE current_value ADD COLUMN last_value double precision;
