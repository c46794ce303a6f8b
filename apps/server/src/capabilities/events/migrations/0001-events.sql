-- Everything that may need attention. `own_*` is what the event itself knows; level, active and reports count in the
-- events merged into it.
CREATE TABLE event (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  type text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  own_level text,
  level text,
  own_highest_level text,
  highest_level text,
  own_active boolean NOT NULL,
  active boolean NOT NULL,
  own_reports integer NOT NULL DEFAULT 1,
  reports integer NOT NULL DEFAULT 1,
  state text NOT NULL CHECK (state IN ('raised', 'verified', 'dismissed', 'merged', 'closed')),
  state_before_merge text,
  merged_into_id uuid REFERENCES event,
  source text NOT NULL,
  entity_id uuid,
  entity_name text,
  division_code text COLLATE "C",
  lon double precision,
  lat double precision,
  value double precision,
  unit text,
  case_id uuid,
  case_open boolean NOT NULL DEFAULT false,
  raised_time timestamptz NOT NULL,
  reported_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  closed_time timestamptz,
  grams text[] NOT NULL
);
CREATE INDEX event_raised ON event (raised_time DESC, id DESC);
CREATE INDEX event_state ON event (state, raised_time DESC, id DESC);
CREATE INDEX event_division ON event (division_code, raised_time DESC);
CREATE INDEX event_entity ON event (entity_id, type);
CREATE INDEX event_open_place ON event (type, lon, lat) WHERE state IN ('raised', 'verified');
CREATE INDEX event_merged ON event (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX event_grams ON event USING gin (grams) WITH (fastupdate = off);
-- One open event of a kind about an entity, whatever else goes wrong.
CREATE UNIQUE INDEX event_one_open ON event (type, entity_id) WHERE state IN ('raised', 'verified');

-- The rules that hold an event up, one row for each rule at each thing.
CREATE TABLE cause (
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  rule_id text NOT NULL,
  thing_id uuid NOT NULL,
  level text,
  active boolean NOT NULL,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (event_id, rule_id, thing_id)
);
CREATE INDEX cause_thing ON cause (thing_id);

-- Firings already taken in: a message delivered twice changes nothing.
CREATE TABLE firing_taken (
  firing_id uuid PRIMARY KEY,
  event_id uuid REFERENCES event ON DELETE CASCADE,
  taken_time timestamptz NOT NULL
);

-- The timeline of an event.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  user_id uuid,
  user_name text,
  text text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE entry IS 'append-only';
CREATE INDEX entry_event ON entry (event_id, id);

-- The last number given out on each day of the city (Asia/Shanghai).
CREATE TABLE day_number (
  day date PRIMARY KEY,
  last integer NOT NULL
);
