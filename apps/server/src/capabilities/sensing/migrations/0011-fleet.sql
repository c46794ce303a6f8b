-- Cloud desktops: what a staff member may use, who has one, and every session the desktop system tells of.
CREATE TABLE desktop_profile (
  id uuid PRIMARY KEY,
  title text NOT NULL UNIQUE,
  image text NOT NULL,
  cpus integer NOT NULL,
  memory_gb integer NOT NULL,
  disk_gb integer NOT NULL,
  idle_minutes integer
);
CREATE TABLE desktop (
  id uuid PRIMARY KEY,
  reference text NOT NULL,
  profile_id uuid NOT NULL REFERENCES desktop_profile,
  organisation_id uuid NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  purpose text NOT NULL,
  division_code text COLLATE "C",
  allocated_by text NOT NULL,
  allocated_time timestamptz NOT NULL,
  last_active_time timestamptz,
  reclaimed_time timestamptz,
  reclaimed_by text,
  reclaimed_reason text,
  grams text[] NOT NULL
);
-- A number may be given again once its desktop is reclaimed; a person has one desktop of a profile at a time.
CREATE UNIQUE INDEX desktop_reference ON desktop (reference) WHERE reclaimed_time IS NULL;
CREATE UNIQUE INDEX desktop_of_user ON desktop (user_id, profile_id) WHERE reclaimed_time IS NULL;
CREATE INDEX desktop_allocated ON desktop (allocated_time DESC, id);
CREATE INDEX desktop_grams ON desktop USING gin (grams);
CREATE TABLE desktop_session (
  desktop_id uuid NOT NULL REFERENCES desktop,
  session text NOT NULL,
  client_address text,
  opened_time timestamptz NOT NULL,
  last_active_time timestamptz NOT NULL,
  closed_time timestamptz,
  close_reason text,
  PRIMARY KEY (desktop_id, session)
);
CREATE INDEX desktop_session_time ON desktop_session (opened_time DESC);

-- The live session of each device identity, over all server processes, and which processes live.
CREATE TABLE ingest_instance (
  id uuid PRIMARY KEY,
  seen_time timestamptz NOT NULL
);
CREATE TABLE device_session (
  credential_name text PRIMARY KEY,
  session_id uuid NOT NULL,
  instance_id uuid NOT NULL,
  client_id text NOT NULL,
  address text NOT NULL,
  opened_time timestamptz NOT NULL
);
CREATE INDEX device_session_instance ON device_session (instance_id);
-- Nonces devices have signed with; none is good twice, at whichever process.
CREATE TABLE used_nonce (
  credential_name text NOT NULL,
  nonce text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (credential_name, nonce)
);
CREATE INDEX used_nonce_until ON used_nonce (until);
-- Until when refused attempts have been reported to the security platform.
CREATE TABLE refusal_report (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  reported_until timestamptz NOT NULL,
  detail text NOT NULL
);
CREATE INDEX connection_attempt_credential ON connection_attempt (credential_name, time DESC);

-- Rules a pack brought, so that installing it again changes them and makes no second ones.
CREATE TABLE pack_rule (
  pack_id text NOT NULL REFERENCES pack ON DELETE CASCADE,
  position integer NOT NULL,
  rule_id text NOT NULL,
  PRIMARY KEY (pack_id, position)
);
CREATE INDEX inventory_check_time ON inventory_check (time DESC, id);
