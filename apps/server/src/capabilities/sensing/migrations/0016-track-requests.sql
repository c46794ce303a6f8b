-- Where people were is answered only to a request that a second person has approved, to its asker, for a while.
CREATE TABLE track_request (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('track', 'presence')),
  question jsonb NOT NULL,
  entity_id uuid,
  entity_name text,
  -- Of the entity, or of the place asked about.
  division_code text COLLATE "C",
  purpose text NOT NULL,
  asked_time timestamptz NOT NULL,
  asker_id uuid NOT NULL,
  asker_name text NOT NULL,
  decision text CHECK (decision IN ('approved', 'refused')),
  decided_time timestamptz,
  decider_id uuid,
  decider_name text,
  reason text,
  valid_until timestamptz,
  -- What the decider may see bounds what is answered.
  decider_scope jsonb,
  reads integer NOT NULL DEFAULT 0,
  CHECK (decider_id <> asker_id),
  CHECK ((decision IS NULL) = (decided_time IS NULL)),
  CHECK ((decision = 'approved') = (valid_until IS NOT NULL))
);
CREATE INDEX track_request_asked ON track_request (asked_time DESC, id DESC);
CREATE INDEX track_request_asker ON track_request (asker_id, asked_time DESC);
CREATE INDEX track_request_waiting ON track_request (asked_time) WHERE decision IS NULL;

ALTER TABLE track_query ADD COLUMN request_id uuid;
CREATE INDEX track_query_request ON track_query (request_id) WHERE request_id IS NOT NULL;

-- A series that a page of somebody else shows in a frame, to whoever has the token, for a while.
CREATE TABLE series_embed (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  datastream_id integer NOT NULL,
  hours integer NOT NULL CHECK (hours BETWEEN 1 AND 744),
  division_code text COLLATE "C",
  token_hash text NOT NULL,
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_time timestamptz NOT NULL,
  last_read_time timestamptz
);
CREATE INDEX series_embed_title ON series_embed (title, id);
