-- Data elements and code sets, after GB/T 19488 and GB/T 18391; code sets have dated versions and their codes are never lost.
CREATE TABLE element (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  definition text NOT NULL,
  synonyms text[] NOT NULL,
  type text NOT NULL,
  max_length integer,
  pattern text,
  identifier text,
  code_set text,
  sensitive text,
  standard text NOT NULL,
  state text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  deadline date,
  changed_time timestamptz NOT NULL
);

CREATE TABLE code_set (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  standard text NOT NULL
);
CREATE TABLE code_set_version (
  set_code text COLLATE "C" NOT NULL REFERENCES code_set,
  version text NOT NULL,
  valid_from date NOT NULL,
  codes jsonb NOT NULL,
  PRIMARY KEY (set_code, version),
  UNIQUE (set_code, valid_from)
);

-- A column that follows no element, allowed for a while.
CREATE TABLE element_waiver (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  field text NOT NULL,
  reason text NOT NULL,
  until_time timestamptz NOT NULL,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX element_waiver_of ON element_waiver (dataset_id, field, until_time);
