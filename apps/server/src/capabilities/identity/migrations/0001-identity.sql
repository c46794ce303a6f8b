CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  short_name text NOT NULL,
  kind text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  parent_id uuid REFERENCES organisation
);
CREATE INDEX organisation_division ON organisation (division_code, name);

CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  account text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  roles text[] NOT NULL,
  divisions text[] NOT NULL,
  organisation_id uuid REFERENCES organisation,
  disabled boolean NOT NULL DEFAULT false,
  failed_attempts integer NOT NULL DEFAULT 0,
  locked_until_time timestamptz,
  demo boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL,
  last_sign_in_time timestamptz,
  grams text[] NOT NULL
);
CREATE UNIQUE INDEX app_user_account ON app_user (lower(account));
CREATE INDEX app_user_grams ON app_user USING gin (grams);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  created_time timestamptz NOT NULL,
  expires_time timestamptz NOT NULL,
  ip text
);
CREATE INDEX session_owner ON session (user_id);

-- Who did what, when, from where. The running platform can add rows and read them, nothing else.
CREATE TABLE audit_entry (
  id bigserial PRIMARY KEY,
  time timestamptz NOT NULL,
  user_id uuid,
  account text,
  action text NOT NULL,
  target text,
  outcome text NOT NULL,
  ip text,
  trace_id text,
  detail jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE audit_entry IS 'append-only';
CREATE INDEX audit_entry_time ON audit_entry (time DESC, id DESC);
CREATE INDEX audit_entry_account ON audit_entry (account, time DESC);
