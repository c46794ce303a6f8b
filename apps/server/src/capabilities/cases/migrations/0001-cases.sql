-- A matter that people have to deal with. `amber_time` and `due_time` are the clock of the whole case.
CREATE TABLE city_case (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  type text NOT NULL,
  title text NOT NULL,
  level text,
  state text NOT NULL CHECK (state IN ('open', 'checking', 'closed', 'cancelled')),
  stage text NOT NULL,
  visit integer NOT NULL DEFAULT 0,
  event_id uuid,
  entity_id uuid,
  entity_name text,
  division_code text COLLATE "C",
  lon double precision,
  lat double precision,
  organisation_id uuid,
  opened_time timestamptz NOT NULL,
  amber_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  closed_time timestamptz,
  in_time boolean,
  handle_minutes double precision,
  returns integer NOT NULL DEFAULT 0,
  task_minutes jsonb NOT NULL DEFAULT '{}',
  grams text[] NOT NULL,
  UNIQUE (event_id, type)
);
CREATE INDEX case_opened ON city_case (opened_time DESC, id DESC);
CREATE INDEX case_state ON city_case (state, opened_time DESC, id DESC);
CREATE INDEX case_type ON city_case (type, opened_time DESC, id DESC);
CREATE INDEX case_division ON city_case (division_code, opened_time DESC);
-- Covers the counting of lists, so that the wide rows are not read.
CREATE INDEX case_count ON city_case (state, division_code, type, level, opened_time);
CREATE INDEX case_running_due ON city_case (due_time) WHERE closed_time IS NULL;
CREATE INDEX case_running_amber ON city_case (amber_time) WHERE closed_time IS NULL;
CREATE INDEX case_grams ON city_case USING gin (grams) WITH (fastupdate = off);

-- Each time a case enters a stage.
CREATE TABLE stage_visit (
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  number integer NOT NULL,
  stage text NOT NULL,
  entered_time timestamptz NOT NULL,
  left_time timestamptz,
  exit_id text,
  PRIMARY KEY (case_id, number)
);

CREATE TABLE task (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  visit integer NOT NULL,
  stage text NOT NULL,
  task text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'assigned', 'accepted', 'done', 'returned', 'cancelled')),
  organisation_id uuid,
  division_code text COLLATE "C",
  created_time timestamptz NOT NULL,
  assigned_time timestamptz,
  accepted_time timestamptz,
  accepted_by uuid,
  accepted_name text,
  done_time timestamptz,
  amber_time timestamptz,
  due_time timestamptz,
  form jsonb,
  comment text,
  done_lon double precision,
  done_lat double precision,
  UNIQUE (case_id, visit, task)
);
CREATE INDEX task_running ON task (organisation_id, due_time) WHERE done_time IS NULL;
CREATE INDEX task_division ON task (division_code, state);
CREATE INDEX task_accepted ON task (accepted_by, state) WHERE accepted_by IS NOT NULL;
CREATE INDEX task_created ON task (created_time DESC, id DESC);

-- Evidence: the picture itself beside its digest. Pictures do not compress, so they are stored as they are.
CREATE TABLE attachment (
  id uuid PRIMARY KEY,
  task_id uuid NOT NULL REFERENCES task ON DELETE CASCADE,
  file_name text NOT NULL,
  content_type text NOT NULL,
  size integer NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL,
  taken_time timestamptz,
  lon double precision,
  lat double precision,
  uploaded_by uuid NOT NULL,
  uploaded_time timestamptz NOT NULL,
  UNIQUE (task_id, sm3)
);
ALTER TABLE attachment ALTER COLUMN content SET STORAGE EXTERNAL;

-- The timeline of a case.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  user_id uuid,
  user_name text,
  organisation_name text,
  channel text NOT NULL,
  text text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE entry IS 'append-only';
CREATE INDEX entry_case ON entry (case_id, id);

-- Who must act: duty item × division (down to the grid). The newest line of a place holds.
CREATE TABLE duty (
  item text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  organisation_id uuid NOT NULL,
  from_date date NOT NULL,
  PRIMARY KEY (item, division_code, from_date)
);

-- The last number given out on each day for each kind of case.
CREATE TABLE day_number (
  prefix text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (prefix, day)
);
