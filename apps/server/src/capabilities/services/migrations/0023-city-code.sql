-- One pseudonym per person: it stands in tokens, so that a read code tells nothing of who it is.
CREATE TABLE code_holder (
  subject_id uuid PRIMARY KEY,
  pseudonym text COLLATE "C" NOT NULL UNIQUE,
  frozen boolean NOT NULL DEFAULT false
);

CREATE TABLE code_card (
  number text COLLATE "C" PRIMARY KEY,
  subject_id uuid NOT NULL,
  valid_until timestamptz NOT NULL,
  stopped_time timestamptz,
  created_time timestamptz NOT NULL
);
CREATE INDEX code_card_subject ON code_card (subject_id);

CREATE TABLE code_scene (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  purpose text NOT NULL,
  basis text NOT NULL,
  owner_id uuid,
  owner_name text NOT NULL,
  fields text[] NOT NULL,
  terminals text[] NOT NULL,
  single_use boolean NOT NULL,
  offline boolean NOT NULL,
  min_grade text,
  from_hour integer,
  to_hour integer,
  state text NOT NULL,
  review_note text,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX code_scene_grams ON code_scene USING gin (grams);

-- A token used in a scene of single use; kept as long as it could be read again.
CREATE TABLE code_used (
  nonce text COLLATE "C" NOT NULL,
  scene_id uuid NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (nonce, scene_id)
);
CREATE INDEX code_used_time ON code_used (time);

CREATE TABLE code_scan (
  id uuid PRIMARY KEY,
  subject_id uuid,
  scene_id uuid NOT NULL REFERENCES code_scene,
  terminal text NOT NULL,
  user_name text NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL,
  text text NOT NULL,
  fields text[] NOT NULL,
  offline boolean NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX code_scan_subject ON code_scan (subject_id, time DESC);
CREATE INDEX code_scan_scene ON code_scan (scene_id, outcome);
