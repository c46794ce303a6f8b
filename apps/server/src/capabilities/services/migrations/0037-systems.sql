-- Systems of others: the shared secret is sealed. `own_code` is the name the other side has for this platform.
CREATE TABLE system (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('bureau', 'upper', 'lower', 'city', 'cards')),
  code text NOT NULL UNIQUE,
  own_code text NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  organisation_id uuid,
  items text[] NOT NULL,
  secret text NOT NULL,
  state text NOT NULL,
  next_try timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  contact_time timestamptz,
  error text,
  created_time timestamptz NOT NULL
);

-- What goes out waits here in order; what came in is kept by the sender’s id, so that it counts once.
CREATE TABLE system_message (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  system_id uuid NOT NULL REFERENCES system,
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  message_id text NOT NULL,
  kind text NOT NULL,
  object_id text NOT NULL,
  reference text NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
  faults jsonb NOT NULL DEFAULT '[]',
  result jsonb,
  tries integer NOT NULL DEFAULT 0,
  repeats integer NOT NULL DEFAULT 0,
  created_time timestamptz NOT NULL,
  done_time timestamptz,
  UNIQUE (system_id, direction, message_id)
);
CREATE INDEX system_message_waiting ON system_message (system_id, seq) WHERE direction = 'out' AND state = 'waiting';
CREATE INDEX system_message_object ON system_message (system_id, object_id, seq);
CREATE INDEX system_message_list ON system_message (created_time DESC, seq DESC);

CREATE TABLE system_check (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  object_id text NOT NULL UNIQUE,
  cases jsonb NOT NULL,
  started_time timestamptz NOT NULL,
  by_name text NOT NULL
);
CREATE INDEX system_check_system ON system_check (system_id, started_time DESC);

-- Items of the level above under which local items are reported; a row without an item waits for adoption.
CREATE TABLE item_mapping (
  system_id uuid NOT NULL REFERENCES system,
  remote_code text NOT NULL,
  remote_title text NOT NULL,
  local_code text,
  state text NOT NULL CHECK (state IN ('to-review', 'adopted', 'not-here')),
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (system_id, remote_code)
);
CREATE INDEX item_mapping_local ON item_mapping (system_id, local_code);

-- What platforms below have reported, newest state of each object.
CREATE TABLE reported (
  system_id uuid NOT NULL REFERENCES system,
  kind text NOT NULL,
  object_id text NOT NULL,
  day date NOT NULL,
  content jsonb NOT NULL,
  digest text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (system_id, kind, object_id)
);
CREATE INDEX reported_day ON reported (system_id, kind, day);

CREATE TABLE reconciliation (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  kind text NOT NULL,
  day date NOT NULL,
  local integer NOT NULL,
  accepted integer NOT NULL,
  digests_agree boolean NOT NULL,
  differences jsonb NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX reconciliation_system ON reconciliation (system_id, time DESC);
