-- Verification services and bundles of data for often used purposes, forms filled from them, and what people corrected.
CREATE TABLE package (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  title text NOT NULL,
  kind text NOT NULL,
  organisation_id uuid NOT NULL,
  -- What the key is called: 公民身份号码, 统一社会信用代码.
  key_title text NOT NULL,
  parts jsonb NOT NULL,
  -- Whether “no record” of its sources is proof of absence.
  is_complete boolean NOT NULL,
  needs_consent boolean NOT NULL,
  limit_ms integer NOT NULL,
  fresh_hours integer NOT NULL,
  per_minute integer NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_time timestamptz NOT NULL
);

CREATE TABLE package_cache (
  package_id uuid NOT NULL REFERENCES package ON DELETE CASCADE,
  part text NOT NULL,
  -- Token of the key, never the key.
  token text COLLATE "C" NOT NULL,
  value text,
  source text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (package_id, part, token)
);

CREATE TABLE prefill_form (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  title text NOT NULL,
  package_id uuid NOT NULL REFERENCES package,
  fields jsonb NOT NULL,
  -- Papers a person need not bring because the data says it.
  saved_materials integer NOT NULL,
  created_time timestamptz NOT NULL
);

CREATE TABLE prefill (
  id uuid PRIMARY KEY,
  form_id uuid NOT NULL REFERENCES prefill_form,
  organisation_id uuid,
  user_name text NOT NULL,
  token text COLLATE "C" NOT NULL,
  filled jsonb NOT NULL,
  opened_time timestamptz NOT NULL,
  submitted_time timestamptz,
  edited integer NOT NULL DEFAULT 0
);
CREATE INDEX prefill_form_time ON prefill (form_id, opened_time DESC);

-- A value somebody says is wrong at its source.
CREATE TABLE objection (
  id uuid PRIMARY KEY,
  prefill_id uuid REFERENCES prefill,
  dataset_id uuid REFERENCES dataset,
  field text,
  title text NOT NULL,
  token text COLLATE "C" NOT NULL,
  source_value text,
  stated_value text,
  source text NOT NULL,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'open',
  answer text,
  answered_time timestamptz
);
CREATE INDEX objection_newest ON objection (created_time DESC, id DESC);
