-- SensorThings 1.1 (OGC 18-088) whole: what a client makes freely stands beside what the domains declare.
-- A Thing made over SensorThings has the thing type `sensing.thing`.
ALTER TABLE thing ADD description text, ADD properties jsonb;

-- The name, division, Sensor and ObservedProperty of a datastream are kept on it, so that 250,000 can be listed by an index.
-- A datastream of a declared model has no `description`: its model says it.
ALTER TABLE datastream ADD name text, ADD division_code text COLLATE "C", ADD sensor_id text, ADD observed_property_id text,
  ADD description text, ADD observation_type text, ADD unit_of_measurement jsonb, ADD properties jsonb,
  ADD observed_area jsonb, ADD seen_area box, ADD multi boolean NOT NULL DEFAULT false, ADD multi_types jsonb;

CREATE FUNCTION complete_datastream() RETURNS trigger LANGUAGE plpgsql SET search_path = sensing, pg_temp AS $$
BEGIN
  SELECT t.division_code, coalesce(NEW.name, t.name || ' ' || dt.name), coalesce(NEW.sensor_id, dt.sensor_id),
      coalesce(NEW.observed_property_id, dt.observed_property_id)
    INTO NEW.division_code, NEW.name, NEW.sensor_id, NEW.observed_property_id
    FROM thing t LEFT JOIN datastream_type dt ON dt.thing_type = t.thing_type AND dt.property = NEW.property
    WHERE t.id = NEW.thing_id;
  RETURN NEW;
END $$;
CREATE TRIGGER datastream_complete BEFORE INSERT ON datastream FOR EACH ROW EXECUTE FUNCTION complete_datastream();

CREATE FUNCTION follow_thing() RETURNS trigger LANGUAGE plpgsql SET search_path = sensing, pg_temp AS $$
BEGIN
  UPDATE datastream d SET division_code = NEW.division_code,
      name = coalesce((SELECT NEW.name || ' ' || dt.name FROM datastream_type dt
        WHERE dt.thing_type = NEW.thing_type AND dt.property = d.property AND d.description IS NULL), d.name)
    WHERE d.thing_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER thing_followed AFTER UPDATE OF name, division_code ON thing FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.division_code IS DISTINCT FROM NEW.division_code)
  EXECUTE FUNCTION follow_thing();

-- After the models were written anew: what changed in them.
CREATE FUNCTION refresh_datastreams() RETURNS void LANGUAGE sql SET search_path = sensing, pg_temp AS $$
  UPDATE datastream d SET name = t.name || ' ' || dt.name, division_code = t.division_code, sensor_id = dt.sensor_id,
      observed_property_id = dt.observed_property_id
    FROM thing t JOIN datastream_type dt ON dt.thing_type = t.thing_type
    WHERE t.id = d.thing_id AND dt.property = d.property AND d.description IS NULL
      AND (d.name, d.division_code, d.sensor_id, d.observed_property_id)
        IS DISTINCT FROM (t.name || ' ' || dt.name, t.division_code, dt.sensor_id, dt.observed_property_id)
$$;
SELECT refresh_datastreams();
CREATE INDEX datastream_name ON datastream (name, id);
CREATE INDEX datastream_division ON datastream (division_code);
CREATE INDEX datastream_sensor ON datastream (sensor_id, id);
CREATE INDEX datastream_observed_property ON datastream (observed_property_id, id);

ALTER TABLE sensor ADD encoding_type text NOT NULL DEFAULT 'text/plain', ADD metadata_json jsonb, ADD properties jsonb,
  ADD declared boolean NOT NULL DEFAULT true;
ALTER TABLE observed_property ADD properties jsonb, ADD declared boolean NOT NULL DEFAULT true;
CREATE INDEX sensor_name ON sensor (name, id);
CREATE INDEX observed_property_name ON observed_property (name, id);

CREATE TABLE multi_observed_property (
  datastream_id integer NOT NULL REFERENCES datastream ON DELETE CASCADE,
  rank integer NOT NULL,
  observed_property_id text NOT NULL,
  PRIMARY KEY (datastream_id, rank)
);
CREATE INDEX multi_observed_property_of ON multi_observed_property (observed_property_id, datastream_id);

CREATE TABLE feature (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  encoding_type text NOT NULL,
  feature jsonb NOT NULL,
  properties jsonb,
  division_code text COLLATE "C",
  bounds box
);
CREATE INDEX feature_name ON feature (name, id);

CREATE TABLE location (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  encoding_type text NOT NULL,
  location jsonb NOT NULL,
  properties jsonb,
  division_code text COLLATE "C",
  bounds box,
  -- The FeatureOfInterest made of it for Observations that name none.
  feature_id uuid REFERENCES feature ON DELETE SET NULL
);
CREATE INDEX location_name ON location (name, id);
CREATE INDEX location_feature ON location (feature_id);

CREATE TABLE thing_location (
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  location_id uuid NOT NULL REFERENCES location ON DELETE CASCADE,
  PRIMARY KEY (thing_id, location_id)
);
CREATE INDEX thing_location_location ON thing_location (location_id);

CREATE TABLE historical_location (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  time timestamptz NOT NULL
);
CREATE INDEX historical_location_thing ON historical_location (thing_id, time);
CREATE INDEX historical_location_time ON historical_location (time, id);
CREATE TABLE historical_location_place (
  historical_location_id uuid NOT NULL REFERENCES historical_location ON DELETE CASCADE,
  location_id uuid NOT NULL,
  PRIMARY KEY (historical_location_id, location_id)
);
CREATE INDEX historical_location_place_location ON historical_location_place (location_id);

-- What an Observation has beyond a number at an instant. `phenomenon_time` is that of the series; several Observations of
-- one millisecond are a microsecond apart. `named_time` is the time in the Observation’s id, where it has since changed.
CREATE TABLE observation_detail (
  datastream_id integer NOT NULL,
  phenomenon_time timestamptz NOT NULL,
  phenomenon_end timestamptz,
  result_json jsonb,
  result_time timestamptz,
  valid_start timestamptz,
  valid_end timestamptz,
  result_quality jsonb,
  parameters jsonb,
  feature_id uuid,
  named_time timestamptz,
  PRIMARY KEY (datastream_id, phenomenon_time)
);
CREATE INDEX observation_detail_feature ON observation_detail (feature_id);
CREATE INDEX observation_detail_named ON observation_detail (datastream_id, named_time) WHERE named_time IS NOT NULL;
CREATE INDEX observation_detail_result_time ON observation_detail (datastream_id, result_time);
CREATE INDEX observation_detail_end ON observation_detail (datastream_id, phenomenon_end);

-- Milliseconds since 1970 with up to three decimals, as ids write them.
CREATE FUNCTION epoch_ms(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT trim_scale(extract(epoch FROM at) * 1000)::text
$$;

-- Text of a JSON value as a number, or null when it is none.
CREATE FUNCTION json_number(value jsonb) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::double precision END
$$;
CREATE FUNCTION json_text(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(value) IN ('string', 'number', 'boolean') THEN value #>> '{}' END
$$;
CREATE FUNCTION json_boolean(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(value) WHEN 'boolean' THEN (value #>> '{}')::boolean END
$$;
-- A time in JSON, or null for text that is none (a cast would end the whole request).
CREATE FUNCTION json_time(value jsonb) RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF jsonb_typeof(value) <> 'string' THEN RETURN NULL; END IF;
  RETURN (value #>> '{}')::timestamptz;
EXCEPTION WHEN OTHERS THEN RETURN NULL;
END $$;

-- The area a box spans, as GeoJSON: a point, a line or a rectangle.
CREATE FUNCTION area_of(area box) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN area IS NULL THEN NULL
    WHEN width(area) = 0 AND height(area) = 0 THEN
      jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array((area[0])[0], (area[0])[1]))
    WHEN width(area) = 0 OR height(area) = 0 THEN
      jsonb_build_object('type', 'LineString', 'coordinates', jsonb_build_array(
        jsonb_build_array((area[1])[0], (area[1])[1]), jsonb_build_array((area[0])[0], (area[0])[1])))
    ELSE jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
      jsonb_build_array((area[1])[0], (area[1])[1]), jsonb_build_array((area[0])[0], (area[1])[1]),
      jsonb_build_array((area[0])[0], (area[0])[1]), jsonb_build_array((area[1])[0], (area[0])[1]),
      jsonb_build_array((area[1])[0], (area[1])[1]))))
  END
$$;

DROP VIEW sta_things, sta_locations, sta_features_of_interest, sta_datastreams, sta_sensors, sta_observed_properties,
  sta_observations;

CREATE VIEW sta_things AS
  SELECT id, name, coalesce(description, reference) AS description, division_code, thing_type <> 'sensing.thing' AS declared,
    CASE WHEN thing_type = 'sensing.thing' THEN properties
      ELSE jsonb_build_object('reference', reference, 'type', thing_type, 'divisionCode', division_code) END AS properties
  FROM thing;
CREATE VIEW sta_locations AS
  SELECT id, name, reference AS description, 'application/geo+json' AS encoding_type, division_code, true AS declared,
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lon, lat)) AS location, NULL::jsonb AS properties,
    box(point(lon, lat)) AS bounds
  FROM thing WHERE lon IS NOT NULL AND thing_type <> 'sensing.thing'
  UNION ALL
  SELECT id, name, description, encoding_type, division_code, false, location, properties, bounds FROM location;
CREATE VIEW sta_thing_locations AS
  SELECT id AS thing_id, id AS location_id FROM thing WHERE lon IS NOT NULL AND thing_type <> 'sensing.thing'
  UNION ALL
  SELECT thing_id, location_id FROM thing_location;
CREATE VIEW sta_historical_locations AS
  SELECT h.id, h.thing_id, h.time, t.division_code, false AS declared
  FROM historical_location h JOIN thing t ON t.id = h.thing_id;
CREATE VIEW sta_features_of_interest AS
  SELECT id, name, reference AS description, 'application/geo+json' AS encoding_type, division_code, true AS declared,
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lon, lat)) AS feature, NULL::jsonb AS properties,
    box(point(lon, lat)) AS bounds
  FROM thing WHERE thing_type <> 'sensing.thing'
  UNION ALL
  SELECT id, name, description, encoding_type, division_code, false, feature, properties, bounds FROM feature;
CREATE VIEW sta_all_datastreams AS
  SELECT d.id, d.name, coalesce(d.description, dt.description) AS description, d.thing_id, d.division_code,
    coalesce(d.unit_of_measurement, dt.unit_of_measurement) AS unit_of_measurement,
    coalesce(d.observation_type, 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement') AS observation_type,
    d.sensor_id, d.observed_property_id, d.description IS NULL AS declared, d.multi, d.multi_types,
    CASE WHEN d.description IS NULL THEN jsonb_build_object('property', d.property, 'derived', d.derived)
      ELSE d.properties END AS properties,
    coalesce(d.observed_area, area_of(d.seen_area), CASE WHEN d.description IS NULL AND t.lon IS NOT NULL
      THEN jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(t.lon, t.lat)) END) AS observed_area
  FROM datastream d LEFT JOIN thing t ON t.id = d.thing_id
    LEFT JOIN datastream_type dt ON dt.thing_type = t.thing_type AND dt.property = d.property;
CREATE VIEW sta_datastreams AS SELECT * FROM sta_all_datastreams WHERE NOT multi;
CREATE VIEW sta_multi_datastreams AS SELECT * FROM sta_all_datastreams WHERE multi;
CREATE VIEW sta_sensors AS
  SELECT id, name, description, encoding_type, coalesce(metadata_json, to_jsonb(metadata)) AS metadata, properties, declared,
    NULL::text AS division_code FROM sensor;
CREATE VIEW sta_observed_properties AS
  SELECT id, name, definition, description, properties, declared, NULL::text AS division_code FROM observed_property;
CREATE VIEW sta_observations AS
  SELECT o.datastream_id || '-' || epoch_ms(coalesce(x.named_time, o.phenomenon_time)) AS iot_id,
    o.datastream_id, o.phenomenon_time, x.phenomenon_end, x.named_time, o.received_time,
    CASE WHEN x.datastream_id IS NULL THEN o.received_time ELSE x.result_time END AS result_time,
    o.result, x.result_json, o.quality::int AS quality, x.result_quality, coalesce(x.parameters, o.parameters) AS parameters,
    x.valid_start, x.valid_end, coalesce(x.feature_id, d.thing_id) AS feature_id, d.thing_id, d.division_code, d.multi,
    false AS declared
  FROM observation o JOIN datastream d ON d.id = o.datastream_id
    LEFT JOIN observation_detail x ON x.datastream_id = o.datastream_id AND x.phenomenon_time = o.phenomenon_time;
