-- NGSI-LD 1.8 reads and writes the same rows. `attributes` stays the truth of every value; `ld` adds what a flat document
-- cannot say of an attribute (kind, unit, times, sub-attributes), `more` the values of further instances (datasetId) and of
-- attributes a register does not declare, each as an array.
ALTER TABLE entity
  ADD COLUMN tenant text NOT NULL DEFAULT '',
  ADD COLUMN uri text,
  ADD COLUMN types text[] NOT NULL DEFAULT '{}',
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN ld jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN more jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN expires_time timestamptz;

-- city-base.hydrant → CityBaseHydrant, the name of a register’s type outside. The same as `toTypeTerm` in the program.
CREATE FUNCTION type_term(type text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT replace(initcap(translate(type, '.-_', '   ')), ' ', '') $$;

UPDATE entity SET
  uri = 'urn:ngsi-ld:' || entities.type_term(type) || ':' || replace(reference, ' ', '%20'),
  types = ARRAY['https://uri.etsi.org/ngsi-ld/default-context/' || entities.type_term(type)];

-- Registers filled by other capabilities need not know these two.
CREATE FUNCTION name_entity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.uri IS NULL THEN
    NEW.uri := 'urn:ngsi-ld:' || entities.type_term(NEW.type) || ':' || replace(NEW.reference, ' ', '%20');
  END IF;
  IF NEW.types = '{}' THEN
    NEW.types := ARRAY['https://uri.etsi.org/ngsi-ld/default-context/' || entities.type_term(NEW.type)];
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entity_named BEFORE INSERT ON entity FOR EACH ROW
  WHEN (NEW.uri IS NULL OR NEW.types = '{}') EXECUTE FUNCTION name_entity();

ALTER TABLE entity ALTER COLUMN uri SET NOT NULL;
CREATE UNIQUE INDEX entity_uri ON entity (tenant, uri);
CREATE INDEX entity_tenant_order ON entity (tenant, id);
CREATE INDEX entity_types ON entity USING gin (types) WITH (fastupdate = off);
-- A short pending list: every query reads it whole.
CREATE INDEX entity_values ON entity USING gin (attributes jsonb_path_ops) WITH (gin_pending_list_limit = 256);
CREATE INDEX entity_more ON entity USING gin (more jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX entity_expires ON entity (expires_time) WHERE expires_time IS NOT NULL;
-- The planner must know how common a value is to choose between an index on values and reading in order.
ALTER TABLE entity ALTER COLUMN attributes SET STATISTICS 500;
ALTER TABLE entity ALTER COLUMN types SET STATISTICS 500;

-- What a change did, attribute by attribute, in NGSI-LD’s form: the temporal evolution is read from here.
ALTER TABLE entity_version
  ADD COLUMN tenant text NOT NULL DEFAULT '',
  ADD COLUMN uri text,
  ADD COLUMN ld jsonb;
CREATE INDEX entity_version_uri ON entity_version (tenant, uri, time) WHERE uri IS NOT NULL;

-- Tenants come into being by the first create that names them.
CREATE TABLE tenant (
  name text PRIMARY KEY,
  created_time timestamptz NOT NULL
);
INSERT INTO tenant VALUES ('', now());

-- @contexts by address: added by users (Hosted), made for an answer (ImplicitlyCreated) or fetched (Cached).
CREATE TABLE ld_context (
  id text PRIMARY KEY,
  url text NOT NULL UNIQUE,
  kind text NOT NULL,
  body jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  used_time timestamptz NOT NULL,
  uses integer NOT NULL DEFAULT 0
);

-- Temporal representations written as such, and corrections of what the history of changes says.
CREATE TABLE temporal_entity (
  tenant text NOT NULL,
  uri text NOT NULL,
  types text[] NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  division_code text COLLATE "C",
  created_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  -- Changes up to this moment were removed from the history by its owner.
  forgotten_time timestamptz,
  PRIMARY KEY (tenant, uri)
);
CREATE INDEX temporal_entity_types ON temporal_entity USING gin (types);
CREATE TABLE temporal_instance (
  instance_id text NOT NULL,
  tenant text NOT NULL,
  uri text NOT NULL,
  attribute text NOT NULL,
  dataset_id text NOT NULL DEFAULT '',
  observed_time timestamptz,
  created_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  -- Null hides an instance the history of changes would give under this id.
  body jsonb,
  PRIMARY KEY (tenant, uri, instance_id)
);
CREATE INDEX temporal_instance_of ON temporal_instance (tenant, uri, attribute, observed_time);
