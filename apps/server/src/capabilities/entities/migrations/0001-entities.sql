-- One row for every real thing of the city.
CREATE TABLE entity (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  division_code text COLLATE "C",
  geometry jsonb,
  lon double precision,
  lat double precision,
  bounds box,
  attributes jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL,
  UNIQUE (type, reference)
);
CREATE INDEX entity_type_name ON entity (type, name, id);
CREATE INDEX entity_type_division ON entity (type, division_code);
CREATE INDEX entity_grams ON entity USING gin (grams) WITH (fastupdate = off);
CREATE INDEX entity_bounds ON entity USING gist (bounds);

-- Who changed what: never changed itself.
CREATE TABLE entity_version (
  entity_id uuid NOT NULL,
  version integer NOT NULL,
  time timestamptz NOT NULL,
  user_id uuid,
  act text NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  PRIMARY KEY (entity_id, version)
);
COMMENT ON TABLE entity_version IS 'append-only';

CREATE TABLE relationship (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  from_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  to_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  created_time timestamptz NOT NULL,
  UNIQUE (from_id, name, to_id)
);
CREATE INDEX relationship_to ON relationship (to_id);

-- The newest value of each attribute a datastream feeds. Narrow, and half empty, so that updates stay on their page.
CREATE TABLE latest_value (
  datastream_id integer PRIMARY KEY,
  entity_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  property text NOT NULL,
  time timestamptz,
  value double precision,
  quality smallint NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5);
CREATE INDEX latest_value_entity ON latest_value (entity_id);
