-- Where data come from and go to, by column where that is known. An edge holds for a time: the graph of a day can be asked for.
CREATE TABLE lineage_edge (
  id uuid PRIMARY KEY,
  from_kind text NOT NULL,
  from_id text COLLATE "C" NOT NULL,
  -- Empty: the whole of it.
  from_field text NOT NULL,
  to_kind text NOT NULL,
  to_id text COLLATE "C" NOT NULL,
  to_field text NOT NULL,
  via text NOT NULL,
  via_name text NOT NULL,
  rule_version text,
  is_manual boolean NOT NULL,
  user_name text,
  note text,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz
);
CREATE INDEX lineage_edge_from ON lineage_edge (from_id, from_field);
CREATE INDEX lineage_edge_to ON lineage_edge (to_id, to_field);
CREATE INDEX lineage_edge_via ON lineage_edge (via) WHERE valid_to IS NULL;

-- What things that are not datasets are called: files of a batch, indicators, interfaces.
CREATE TABLE lineage_node (
  kind text NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (kind, id)
);

-- Which run made which state of a thing from which states of others.
CREATE TABLE lineage_use (
  run_id uuid NOT NULL,
  time timestamptz NOT NULL,
  via_name text NOT NULL,
  rule_version text,
  to_kind text NOT NULL,
  to_id text COLLATE "C" NOT NULL,
  -- Version of a dataset, period of an indicator.
  to_state text COLLATE "C" NOT NULL,
  from_kind text NOT NULL,
  from_id text COLLATE "C" NOT NULL,
  from_state text COLLATE "C" NOT NULL
);
CREATE INDEX lineage_use_to ON lineage_use (to_id, to_state);
CREATE INDEX lineage_use_from ON lineage_use (from_id, from_state);

-- What changed in the columns of a dataset.
CREATE TABLE schema_change (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  revision integer NOT NULL,
  time timestamptz NOT NULL,
  changes jsonb NOT NULL,
  UNIQUE (dataset_id, revision)
);
CREATE INDEX schema_change_time ON schema_change (time DESC);
