-- What is watched for in public texts; a row changes what the domain declares.
CREATE TABLE opinion_watch (
  event_type text PRIMARY KEY,
  keywords text[] NOT NULL,
  exclusions text[] NOT NULL,
  least integer NOT NULL,
  factor double precision NOT NULL,
  active boolean NOT NULL,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL
);

-- Texts that speak of one matter in one area at one time.
CREATE TABLE opinion_topic (
  id uuid PRIMARY KEY,
  event_type text NOT NULL,
  title text NOT NULL,
  -- District the topic is kept apart by; null while no text has named one.
  district text COLLATE "C",
  division_code text COLLATE "C",
  terms text[] NOT NULL,
  grams text[] NOT NULL,
  texts integer NOT NULL DEFAULT 0,
  contents integer NOT NULL DEFAULT 0,
  first_source text NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  burst_time timestamptz,
  burst_count integer,
  burst_average double precision,
  event_id uuid REFERENCES event,
  event_reference text,
  closed_time timestamptz
);
CREATE INDEX opinion_topic_type ON opinion_topic (event_type, last_time DESC);
CREATE INDEX opinion_topic_last ON opinion_topic (last_time DESC, id DESC);
CREATE INDEX opinion_topic_grams ON opinion_topic USING gin (grams);

-- One content, however often it is posted again.
CREATE TABLE opinion_content (
  id uuid PRIMARY KEY,
  topic_id uuid NOT NULL REFERENCES opinion_topic ON DELETE CASCADE,
  title text NOT NULL,
  body text NOT NULL,
  place text,
  division_code text COLLATE "C",
  spread integer NOT NULL DEFAULT 0,
  first_source text NOT NULL,
  first_url text NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL
);
CREATE INDEX opinion_content_topic ON opinion_content (topic_id, spread DESC, first_time);

-- Bands of the MinHash signature; contents that share one are compared.
CREATE TABLE opinion_band (
  band smallint NOT NULL,
  key integer NOT NULL,
  content_id uuid NOT NULL REFERENCES opinion_content ON DELETE CASCADE,
  PRIMARY KEY (band, key, content_id)
);

-- Each posting: where and when, never by whom.
CREATE TABLE opinion_text (
  id uuid PRIMARY KEY,
  topic_id uuid NOT NULL REFERENCES opinion_topic ON DELETE CASCADE,
  content_id uuid NOT NULL REFERENCES opinion_content ON DELETE CASCADE,
  source text NOT NULL,
  url text NOT NULL UNIQUE,
  published_time timestamptz NOT NULL,
  taken_time timestamptz NOT NULL
);
CREATE INDEX opinion_text_topic ON opinion_text (topic_id, published_time);
CREATE INDEX opinion_text_content ON opinion_text (content_id);

-- What people did about a topic.
CREATE TABLE opinion_act (
  id uuid PRIMARY KEY,
  topic_id uuid NOT NULL REFERENCES opinion_topic ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('verified', 'responded', 'published', 'tracked', 'closed')),
  body text NOT NULL,
  url text,
  user_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX opinion_act_topic ON opinion_act (topic_id, time);
