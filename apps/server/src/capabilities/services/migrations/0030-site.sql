-- The city’s sites: one engine, many sites; columns with the unit that answers for them and how often they must be renewed.
CREATE TABLE site (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  kind text NOT NULL,
  organisation_id uuid,
  filing text,
  state text NOT NULL DEFAULT 'open',
  redirect_to text,
  created_time timestamptz NOT NULL
);

CREATE TABLE site_column (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site,
  code text NOT NULL,
  title text NOT NULL,
  kind text NOT NULL,
  organisation_id uuid,
  update_days integer,
  retention_years integer,
  position integer NOT NULL DEFAULT 0,
  UNIQUE (site_id, code)
);

-- What is written stands in the columns, what is published in `published`: a correction is reviewed while the old text stays up.
CREATE TABLE article (
  id uuid PRIMARY KEY,
  column_id uuid NOT NULL REFERENCES site_column,
  number text UNIQUE,
  content jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  state text NOT NULL,
  findings jsonb NOT NULL DEFAULT '[]',
  publish_at timestamptz,
  published jsonb,
  published_version integer,
  published_time timestamptz,
  withdrawn_time timestamptz,
  withdrawn_reason text,
  author_id uuid NOT NULL,
  author_name text NOT NULL,
  created_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  visits integer NOT NULL DEFAULT 0,
  useful integer NOT NULL DEFAULT 0,
  not_useful integer NOT NULL DEFAULT 0,
  grams text[] NOT NULL,
  published_grams text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX article_list ON article (column_id, changed_time DESC);
CREATE INDEX article_changed ON article (changed_time DESC, id DESC);
CREATE INDEX article_published ON article (column_id, published_time DESC) WHERE published IS NOT NULL;
CREATE INDEX article_news ON article (published_time DESC, id DESC) WHERE published IS NOT NULL;
CREATE INDEX article_scheduled ON article (publish_at) WHERE state = 'scheduled';
CREATE INDEX article_grams ON article USING gin (grams);
CREATE INDEX article_published_grams ON article USING gin (published_grams);

CREATE TABLE article_review (
  article_id uuid NOT NULL REFERENCES article,
  version integer NOT NULL,
  step text NOT NULL,
  decision text NOT NULL,
  reason text,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX article_review_of ON article_review (article_id, time);

CREATE TABLE article_edition (
  article_id uuid NOT NULL REFERENCES article,
  version integer NOT NULL,
  content jsonb NOT NULL,
  published_time timestamptz NOT NULL,
  PRIMARY KEY (article_id, version)
);

CREATE TABLE site_word (
  word text PRIMARY KEY,
  kind text NOT NULL,
  instead text
);

-- What people looked for, by day; `found` is how many answers the last of these searches had.
CREATE TABLE site_search (
  day date NOT NULL,
  words text NOT NULL,
  times integer NOT NULL,
  found integer NOT NULL,
  PRIMARY KEY (day, words)
);

CREATE TABLE disclosure_request (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  user_id uuid NOT NULL,
  applicant text NOT NULL,
  contact text NOT NULL,
  organisation_id uuid NOT NULL,
  subject text NOT NULL,
  description text NOT NULL,
  form text NOT NULL,
  state text NOT NULL,
  received_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  paused_time timestamptz,
  extended_days integer NOT NULL DEFAULT 0,
  reminded_time timestamptz,
  answer_kind text,
  answer text,
  answered_time timestamptz,
  fee_yuan numeric NOT NULL DEFAULT 0,
  disputes jsonb NOT NULL DEFAULT '[]',
  steps jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX disclosure_list ON disclosure_request (received_time DESC, id DESC);
CREATE INDEX disclosure_mine ON disclosure_request (user_id, received_time DESC);
CREATE INDEX disclosure_open ON disclosure_request (due_time) WHERE answered_time IS NULL;
