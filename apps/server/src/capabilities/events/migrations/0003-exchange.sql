-- The installation that works on it, when it is not this one.
ALTER TABLE event ADD COLUMN handled_by text;

-- Another installation above or below this one, or an Open311 server.
CREATE TABLE peer (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('upper', 'lower', 'open311')),
  name text NOT NULL UNIQUE,
  base_url text NOT NULL,
  division_code text COLLATE "C",
  min_level text,
  -- The key we present there, sealed; the digest of the key they present here.
  sealed_key text,
  key_hash text NOT NULL UNIQUE,
  active boolean NOT NULL DEFAULT true,
  created_time timestamptz NOT NULL,
  next_try_time timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  last_contact_time timestamptz,
  last_error text
);

-- Messages to a peer in their order; one stays until the other side has given its receipt.
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  peer_id uuid NOT NULL REFERENCES peer ON DELETE CASCADE,
  seq bigserial NOT NULL,
  kind text NOT NULL,
  object_id uuid NOT NULL,
  body jsonb NOT NULL,
  created_time timestamptz NOT NULL,
  sent_time timestamptz,
  receipt jsonb
);
CREATE INDEX outbox_waiting ON outbox (peer_id, seq) WHERE sent_time IS NULL;

-- Messages taken, with the receipt given, so that one sent twice does nothing twice.
CREATE TABLE inbox (
  peer_id uuid NOT NULL REFERENCES peer ON DELETE CASCADE,
  message_id uuid NOT NULL,
  taken_time timestamptz NOT NULL,
  receipt jsonb NOT NULL,
  PRIMARY KEY (peer_id, message_id)
);

CREATE TABLE link (
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  peer_id uuid NOT NULL REFERENCES peer ON DELETE CASCADE,
  role text NOT NULL,
  remote_id text,
  remote_reference text,
  remote_state text,
  due_time timestamptz,
  created_time timestamptz NOT NULL,
  delivered_time timestamptz,
  read_time timestamptz,
  accepted_time timestamptz,
  done_time timestamptz,
  note text,
  -- When the state at an Open311 server is asked for next.
  ask_time timestamptz,
  PRIMARY KEY (event_id, peer_id, role)
);
CREATE UNIQUE INDEX link_remote ON link (peer_id, role, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX link_orders ON link (role, created_time DESC);
CREATE INDEX link_ask ON link (ask_time) WHERE ask_time IS NOT NULL;
