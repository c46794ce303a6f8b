-- Proposals to open a dataset, their reviews, what is open, and what the public asks and shows.
CREATE TABLE opening (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset,
  opening text NOT NULL,
  conditions text,
  licence text NOT NULL,
  columns jsonb NOT NULL,
  state text NOT NULL,
  findings jsonb NOT NULL,
  user_id uuid,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX opening_newest ON opening (created_time DESC, id DESC);
CREATE INDEX opening_dataset ON opening (dataset_id, created_time DESC);

CREATE TABLE opening_review (
  opening_id uuid NOT NULL REFERENCES opening ON DELETE CASCADE,
  step text NOT NULL,
  decision text NOT NULL,
  reason text,
  user_id uuid,
  user_name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (opening_id, step)
);

CREATE TABLE open_dataset (
  dataset_id uuid PRIMARY KEY REFERENCES dataset,
  -- Name in addresses.
  name text COLLATE "C" NOT NULL UNIQUE,
  opening_id uuid NOT NULL REFERENCES opening,
  opened_time timestamptz NOT NULL,
  withdrawn_time timestamptz,
  withdrawn_reason text,
  downloads bigint NOT NULL DEFAULT 0,
  calls bigint NOT NULL DEFAULT 0,
  -- The lateness the owner was told of: the overdue time it was about.
  late_told timestamptz
);

-- Files made of a version for download.
CREATE TABLE open_file (
  version_id uuid NOT NULL REFERENCES version,
  opening_id uuid NOT NULL REFERENCES opening,
  format text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL,
  file text NOT NULL,
  PRIMARY KEY (version_id, opening_id, format)
);

-- Uses by day, for what is used and what lies idle.
CREATE TABLE use_day (
  dataset_id uuid NOT NULL REFERENCES dataset,
  day date NOT NULL,
  kind text NOT NULL,
  uses bigint NOT NULL,
  PRIMARY KEY (dataset_id, day, kind)
);

CREATE TABLE open_key (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  name text NOT NULL,
  digest text NOT NULL UNIQUE,
  created_time timestamptz NOT NULL,
  calls bigint NOT NULL DEFAULT 0
);

CREATE TABLE open_agreement (
  dataset_id uuid NOT NULL REFERENCES dataset,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (dataset_id, user_id)
);

CREATE TABLE open_subscription (
  dataset_id uuid NOT NULL REFERENCES dataset,
  user_id uuid NOT NULL,
  PRIMARY KEY (dataset_id, user_id)
);

CREATE TABLE open_request (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  state text NOT NULL,
  votes integer NOT NULL DEFAULT 0,
  reply text,
  reply_time timestamptz,
  due_time timestamptz NOT NULL,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX open_request_votes ON open_request (votes DESC, created_time DESC);
CREATE TABLE open_vote (
  request_id uuid NOT NULL REFERENCES open_request ON DELETE CASCADE,
  user_id uuid NOT NULL,
  PRIMARY KEY (request_id, user_id)
);

CREATE TABLE open_application (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  author text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  url text,
  state text NOT NULL,
  datasets text[] NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX open_application_newest ON open_application (created_time DESC);
