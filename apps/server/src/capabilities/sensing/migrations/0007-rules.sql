-- Rules people wrote. Each definition is a version of its own and stays.
CREATE TABLE rule (
  id text PRIMARY KEY,
  title text NOT NULL,
  thing_type text NOT NULL,
  version text NOT NULL,
  definition jsonb NOT NULL,
  enabled boolean NOT NULL,
  changed_time timestamptz NOT NULL,
  changed_by text NOT NULL
);
CREATE TABLE rule_version (
  rule_id text NOT NULL,
  version text NOT NULL,
  time timestamptz NOT NULL,
  changed_by text NOT NULL,
  definition jsonb NOT NULL
);
CREATE INDEX rule_version_rule ON rule_version (rule_id, time DESC);
COMMENT ON TABLE rule_version IS 'append-only';

CREATE INDEX firing_rule ON firing (rule_id, observation_time DESC);
CREATE INDEX firing_thing ON firing (thing_id, observation_time DESC);

-- What rules set in motion.
CREATE TABLE reaction (
  id uuid PRIMARY KEY,
  firing_id uuid NOT NULL,
  rule_id text NOT NULL,
  place integer NOT NULL,
  thing_id uuid NOT NULL,
  reaction jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'queued', 'done', 'failed', 'suppressed', 'refused')),
  attempts integer NOT NULL DEFAULT 0,
  next_time timestamptz NOT NULL,
  detail text,
  created_time timestamptz NOT NULL,
  decided_by text,
  done_time timestamptz
);
CREATE INDEX reaction_created ON reaction (created_time DESC, id DESC);
CREATE INDEX reaction_rule ON reaction (rule_id, place, created_time DESC);
CREATE INDEX reaction_queue ON reaction (next_time) WHERE state = 'queued';
