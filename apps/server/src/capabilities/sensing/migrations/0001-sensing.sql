-- A Thing is an Entity that measures; its id is the entity’s.
CREATE TABLE thing (
  id uuid PRIMARY KEY,
  thing_type text NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  division_code text COLLATE "C",
  lon double precision,
  lat double precision,
  heartbeat_seconds double precision NOT NULL,
  last_seen_time timestamptz,
  quarantined boolean NOT NULL DEFAULT false,
  registered_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX thing_type_name ON thing (thing_type, name, id);
CREATE INDEX thing_name ON thing (name, id);
CREATE INDEX thing_division ON thing (division_code);
CREATE INDEX thing_grams ON thing USING gin (grams) WITH (fastupdate = off);

CREATE TABLE datastream (
  id serial PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  property text NOT NULL,
  derived boolean NOT NULL,
  UNIQUE (thing_id, property)
);

-- What a device or gateway signs in with. The key itself is never stored.
CREATE TABLE credential (
  id serial PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('device', 'gateway')),
  key_hash text NOT NULL,
  thing_types text[] NOT NULL DEFAULT '{}',
  created_time timestamptz NOT NULL,
  revoked_time timestamptz,
  last_used_time timestamptz
);
CREATE TABLE credential_thing (
  credential_id integer NOT NULL REFERENCES credential ON DELETE CASCADE,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  PRIMARY KEY (credential_id, thing_id)
);
CREATE INDEX credential_thing_thing ON credential_thing (thing_id);

-- The series. Unique by datastream and phenomenon time, so a repeated packet is stored once.
CREATE TABLE observation (
  datastream_id integer NOT NULL,
  phenomenon_time timestamptz NOT NULL,
  result double precision,
  quality smallint NOT NULL,
  received_time timestamptz NOT NULL,
  parameters jsonb,
  PRIMARY KEY (datastream_id, phenomenon_time)
) PARTITION BY RANGE (phenomenon_time);

-- Makes the partition that holds an instant: a day for the present, a whole month for the distant past (a replay of
-- years would else make thousands). Owned by the owner of the schema, for the running platform may not make tables.
CREATE FUNCTION ensure_observation_partition(at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sensing, pg_temp AS $$
DECLARE
  month_start timestamptz := date_trunc('month', at, 'UTC');
  month_end timestamptz := date_trunc('month', at, 'UTC') + interval '1 month';
  day_start timestamptz := date_trunc('day', at, 'UTC');
  month_name text := 'observation_' || to_char(at AT TIME ZONE 'UTC', 'YYYYMM');
  day_name text := 'observation_' || to_char(at AT TIME ZONE 'UTC', 'YYYYMMDD');
  by_day boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('sensing-partition'));
  IF to_regclass('sensing.' || month_name) IS NOT NULL THEN RETURN month_name; END IF;
  IF to_regclass('sensing.' || day_name) IS NOT NULL THEN RETURN day_name; END IF;
  by_day := at > now() - interval '40 days' OR EXISTS (
    SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'sensing.observation'::regclass AND c.relname LIKE month_name || '__');
  IF by_day THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF observation FOR VALUES FROM (%L) TO (%L)', day_name, day_start, day_start + interval '1 day');
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO civitas_app', day_name);
    RETURN day_name;
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF observation FOR VALUES FROM (%L) TO (%L)', month_name, month_start, month_end);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO civitas_app', month_name);
  RETURN month_name;
END $$;

-- Messages refused or set aside, for inspection.
CREATE TABLE rejection (
  id bigserial PRIMARY KEY,
  time timestamptz NOT NULL,
  reason text NOT NULL,
  protocol text NOT NULL,
  client_id text,
  credential_name text,
  topic text,
  detail text NOT NULL,
  payload text NOT NULL
);
CREATE INDEX rejection_time ON rejection (time DESC, id DESC);

-- Counts that survive a restart.
CREATE TABLE ingest_count (
  name text PRIMARY KEY,
  value bigint NOT NULL DEFAULT 0
);

-- What a rule remembers of a thing: recent values, holds under way, whether it is open.
CREATE TABLE rule_state (
  rule_id text NOT NULL,
  thing_id uuid NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (rule_id, thing_id)
);

-- Every firing, with the version of the rule and the values it used.
CREATE TABLE firing (
  id uuid PRIMARY KEY,
  rule_id text NOT NULL,
  rule_version text NOT NULL,
  thing_id uuid NOT NULL,
  act text NOT NULL,
  level text,
  datastream_id integer NOT NULL,
  observation_time timestamptz NOT NULL,
  start_time timestamptz NOT NULL,
  value double precision NOT NULL,
  values jsonb NOT NULL,
  fired_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (rule_id, thing_id, observation_time, act)
);

-- The scenario the simulator is asked to play, and when it last called.
CREATE TABLE scenario_run (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text,
  run_id uuid,
  speed double precision NOT NULL DEFAULT 1,
  started_time timestamptz,
  started_by text,
  simulator_seen_time timestamptz
);
INSERT INTO scenario_run DEFAULT VALUES;

-- What the declared device models say of their datastreams; written anew from the domains at every start.
CREATE TABLE sensor (id text PRIMARY KEY, name text NOT NULL, description text NOT NULL, metadata text NOT NULL);
CREATE TABLE observed_property (id text PRIMARY KEY, name text NOT NULL, definition text NOT NULL, description text NOT NULL);
CREATE TABLE datastream_type (
  thing_type text NOT NULL,
  property text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  unit_of_measurement jsonb NOT NULL,
  sensor_id text NOT NULL,
  observed_property_id text NOT NULL,
  PRIMARY KEY (thing_type, property)
);

-- The rows of SensorThings (OGC 18-088, 8.2), each with the division its scope is judged by.
CREATE VIEW sta_things AS
  SELECT id, name, reference AS description, division_code,
    jsonb_build_object('reference', reference, 'type', thing_type, 'divisionCode', division_code) AS properties
  FROM thing;
CREATE VIEW sta_locations AS
  SELECT id, name, reference AS description, 'application/geo+json' AS encoding_type, division_code,
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lon, lat)) AS location
  FROM thing WHERE lon IS NOT NULL;
CREATE VIEW sta_features_of_interest AS
  SELECT id, name, reference AS description, 'application/geo+json' AS encoding_type, division_code,
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lon, lat)) AS feature
  FROM thing;
CREATE VIEW sta_datastreams AS
  SELECT d.id, t.name || ' ' || dt.name AS name, dt.description, d.thing_id, t.division_code, dt.unit_of_measurement,
    'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement' AS observation_type,
    dt.sensor_id, dt.observed_property_id, jsonb_build_object('property', d.property, 'derived', d.derived) AS properties
  FROM datastream d JOIN thing t ON t.id = d.thing_id
    JOIN datastream_type dt ON dt.thing_type = t.thing_type AND dt.property = d.property;
CREATE VIEW sta_sensors AS SELECT *, 'text/plain' AS encoding_type, NULL::text AS division_code FROM sensor;
CREATE VIEW sta_observed_properties AS SELECT *, NULL::text AS division_code FROM observed_property;
CREATE VIEW sta_observations AS
  SELECT o.datastream_id || '-' || (extract(epoch FROM o.phenomenon_time) * 1000)::bigint AS iot_id,
    o.datastream_id, o.phenomenon_time, o.received_time, o.result, o.quality::int AS quality, o.parameters,
    d.thing_id, t.division_code
  FROM observation o JOIN datastream d ON d.id = o.datastream_id JOIN thing t ON t.id = d.thing_id;
