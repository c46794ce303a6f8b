-- Mobile terminals, their policies, versions and commands; edge nodes and what they sent.
CREATE TABLE terminal_policy (
  id uuid PRIMARY KEY,
  title text NOT NULL UNIQUE,
  rules jsonb NOT NULL,
  -- Four numbers, so that arrays compare as levels do.
  minimum_os integer[]
);
CREATE TABLE terminal (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  title text NOT NULL,
  organisation_id uuid NOT NULL,
  user_id uuid NOT NULL,
  user_name text,
  purpose text NOT NULL,
  division_code text COLLATE "C",
  state text NOT NULL CHECK (state IN ('pending', 'active', 'lost', 'wiped', 'retired')),
  policy_id uuid REFERENCES terminal_policy,
  test_ring boolean NOT NULL,
  code_hash text UNIQUE,
  code_expires timestamptz,
  token_hash text UNIQUE,
  facts jsonb,
  os_level integer[],
  versions jsonb NOT NULL DEFAULT '{}',
  lon double precision,
  lat double precision,
  located_time timestamptz,
  last_seen_time timestamptz,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX terminal_grams ON terminal USING gin (grams);
CREATE INDEX terminal_division ON terminal (division_code);
CREATE INDEX terminal_blocked ON terminal (id) WHERE state NOT IN ('pending', 'active');
-- Sessions that were used on a terminal end with it, also when its header is left out.
CREATE TABLE terminal_session (
  session_id text PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal
);
CREATE INDEX terminal_session_terminal ON terminal_session (terminal_id);
CREATE TABLE terminal_command (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal,
  kind text NOT NULL CHECK (kind IN ('lock', 'locate', 'wipe')),
  state text NOT NULL CHECK (state IN ('awaiting-approval', 'refused', 'queued', 'delivered', 'confirmed', 'failed')),
  reason text NOT NULL,
  created_by_id uuid NOT NULL,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_by text,
  delivered_time timestamptz,
  ended_time timestamptz,
  detail text
);
CREATE INDEX terminal_command_terminal ON terminal_command (terminal_id, id);
CREATE TABLE terminal_release (
  id uuid PRIMARY KEY,
  app text NOT NULL,
  version text NOT NULL,
  url text NOT NULL,
  digest text NOT NULL,
  ring text NOT NULL CHECK (ring IN ('test', 'tenth', 'all')),
  state text NOT NULL CHECK (state IN ('rolling', 'paused', 'rolled-back')),
  reason text NOT NULL,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL,
  UNIQUE (app, version)
);
-- Terminals of the first tenth, chosen when a release goes there.
CREATE TABLE terminal_release_tenth (
  release_id uuid NOT NULL REFERENCES terminal_release,
  terminal_id uuid NOT NULL REFERENCES terminal,
  PRIMARY KEY (release_id, terminal_id)
);
CREATE TABLE edge_node (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  title text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  heartbeat_seconds integer NOT NULL,
  key_hash text NOT NULL UNIQUE,
  cpu double precision,
  storage double precision,
  queued integer,
  running jsonb NOT NULL DEFAULT '[]',
  last_seen_time timestamptz,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX edge_node_grams ON edge_node USING gin (grams);
CREATE TABLE edge_module (
  node_id uuid NOT NULL REFERENCES edge_node,
  module text NOT NULL,
  kind text NOT NULL,
  version text NOT NULL,
  content jsonb,
  PRIMARY KEY (node_id, module)
);
-- Batches taken in, by the number the node gave them.
CREATE TABLE edge_batch (
  node_id uuid NOT NULL REFERENCES edge_node,
  sequence bigint NOT NULL,
  digest text NOT NULL,
  accepted integer NOT NULL,
  refused jsonb NOT NULL,
  received_time timestamptz NOT NULL,
  PRIMARY KEY (node_id, sequence)
);
