-- A root that was merged leads to the one it was merged into, always in one step. Its row and its id stay.
ALTER TABLE entity ADD COLUMN merged_into uuid REFERENCES entity ON DELETE SET NULL;
CREATE INDEX entity_merged_into ON entity (merged_into) WHERE merged_into IS NOT NULL;
-- Finds the owner of a national number among all entities.
CREATE INDEX entity_strong_keys ON entity USING gin (attributes jsonb_path_ops)
  WHERE attributes ?| ARRAY['citizen_id', 'uscc', 'real_estate_unit'];

-- What other systems call an entity. entity_id is where the record was linked; merges do not move it.
CREATE TABLE source_record (
  id uuid PRIMARY KEY,
  system text NOT NULL,
  source_id text NOT NULL,
  type text NOT NULL,
  entity_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  name text NOT NULL,
  strong_keys jsonb NOT NULL DEFAULT '{}',
  attributes jsonb NOT NULL DEFAULT '{}',
  linked_time timestamptz NOT NULL,
  UNIQUE (system, type, source_id)
);
CREATE INDEX source_record_entity ON source_record (entity_id);
CREATE INDEX source_record_strong_keys ON source_record USING gin (strong_keys jsonb_path_ops) WHERE strong_keys <> '{}';

-- Merges and their undoing. moved holds every root that led to into_id because of the merge.
CREATE TABLE entity_merge (
  id uuid PRIMARY KEY,
  into_id uuid NOT NULL,
  merged_id uuid NOT NULL,
  moved uuid[] NOT NULL,
  rule text NOT NULL,
  reason text NOT NULL,
  user_id uuid,
  time timestamptz NOT NULL,
  split_time timestamptz,
  split_user_id uuid,
  split_reason text
);
CREATE INDEX entity_merge_into ON entity_merge (into_id, time);
CREATE INDEX entity_merge_merged ON entity_merge (merged_id, time);
