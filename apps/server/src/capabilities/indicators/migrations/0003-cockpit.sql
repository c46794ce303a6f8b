-- Cockpit pages as data: a draft, and the versions that were published.
CREATE TABLE page (
  id text PRIMARY KEY,
  title text NOT NULL,
  application text,
  grade text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'in-review', 'published')),
  draft jsonb NOT NULL,
  draft_version integer NOT NULL,
  published_version integer,
  author_id uuid,
  author_name text NOT NULL,
  reviewer_name text,
  changed_time timestamptz NOT NULL
);

CREATE TABLE page_version (
  page_id text NOT NULL REFERENCES page ON DELETE CASCADE,
  version integer NOT NULL,
  title text NOT NULL,
  grade text NOT NULL,
  content jsonb NOT NULL,
  author_name text NOT NULL,
  reviewer_name text,
  comment text,
  published_time timestamptz NOT NULL,
  PRIMARY KEY (page_id, version)
);

CREATE TABLE page_view (
  page_id text NOT NULL REFERENCES page ON DELETE CASCADE,
  opened_time timestamptz NOT NULL,
  load_ms double precision NOT NULL
);
CREATE INDEX page_view_page ON page_view (page_id, opened_time DESC);

-- Walls of displays and their scenes.
CREATE TABLE wall (
  id text PRIMARY KEY,
  title text NOT NULL,
  audience text NOT NULL,
  duty_scene text NOT NULL,
  scene text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz,
  why text NOT NULL
);
CREATE TABLE wall_scene (
  wall_id text NOT NULL REFERENCES wall ON DELETE CASCADE,
  id text NOT NULL,
  scene jsonb NOT NULL,
  PRIMARY KEY (wall_id, id)
);
CREATE TABLE wall_schedule (
  id uuid PRIMARY KEY,
  wall_id text NOT NULL REFERENCES wall ON DELETE CASCADE,
  scene text NOT NULL,
  title text NOT NULL,
  audience text NOT NULL,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL
);
CREATE TABLE wall_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wall_id text NOT NULL REFERENCES wall ON DELETE CASCADE,
  time timestamptz NOT NULL,
  by_name text NOT NULL,
  what text NOT NULL
);
CREATE INDEX wall_log_wall ON wall_log (wall_id, id DESC);
