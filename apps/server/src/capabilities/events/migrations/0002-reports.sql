ALTER TABLE event
  ADD COLUMN standard_class text COLLATE "C",
  ADD COLUMN address text,
  -- What the platform thought it was, kept beside what a person decided.
  ADD COLUMN suggestion jsonb;
CREATE INDEX event_class ON event (standard_class, raised_time DESC) WHERE standard_class IS NOT NULL;
CREATE INDEX event_open_lon ON event (lon, lat) WHERE state IN ('raised', 'verified');
CREATE INDEX event_source ON event (source, raised_time DESC);

-- Every word of an event as it was given. `event_id` is the event that took it in; merging leaves it there.
CREATE TABLE report (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  channel text NOT NULL,
  source_system text,
  external_id text,
  reporter_id uuid,
  reporter_name text,
  reporter_phone text,
  hidden boolean NOT NULL DEFAULT false,
  title text NOT NULL,
  body text NOT NULL,
  address text,
  lon double precision,
  lat double precision,
  level text,
  media_urls text[] NOT NULL DEFAULT '{}',
  reported_time timestamptz NOT NULL,
  taken_time timestamptz NOT NULL,
  told_time timestamptz,
  rating text CHECK (rating IN ('satisfied', 'unsatisfied')),
  rating_comment text,
  rated_time timestamptz,
  reopened boolean NOT NULL DEFAULT false
);
CREATE INDEX report_event ON report (event_id, taken_time, id);
CREATE UNIQUE INDEX report_external ON report (source_system, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX report_reporter ON report (reporter_id, taken_time DESC, id DESC) WHERE reporter_id IS NOT NULL;

CREATE TABLE report_photo (
  id uuid PRIMARY KEY,
  report_id uuid NOT NULL REFERENCES report ON DELETE CASCADE,
  content_type text NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL
);
ALTER TABLE report_photo ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX report_photo_report ON report_photo (report_id);

-- What confirmed classes have taught: how often a pair of characters stood in words of a type or class.
CREATE TABLE learned_gram (
  label text NOT NULL,
  gram text NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (label, gram)
);

CREATE TABLE intake_client (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  channel text NOT NULL,
  key_hash text NOT NULL UNIQUE,
  active boolean NOT NULL DEFAULT true,
  created_time timestamptz NOT NULL
);
