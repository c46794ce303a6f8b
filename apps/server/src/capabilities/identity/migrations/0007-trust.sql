-- An account is of a person once that was proven; a registration alone proves nothing.
ALTER TABLE subject_account ADD COLUMN confirmed boolean NOT NULL DEFAULT true, ADD COLUMN proof text;

-- Somebody asked to destroy a key; somebody else has to confirm.
CREATE TABLE key_destruction (
  key_id uuid PRIMARY KEY REFERENCES key,
  reason text NOT NULL,
  asked_by uuid NOT NULL,
  asked_name text NOT NULL,
  asked_time timestamptz NOT NULL,
  confirmed_by uuid,
  confirmed_time timestamptz,
  CHECK (confirmed_by IS NULL OR confirmed_by <> asked_by)
);

CREATE TABLE certificate (
  serial text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('person', 'organisation', 'device', 'server')),
  name text NOT NULL,
  holder_id uuid REFERENCES subject,
  public_key text NOT NULL,
  pem text NOT NULL,
  from_time timestamptz NOT NULL,
  until_time timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),
  revoked_time timestamptz,
  reason text,
  evidence text NOT NULL,
  issued_by uuid NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX certificate_holder ON certificate (holder_id);
CREATE INDEX certificate_time ON certificate (created_time DESC, serial);
CREATE INDEX certificate_revoked ON certificate (revoked_time) WHERE state = 'revoked';

CREATE TABLE crypto_use (
  id uuid PRIMARY KEY,
  system text NOT NULL,
  purpose text NOT NULL,
  algorithm text NOT NULL,
  protection_level smallint NOT NULL,
  product_certificate text,
  assessed_date date
);

-- Closed batches of the audit trail, each holding the digest of the one before.
CREATE TABLE audit_batch (
  id uuid PRIMARY KEY,
  from_id bigint NOT NULL,
  to_id bigint NOT NULL UNIQUE,
  count integer NOT NULL,
  previous text NOT NULL,
  sm3 text NOT NULL,
  closed_time timestamptz NOT NULL
);
COMMENT ON TABLE audit_batch IS 'append-only';
