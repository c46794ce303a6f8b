-- Self-service machines; the key is kept as its digest. A fault is a repair ticket; there is one open at a time.
CREATE TABLE kiosk (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  place text NOT NULL,
  lon double precision,
  lat double precision,
  organisation_id uuid NOT NULL,
  hours text NOT NULL,
  key_hash text NOT NULL,
  heartbeat_time timestamptz,
  paper integer,
  toner integer,
  package_version text,
  retired boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL
);
CREATE INDEX kiosk_heartbeat ON kiosk (heartbeat_time) WHERE NOT retired;

CREATE TABLE kiosk_fault (
  id uuid PRIMARY KEY,
  kiosk_id uuid NOT NULL REFERENCES kiosk,
  text text NOT NULL,
  opened_time timestamptz NOT NULL,
  closed_time timestamptz,
  remedy text
);
CREATE UNIQUE INDEX kiosk_fault_open ON kiosk_fault (kiosk_id) WHERE closed_time IS NULL;

-- Banks, post offices and stations that serve citizens at their own counters and machines.
CREATE TABLE partner (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  items text[] NOT NULL,
  quota_per_day integer NOT NULL,
  from_hour integer NOT NULL,
  to_hour integer NOT NULL,
  secret text NOT NULL,
  suspended boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL
);

CREATE TABLE partner_call (
  id uuid PRIMARY KEY,
  partner_id uuid NOT NULL REFERENCES partner,
  terminal text NOT NULL,
  item text NOT NULL,
  nonce text NOT NULL,
  outcome text NOT NULL,
  time timestamptz NOT NULL,
  UNIQUE (partner_id, nonce)
);
CREATE INDEX partner_call_time ON partner_call (time DESC, id DESC);
CREATE INDEX partner_call_quota ON partner_call (partner_id, time) WHERE outcome = 'allowed';

-- Six digits that carry a draft from one channel to another, once, within ten minutes.
CREATE TABLE handover (
  code text PRIMARY KEY,
  application_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  channel text NOT NULL,
  expires_time timestamptz NOT NULL,
  used_time timestamptz
);
