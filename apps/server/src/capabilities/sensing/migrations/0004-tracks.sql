-- Where things and people were: one row per report. Rows come in about the order of time, so a block range index finds a
-- window of the whole city at almost no cost. Degrees CGCS2000.
CREATE TABLE position (
  entity_id uuid NOT NULL,
  time timestamptz NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed_km_h real,
  heading_deg real,
  altitude_m real,
  status bigint NOT NULL DEFAULT 0,
  source text NOT NULL,
  drift boolean NOT NULL DEFAULT false,
  received_time timestamptz NOT NULL,
  PRIMARY KEY (entity_id, time)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX position_time ON position USING brin (time) WITH (autosummarize = on);

-- The newest good position of each, with what cleaning remembers.
CREATE TABLE latest_position (
  entity_id uuid PRIMARY KEY,
  entity_type text NOT NULL,
  name text NOT NULL,
  division_code text COLLATE "C",
  time timestamptz NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed_km_h real,
  heading_deg real,
  status bigint NOT NULL,
  source text NOT NULL,
  cleaning jsonb NOT NULL
);
CREATE INDEX latest_position_type ON latest_position (entity_type, time DESC);
CREATE INDEX latest_position_place ON latest_position USING gist (point(lon, lat));

CREATE TABLE fence (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('enter', 'leave', 'deviate', 'overspeed', 'overstay')),
  geometry jsonb NOT NULL,
  division_code text COLLATE "C",
  corridor_m double precision,
  tolerance_seconds integer NOT NULL,
  speed_limit_km_h double precision,
  stay_seconds integer,
  windows jsonb NOT NULL DEFAULT '[]',
  entity_types text[] NOT NULL DEFAULT '{}',
  entity_ids uuid[] NOT NULL DEFAULT '{}',
  level text NOT NULL,
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  removed_time timestamptz
);

-- What a fence remembers of an entity: a breach under way, whether its alarm is open.
CREATE TABLE fence_state (
  fence_id uuid NOT NULL REFERENCES fence ON DELETE CASCADE,
  entity_id uuid NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (fence_id, entity_id)
);

CREATE TABLE track_alarm (
  id uuid PRIMARY KEY,
  fence_id uuid NOT NULL REFERENCES fence,
  entity_id uuid NOT NULL,
  entity_name text NOT NULL,
  division_code text COLLATE "C",
  start_time timestamptz NOT NULL,
  start_lon double precision NOT NULL,
  start_lat double precision NOT NULL,
  end_time timestamptz,
  end_lon double precision,
  end_lat double precision,
  worst double precision NOT NULL,
  UNIQUE (fence_id, entity_id, start_time)
);
CREATE INDEX track_alarm_time ON track_alarm (start_time DESC, id DESC);
CREATE INDEX track_alarm_entity ON track_alarm (entity_id, start_time DESC);

-- When a person may be seen. A person without a row is never shown.
CREATE TABLE duty_hours (
  entity_id uuid PRIMARY KEY,
  windows jsonb NOT NULL,
  changed_time timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- Who asked where somebody is or was.
CREATE TABLE track_query (
  id uuid PRIMARY KEY,
  time timestamptz NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('position', 'track', 'presence')),
  entity_id uuid,
  entity_name text,
  division_code text COLLATE "C",
  purpose text,
  approver text,
  detail jsonb NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('shown', 'hidden')),
  found integer NOT NULL
);
CREATE INDEX track_query_time ON track_query (time DESC, id DESC);
COMMENT ON TABLE track_query IS 'append-only';

CREATE TABLE track_retention (
  entity_type text PRIMARY KEY,
  days integer NOT NULL CHECK (days > 0)
);
INSERT INTO track_retention VALUES ('*', 180), ('city-base.field-worker', 30);
