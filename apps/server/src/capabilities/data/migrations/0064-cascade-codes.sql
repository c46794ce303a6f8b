-- Codes of other platforms and what they are here; one without a code of ours was seen and nobody has mapped it yet (PLT-055).
CREATE TABLE code_link (
  node_id uuid NOT NULL REFERENCES cascade_node ON DELETE CASCADE,
  code_set text COLLATE "C" NOT NULL,
  foreign_code text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  seen bigint NOT NULL DEFAULT 0,
  seen_time timestamptz,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (node_id, code_set, foreign_code)
);
CREATE INDEX code_link_newest ON code_link (changed_time DESC, node_id, code_set, foreign_code);

-- Agreements with other cities: which fields of which resource, from when until when.
CREATE TABLE share_agreement (
  id uuid PRIMARY KEY,
  node_id uuid NOT NULL REFERENCES cascade_node ON DELETE CASCADE,
  dataset_id uuid NOT NULL REFERENCES dataset,
  document text NOT NULL,
  fields text[] NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  user_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX share_agreement_newest ON share_agreement (created_time DESC, id DESC);
CREATE INDEX share_agreement_node ON share_agreement (node_id, dataset_id);
