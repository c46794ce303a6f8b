-- What an installation knows of a thing beyond its model.
ALTER TABLE thing
  ADD COLUMN owner_id uuid,
  ADD COLUMN sector text,
  ADD COLUMN serial text,
  ADD COLUMN model_version integer,
  ADD COLUMN facility_id uuid,
  ADD COLUMN profile_id text,
  ADD COLUMN profile_version integer;
CREATE INDEX thing_owner ON thing (owner_id);
CREATE INDEX thing_reference ON thing (reference);
CREATE INDEX thing_facility ON thing (facility_id) WHERE facility_id IS NOT NULL;
CREATE INDEX thing_profile ON thing (profile_id, profile_version) WHERE profile_id IS NOT NULL;

-- Device models made here or brought by a pack; those of the domains are read from the domains.
CREATE TABLE model (
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'published')),
  definition jsonb NOT NULL,
  pack_id text,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL,
  published_time timestamptz,
  PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX model_draft ON model (id) WHERE state = 'draft';
CREATE TABLE pack (
  id text PRIMARY KEY,
  version integer NOT NULL,
  content jsonb NOT NULL,
  installed_by text NOT NULL,
  installed_time timestamptz NOT NULL
);

-- Ways to prove an identity beside the key; only hashes and public keys are kept.
ALTER TABLE credential
  ADD COLUMN method text NOT NULL DEFAULT 'key' CHECK (method IN ('key', 'x509', 'sm2', 'claim')),
  ADD COLUMN public_key text,
  ADD COLUMN networks text[] NOT NULL DEFAULT '{}',
  ADD COLUMN expires_time timestamptz,
  ADD COLUMN rotated_time timestamptz,
  ADD COLUMN previous_hash text,
  ADD COLUMN previous_until timestamptz,
  ADD COLUMN last_address text,
  ADD COLUMN flagged_time timestamptz,
  ADD COLUMN flagged_reason text;
CREATE TABLE connection_attempt (
  id bigserial PRIMARY KEY,
  time timestamptz NOT NULL,
  credential_name text,
  client_id text,
  address text NOT NULL,
  decision text NOT NULL CHECK (decision IN ('admitted', 'refused')),
  reason text NOT NULL,
  detail text NOT NULL
);
CREATE INDEX connection_attempt_time ON connection_attempt (time DESC, id DESC);
CREATE INDEX connection_attempt_refused ON connection_attempt (address, time DESC) WHERE decision = 'refused';
CREATE TABLE admission_policy (one boolean PRIMARY KEY DEFAULT true CHECK (one), content jsonb NOT NULL);
CREATE TABLE quarantine (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  credential_name text,
  reason text NOT NULL,
  detail text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'released', 'banned')),
  time timestamptz NOT NULL,
  set_aside integer NOT NULL DEFAULT 0,
  decided_by text,
  decided_time timestamptz,
  comment text
);
CREATE UNIQUE INDEX quarantine_held ON quarantine (thing_id) WHERE state = 'held';
CREATE INDEX quarantine_time ON quarantine (time DESC, id);
CREATE TABLE device_grant (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  rights text[] NOT NULL,
  thing_ids uuid[],
  thing_type text,
  division_code text COLLATE "C",
  expires_time timestamptz NOT NULL,
  reason text NOT NULL,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL,
  revoked_time timestamptz
);
CREATE INDEX device_grant_organisation ON device_grant (organisation_id);

-- Shadow: what a device should be and what it says it is.
CREATE TABLE shadow (
  thing_id uuid PRIMARY KEY REFERENCES thing ON DELETE CASCADE,
  desired jsonb NOT NULL DEFAULT '{}',
  reported jsonb NOT NULL DEFAULT '{}',
  desired_version integer NOT NULL DEFAULT 0,
  reported_version integer NOT NULL DEFAULT 0,
  desired_time timestamptz,
  reported_time timestamptz
);
CREATE TABLE interlock (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  thing_ids uuid[] NOT NULL,
  commands text[] NOT NULL,
  state_property text,
  state_value jsonb,
  most_at_once integer NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE TABLE command_batch (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  command text NOT NULL,
  state text NOT NULL CHECK (state IN ('awaiting-approval', 'running', 'finished', 'rejected')),
  dangerous boolean NOT NULL,
  reason text NOT NULL,
  requested_by uuid NOT NULL,
  requested_name text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_by uuid,
  decided_name text,
  decided_time timestamptz,
  comment text,
  rolls_back_id uuid
);
CREATE INDEX command_batch_time ON command_batch (created_time DESC, id);
CREATE TABLE command (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES command_batch ON DELETE CASCADE,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  name text NOT NULL,
  input jsonb NOT NULL,
  state text NOT NULL CHECK (state IN
    ('awaiting-approval', 'queued', 'sent', 'accepted', 'succeeded', 'failed', 'expired', 'cancelled')),
  created_time timestamptz NOT NULL,
  expires_time timestamptz NOT NULL,
  sent_time timestamptz,
  finished_time timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  attempts_allowed integer NOT NULL,
  timeout_seconds integer NOT NULL,
  result jsonb,
  error text,
  sets jsonb NOT NULL DEFAULT '{}',
  previous jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX command_thing ON command (thing_id, created_time DESC);
CREATE INDEX command_batch_of ON command (batch_id);
CREATE INDEX command_open ON command (thing_id) WHERE state IN ('awaiting-approval', 'queued', 'sent', 'accepted');
CREATE TABLE command_log (
  id bigserial PRIMARY KEY,
  command_id uuid NOT NULL REFERENCES command ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  detail text NOT NULL
);
CREATE INDEX command_log_command ON command_log (command_id, id);

-- Object identifiers. A number is never given twice: rows are not deleted and the counter only grows.
CREATE TABLE oid_arc (
  arc text PRIMARY KEY,
  title text NOT NULL,
  parent text REFERENCES oid_arc,
  organisation_id uuid,
  administrator text,
  quota integer NOT NULL,
  issued integer NOT NULL DEFAULT 0,
  next_number bigint NOT NULL DEFAULT 1,
  created_time timestamptz NOT NULL
);
CREATE TABLE oid_object (
  oid text PRIMARY KEY,
  arc text NOT NULL REFERENCES oid_arc,
  kind text NOT NULL,
  title text NOT NULL,
  entity_id uuid,
  owner_id uuid,
  division_code text COLLATE "C",
  detail_url text,
  attributes jsonb NOT NULL,
  restricted text[] NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('active', 'revoked')),
  successor text,
  reason text,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL,
  revoked_time timestamptz,
  grams text[] NOT NULL
);
CREATE INDEX oid_object_arc ON oid_object (arc, oid);
CREATE INDEX oid_object_grams ON oid_object USING gin (grams);
CREATE TABLE oid_alias (
  scheme text NOT NULL,
  alias text NOT NULL,
  oid text NOT NULL REFERENCES oid_object,
  PRIMARY KEY (alias, scheme)
);
CREATE INDEX oid_alias_oid ON oid_alias (oid);
CREATE TABLE oid_use (
  oid text NOT NULL,
  day date NOT NULL,
  resolutions integer NOT NULL,
  PRIMARY KEY (oid, day)
);

-- Facilities and siting.
CREATE TABLE siting_rule (
  facility_type text PRIMARY KEY,
  duplicate_metres double precision NOT NULL,
  tolerance_metres double precision NOT NULL,
  coverage_metres double precision NOT NULL
);
CREATE TABLE facility (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  name text NOT NULL,
  facility_type text NOT NULL,
  owner_id uuid,
  division_code text COLLATE "C",
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  height_class text NOT NULL CHECK (height_class IN ('high', 'middle', 'low')),
  carrier text NOT NULL,
  network text,
  power text,
  maintenance_unit text,
  sector text,
  state text NOT NULL CHECK (state IN ('planned', 'in-use', 'missing', 'retired')),
  slots integer,
  load_kg double precision,
  power_w double precision,
  segment text,
  cabin text,
  request_id uuid,
  registered_by text NOT NULL,
  registered_time timestamptz NOT NULL,
  checked_time timestamptz,
  grams text[] NOT NULL
);
CREATE INDEX facility_type_place ON facility (facility_type, lat, lon);
CREATE INDEX facility_name ON facility (name, id);
CREATE INDEX facility_division ON facility (division_code);
CREATE INDEX facility_grams ON facility USING gin (grams);
CREATE TABLE facility_mount (
  id uuid PRIMARY KEY,
  facility_id uuid NOT NULL REFERENCES facility,
  thing_id uuid,
  title text NOT NULL,
  tenant_id uuid,
  slots integer NOT NULL,
  load_kg double precision NOT NULL,
  power_w double precision NOT NULL,
  mounted_time timestamptz NOT NULL,
  removed_time timestamptz
);
CREATE INDEX facility_mount_facility ON facility_mount (facility_id) WHERE removed_time IS NULL;
CREATE TABLE siting_request (
  id uuid PRIMARY KEY,
  purpose text NOT NULL,
  facility_type text NOT NULL,
  organisation_id uuid,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  division_code text COLLATE "C",
  duplicates jsonb NOT NULL,
  reason text,
  state text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected', 'shared', 'built')),
  requested_by uuid NOT NULL,
  requested_name text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_name text,
  decided_time timestamptz,
  comment text,
  shared_facility_id uuid,
  facility_id uuid,
  deviation_m double precision
);
CREATE INDEX siting_request_time ON siting_request (created_time DESC, id);
CREATE TABLE inventory_check (
  id uuid PRIMARY KEY,
  facility_id uuid NOT NULL REFERENCES facility,
  result text NOT NULL CHECK (result IN ('confirmed', 'missing', 'moved')),
  distance_m double precision,
  lon double precision,
  lat double precision,
  checked_by text NOT NULL,
  time timestamptz NOT NULL,
  comment text
);
CREATE INDEX inventory_check_facility ON inventory_check (facility_id, time DESC);

-- Quality and health.
CREATE TABLE quality_policy (one boolean PRIMARY KEY DEFAULT true CHECK (one), content jsonb NOT NULL);
CREATE TABLE quality_score (
  day date NOT NULL,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  score double precision NOT NULL,
  completeness double precision NOT NULL,
  received integer NOT NULL,
  expected integer NOT NULL,
  failed text[] NOT NULL,
  tests jsonb NOT NULL,
  valid boolean NOT NULL,
  PRIMARY KEY (day, thing_id)
);
CREATE INDEX quality_score_thing ON quality_score (thing_id, day DESC);
CREATE INDEX quality_score_worst ON quality_score (day, score, thing_id);
CREATE TABLE calibration (
  thing_id uuid PRIMARY KEY REFERENCES thing ON DELETE CASCADE,
  due_date date NOT NULL,
  done_date date,
  certificate text,
  metrology boolean NOT NULL DEFAULT false
);
CREATE TABLE health_forecast (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('battery', 'failure')),
  made_day date NOT NULL,
  predicted_date date,
  risk double precision NOT NULL,
  impact double precision NOT NULL,
  evidence jsonb NOT NULL,
  outcome text CHECK (outcome IN ('hit', 'miss')),
  outcome_date date,
  UNIQUE (thing_id, kind, made_day)
);
CREATE INDEX health_forecast_rank ON health_forecast (made_day, (risk * impact) DESC);
CREATE TABLE device_swap (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  time timestamptz NOT NULL,
  old_serial text,
  new_serial text NOT NULL,
  reason text NOT NULL,
  swapped_by text NOT NULL
);

-- Conformance.
CREATE TABLE profile (
  id text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  content jsonb NOT NULL,
  difference jsonb NOT NULL,
  published_by text NOT NULL,
  published_time timestamptz NOT NULL,
  grace_days integer NOT NULL,
  deadline_time timestamptz NOT NULL,
  reminded_time timestamptz,
  PRIMARY KEY (id, version)
);
CREATE TABLE conformance_run (
  id uuid PRIMARY KEY,
  profile_id text NOT NULL,
  profile_version integer NOT NULL,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  vendor text NOT NULL,
  model_name text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'passed', 'failed')),
  started_by text NOT NULL,
  started_time timestamptz NOT NULL,
  finished_time timestamptz,
  packets jsonb NOT NULL DEFAULT '[]',
  items jsonb NOT NULL DEFAULT '[]',
  report text,
  signature text,
  valid_until timestamptz
);
CREATE INDEX conformance_run_time ON conformance_run (started_time DESC, id);
CREATE UNIQUE INDEX conformance_run_open ON conformance_run (thing_id) WHERE state = 'running';
CREATE TABLE nonconformance (
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  kind text NOT NULL,
  property text NOT NULL,
  count integer NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  packet text NOT NULL,
  PRIMARY KEY (thing_id, kind, property)
);
