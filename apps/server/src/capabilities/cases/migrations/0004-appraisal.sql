-- Rules of appraisal as data: what is measured of whom, with weights. A changed rule is a new version.
CREATE TABLE appraisal_rule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  object text NOT NULL CHECK (object IN ('district', 'street', 'organisation')),
  case_types text[] NOT NULL DEFAULT '{}',
  indicators jsonb NOT NULL,
  from_period text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL
);

-- One computation of a period; never changed but for being frozen. A later one of the same period has a higher version.
CREATE TABLE appraisal (
  id uuid PRIMARY KEY,
  rule_id uuid NOT NULL REFERENCES appraisal_rule,
  period text NOT NULL,
  version integer NOT NULL,
  rule jsonb NOT NULL,
  reason text NOT NULL,
  computed_time timestamptz NOT NULL,
  computed_by text,
  frozen_time timestamptz,
  frozen_by text,
  UNIQUE (rule_id, period, version)
);
CREATE TABLE appraisal_score (
  appraisal_id uuid NOT NULL REFERENCES appraisal,
  object text NOT NULL,
  name text NOT NULL,
  facts jsonb NOT NULL,
  points jsonb NOT NULL,
  score double precision NOT NULL,
  place integer NOT NULL,
  PRIMARY KEY (appraisal_id, object)
);
-- Each point lost, with the case it was lost by.
CREATE TABLE appraisal_loss (
  appraisal_id uuid NOT NULL REFERENCES appraisal,
  object text NOT NULL,
  indicator text NOT NULL,
  case_id uuid NOT NULL,
  points double precision NOT NULL,
  PRIMARY KEY (appraisal_id, object, indicator, case_id)
);

-- Asked before the freeze: that cases are left out (force majeure), or that a score is wrong.
CREATE TABLE appeal (
  id uuid PRIMARY KEY,
  rule_id uuid NOT NULL REFERENCES appraisal_rule,
  period text NOT NULL,
  object text NOT NULL,
  case_ids uuid[] NOT NULL,
  ground text NOT NULL CHECK (ground IN ('force-majeure', 'objection')),
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
  asked_by uuid NOT NULL,
  asked_name text NOT NULL,
  asked_time timestamptz NOT NULL,
  ruled_by uuid,
  ruled_name text,
  ruled_time timestamptz,
  ruling text,
  old_score double precision,
  new_score double precision
);
CREATE INDEX appeal_period ON appeal (rule_id, period);

-- Values people enter: field checks, satisfaction, media, comment of leaders; 0 to 1.
CREATE TABLE appraisal_given (
  rule_id uuid NOT NULL REFERENCES appraisal_rule,
  period text NOT NULL,
  object text NOT NULL,
  indicator text NOT NULL,
  value double precision NOT NULL CHECK (value BETWEEN 0 AND 1),
  note text NOT NULL,
  given_by text NOT NULL,
  given_time timestamptz NOT NULL,
  PRIMARY KEY (rule_id, period, object, indicator)
);
