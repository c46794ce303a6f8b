-- A line of evidence: `leaf` is the text that is hashed, and holds the digest of the payload.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject_id text NOT NULL,
  recorded_time timestamptz NOT NULL,
  payload_sm3 text NOT NULL,
  leaf text NOT NULL
);
COMMENT ON TABLE entry IS 'append-only';
CREATE INDEX entry_recorded ON entry (recorded_time DESC, id DESC);
CREATE INDEX entry_kind ON entry (kind, recorded_time DESC, id DESC);
CREATE INDEX entry_subject ON entry (subject_id, recorded_time DESC);

-- The payload may be erased by law; the log stays whole without it.
CREATE TABLE payload (
  entry_id uuid PRIMARY KEY REFERENCES entry,
  body text NOT NULL
);

-- The place of an entry in the log.
CREATE TABLE leaf (
  leaf_index bigint PRIMARY KEY,
  entry_id uuid NOT NULL UNIQUE REFERENCES entry
);
COMMENT ON TABLE leaf IS 'append-only';

-- Roots of the complete subtrees: level 0 are the leaves, node n of level l covers leaves n·2^l … (n+1)·2^l − 1.
CREATE TABLE node (
  level smallint NOT NULL,
  node_index bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (level, node_index)
);
COMMENT ON TABLE node IS 'append-only';

-- Two heads of one size can only come from two logs, so there is one for each size.
CREATE TABLE tree_head (
  size bigint PRIMARY KEY,
  root text NOT NULL,
  time timestamptz NOT NULL,
  public_key text NOT NULL,
  signature text NOT NULL
);
COMMENT ON TABLE tree_head IS 'append-only';

CREATE TABLE witness (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  organisation_id uuid,
  public_key text NOT NULL UNIQUE,
  active boolean NOT NULL DEFAULT true,
  created_time timestamptz NOT NULL
);

CREATE TABLE cosignature (
  size bigint NOT NULL REFERENCES tree_head,
  witness_id uuid NOT NULL REFERENCES witness,
  signature text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (size, witness_id)
);
COMMENT ON TABLE cosignature IS 'append-only';
