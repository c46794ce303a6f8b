-- Keys of the sign-on service are JSON web keys, as its clients expect.
ALTER TABLE key DROP CONSTRAINT key_usage_check;
ALTER TABLE key ADD CONSTRAINT key_usage_check CHECK (usage IN ('sign', 'seal', 'mac', 'authority', 'token'));

-- How sure the platform is of who sits at a session: 1 password, 2 a second factor, 3 passkey or certificate.
ALTER TABLE session
  ADD COLUMN level smallint NOT NULL DEFAULT 1,
  -- When a level above 1 ends; the session goes on at level 1.
  ADD COLUMN level_until_time timestamptz,
  -- Waits for a second factor: nothing can be done with it but to give one.
  ADD COLUMN pending boolean NOT NULL DEFAULT false,
  ADD COLUMN agent text,
  ADD COLUMN methods text[] NOT NULL DEFAULT '{pwd}';

-- Systems that sign on here.
CREATE TABLE client (
  id uuid PRIMARY KEY,
  client_id text NOT NULL UNIQUE,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('web', 'public', 'device', 'service')),
  secret_sealed text,
  redirect_uris text[] NOT NULL,
  logout_uris text[] NOT NULL,
  backchannel_uri text,
  scopes text[] NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
  consent boolean NOT NULL,
  owner_id uuid REFERENCES organisation,
  disabled boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL,
  last_used_time timestamptz
);

-- Sessions, grants, codes and tokens of the sign-on service: found by the SM3 of their id, sealed with SM4.
CREATE TABLE oidc_record (
  kind text NOT NULL,
  id_hash text NOT NULL,
  payload text NOT NULL,
  grant_id text,
  uid text,
  user_code text,
  consumed_time timestamptz,
  expires_time timestamptz,
  PRIMARY KEY (kind, id_hash)
);
CREATE INDEX oidc_record_grant ON oidc_record (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_record_uid ON oidc_record (kind, uid) WHERE uid IS NOT NULL;
CREATE INDEX oidc_record_user_code ON oidc_record (kind, user_code) WHERE user_code IS NOT NULL;
CREATE INDEX oidc_record_end ON oidc_record (expires_time);

-- Which session of the platform a session of the sign-on service stands on: they end together.
CREATE TABLE oidc_link (
  session_uid text PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE
);
CREATE INDEX oidc_link_session ON oidc_link (session_id);

-- What a person can show beside the password.
CREATE TABLE factor (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('totp', 'passkey')),
  name text NOT NULL,
  -- TOTP: the secret, sealed. Passkey: the public key, base64url.
  secret text NOT NULL,
  credential_id text UNIQUE,
  counter bigint NOT NULL DEFAULT 0,
  transports text[],
  confirmed boolean NOT NULL,
  created_time timestamptz NOT NULL,
  last_used_time timestamptz
);
CREATE INDEX factor_user ON factor (user_id);

-- A code sent or a challenge given: good for minutes, once, for a few tries.
CREATE TABLE challenge (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  user_id uuid REFERENCES app_user ON DELETE CASCADE,
  session_id uuid REFERENCES session ON DELETE CASCADE,
  value text NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  expires_time timestamptz NOT NULL
);

-- Sign-ins and tries of a person, for that person and for the rules of risk.
CREATE TABLE sign_in (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  time timestamptz NOT NULL,
  ip text,
  agent text,
  device text NOT NULL,
  method text NOT NULL,
  outcome text NOT NULL,
  reason text,
  new_device boolean NOT NULL
);
CREATE INDEX sign_in_user ON sign_in (user_id, time DESC);
