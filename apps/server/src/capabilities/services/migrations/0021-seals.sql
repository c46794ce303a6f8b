CREATE TABLE seal (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  kind text NOT NULL,
  organisation_id uuid NOT NULL,
  custodian_id uuid NOT NULL,
  custodian_name text NOT NULL,
  document_types text[] NOT NULL,
  max_uses integer,
  used integer NOT NULL DEFAULT 0,
  needs_approval boolean NOT NULL,
  approval_paper text NOT NULL,
  valid_from date NOT NULL,
  valid_until date NOT NULL,
  state text NOT NULL,
  state_reason text,
  state_time timestamptz NOT NULL,
  image text,
  -- Seal data and the signature of its maker (GB/T 38540-2020), once it is made.
  data text,
  maker_key text,
  maker_signature text
);
CREATE INDEX seal_organisation ON seal (organisation_id, state);

-- States a seal went through: what was sealed while it was in force stays good.
CREATE TABLE seal_state (
  seal_id uuid NOT NULL REFERENCES seal ON DELETE CASCADE,
  time timestamptz NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  by_name text NOT NULL,
  PRIMARY KEY (seal_id, time)
);

CREATE TABLE seal_approval (
  id uuid PRIMARY KEY,
  seal_id uuid NOT NULL REFERENCES seal,
  document_type text NOT NULL,
  title text NOT NULL,
  count integer NOT NULL,
  used integer NOT NULL DEFAULT 0,
  asked_by uuid NOT NULL,
  asked_name text NOT NULL,
  state text NOT NULL,
  until_time timestamptz,
  asked_time timestamptz NOT NULL
);
CREATE INDEX seal_approval_seal ON seal_approval (seal_id, asked_time DESC);

CREATE TABLE sealing (
  id uuid PRIMARY KEY,
  seal_id uuid NOT NULL REFERENCES seal,
  time timestamptz NOT NULL,
  document_type text NOT NULL,
  title text NOT NULL,
  digest text NOT NULL,
  user_name text NOT NULL,
  outcome text NOT NULL,
  reason text,
  approval_id uuid
);
CREATE INDEX sealing_seal ON sealing (seal_id, time DESC);
CREATE INDEX sealing_time ON sealing (time DESC);
