-- Platforms above and below, what waits for them, what was taken from them, their catalogues, and requests between levels.
CREATE TABLE cascade_node (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL UNIQUE,
  url text NOT NULL,
  sealed_key text NOT NULL,
  key_hash text NOT NULL UNIQUE,
  next_time timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  last_contact timestamptz,
  last_error text,
  -- When the age of what waits was told of.
  alarm_time timestamptz
);

CREATE TABLE cascade_outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  node_id uuid NOT NULL REFERENCES cascade_node ON DELETE CASCADE,
  kind text NOT NULL,
  body jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  sent_time timestamptz
);
CREATE INDEX cascade_outbox_waiting ON cascade_outbox (node_id, seq) WHERE sent_time IS NULL;

CREATE TABLE cascade_inbox (
  node_id uuid NOT NULL REFERENCES cascade_node ON DELETE CASCADE,
  message_id uuid NOT NULL,
  accepted boolean NOT NULL,
  detail text,
  time timestamptz NOT NULL,
  PRIMARY KEY (node_id, message_id)
);

CREATE TABLE cascade_resource (
  node_id uuid NOT NULL REFERENCES cascade_node ON DELETE CASCADE,
  code text NOT NULL,
  name text NOT NULL,
  organisation_name text NOT NULL,
  levels text[] NOT NULL,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL,
  PRIMARY KEY (node_id, code)
);

CREATE TABLE cascade_request (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  applicant text NOT NULL,
  -- Where it came from and where it went; null for this platform.
  from_node uuid REFERENCES cascade_node,
  to_node uuid REFERENCES cascade_node,
  state text NOT NULL,
  reason text,
  trail jsonb NOT NULL,
  rows jsonb,
  created_time timestamptz NOT NULL
);
CREATE INDEX cascade_request_newest ON cascade_request (created_time DESC, id);
