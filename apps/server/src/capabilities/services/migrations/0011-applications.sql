CREATE TABLE application (
  id uuid PRIMARY KEY,
  number text UNIQUE,
  item_id uuid NOT NULL,
  item_version integer NOT NULL,
  item_title text NOT NULL,
  organisation_id uuid,
  division_code text COLLATE "C" NOT NULL,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  authority text NOT NULL,
  authority_id uuid,
  user_id uuid NOT NULL,
  channel text NOT NULL,
  level text NOT NULL DEFAULT 'city',
  parent_id uuid,
  state text NOT NULL,
  answers jsonb NOT NULL DEFAULT '{}',
  form jsonb NOT NULL DEFAULT '{}',
  sources jsonb NOT NULL DEFAULT '{}',
  held jsonb NOT NULL DEFAULT '{}',
  corrections jsonb NOT NULL DEFAULT '[]',
  correction_rounds integer NOT NULL DEFAULT 0,
  priority boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL,
  submitted_time timestamptz,
  accept_due timestamptz,
  accepted_time timestamptz,
  is_deemed boolean NOT NULL DEFAULT false,
  limit_days integer NOT NULL DEFAULT 0,
  used_days integer NOT NULL DEFAULT 0,
  clock_start timestamptz,
  due_time timestamptz,
  suspension jsonb,
  extended_days integer NOT NULL DEFAULT 0,
  decided_time timestamptz,
  decision jsonb,
  result jsonb,
  delivered_time timestamptz,
  commitment jsonb,
  tolerance jsonb,
  card text,
  updated_time timestamptz NOT NULL
);
CREATE INDEX application_subject ON application (subject_id, updated_time DESC);
CREATE INDEX application_user ON application (user_id, updated_time DESC);
CREATE INDEX application_organisation ON application (organisation_id, state, submitted_time DESC);
CREATE INDEX application_state ON application (state, submitted_time DESC);
CREATE INDEX application_parent ON application (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX application_item ON application (item_id, submitted_time DESC);
COMMENT ON TABLE application IS '办件; `held` is how each material is met, by its code.';
COMMENT ON COLUMN application.clock_start IS 'Where the running stretch of the main clock began; null while it stands still.';
COMMENT ON COLUMN application.used_days IS 'Working days used before the running stretch.';

CREATE TABLE application_file (
  id uuid PRIMARY KEY,
  application_id uuid,
  bundle_id uuid,
  subject_id uuid NOT NULL,
  material text NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  content bytea NOT NULL,
  digest text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX application_file_subject ON application_file (subject_id, material, time DESC);
COMMENT ON TABLE application_file IS 'Uploaded materials; `digest` is SM3.';

CREATE TABLE application_task (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application,
  step text NOT NULL,
  title text NOT NULL,
  kind text NOT NULL,
  organisation_id uuid,
  days integer NOT NULL,
  suspends boolean NOT NULL,
  silence_consents boolean NOT NULL,
  after text[] NOT NULL,
  state text NOT NULL,
  arrive_time timestamptz,
  claim_time timestamptz,
  finish_time timestamptz,
  actor_id uuid,
  actor text,
  passes boolean,
  opinion text,
  due_time timestamptz,
  UNIQUE (application_id, step)
);
CREATE INDEX application_task_organisation ON application_task (organisation_id, state, arrive_time);
COMMENT ON TABLE application_task IS '审批环节: arrive, claim, finish, actor, opinion of each.';

CREATE TABLE application_node (
  application_id uuid NOT NULL REFERENCES application,
  ordinal integer NOT NULL,
  time timestamptz NOT NULL,
  act text NOT NULL,
  actor text NOT NULL,
  organisation_id uuid,
  note text,
  PRIMARY KEY (application_id, ordinal)
);

CREATE TABLE application_timer (
  application_id uuid NOT NULL REFERENCES application,
  kind text NOT NULL,
  key text NOT NULL DEFAULT '',
  due_time timestamptz NOT NULL,
  PRIMARY KEY (application_id, kind, key)
);
CREATE INDEX application_timer_due ON application_timer (due_time);

CREATE TABLE green_channel (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  numbers text[] NOT NULL,
  item_ids uuid[] NOT NULL,
  share double precision NOT NULL
);

CREATE TABLE gapless_series (
  name text PRIMARY KEY,
  last integer NOT NULL
);
COMMENT ON TABLE gapless_series IS 'Numbers of decision documents, taken in the transaction that uses them, so that none is missing.';
