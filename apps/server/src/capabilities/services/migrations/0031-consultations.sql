-- A draft put before the public: its clauses, what people say to them, and how each group of opinions was answered.
CREATE TABLE consultation (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  background text NOT NULL,
  clauses jsonb NOT NULL,
  major boolean NOT NULL,
  short_reason text,
  audience text NOT NULL DEFAULT '',
  organisation_id uuid NOT NULL,
  open_day date NOT NULL,
  close_day date NOT NULL,
  summary_due timestamptz NOT NULL,
  summary text,
  decision text,
  summarised_time timestamptz,
  author_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX consultation_list ON consultation (open_day DESC, id DESC);

CREATE TABLE opinion_group (
  id uuid PRIMARY KEY,
  consultation_id uuid NOT NULL REFERENCES consultation,
  title text NOT NULL,
  outcome text,
  reason text
);
CREATE INDEX opinion_group_of ON opinion_group (consultation_id);

CREATE TABLE opinion (
  id uuid PRIMARY KEY,
  consultation_id uuid NOT NULL REFERENCES consultation,
  clause text,
  text text NOT NULL,
  user_id uuid,
  name text,
  group_id uuid REFERENCES opinion_group,
  state text NOT NULL DEFAULT 'shown',
  hidden_reason text,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX opinion_of ON opinion (consultation_id, created_time DESC, id DESC);
CREATE INDEX opinion_group_members ON opinion (group_id);
CREATE INDEX opinion_grams ON opinion USING gin (grams);

-- Questions to the mayor, a bureau or a county (网络问政).
CREATE TABLE question (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  user_id uuid NOT NULL,
  name text NOT NULL,
  organisation_id uuid NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  is_public boolean NOT NULL,
  state text NOT NULL,
  due_time timestamptz NOT NULL,
  reply text,
  replied_by text,
  replied_time timestamptz,
  published_time timestamptz,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX question_list ON question (created_time DESC, id DESC);
CREATE INDEX question_mine ON question (user_id, created_time DESC);
CREATE INDEX question_unit ON question (organisation_id, created_time DESC);
CREATE INDEX question_public ON question (published_time DESC) WHERE published_time IS NOT NULL;
CREATE INDEX question_grams ON question USING gin (grams);
