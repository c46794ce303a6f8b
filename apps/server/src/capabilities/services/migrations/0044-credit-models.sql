-- Weights of a credit model as written here: tried on past facts, published by somebody else, numbered after the declared ones.
CREATE TABLE credit_model_version (
  id uuid PRIMARY KEY,
  model_id text NOT NULL,
  version integer NOT NULL,
  weights jsonb NOT NULL,
  reason text NOT NULL,
  back_test jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'published', 'replaced', 'dropped')),
  written_by uuid NOT NULL,
  written_by_name text NOT NULL,
  written_time timestamptz NOT NULL,
  decided_by_name text,
  decided_time timestamptz,
  UNIQUE (model_id, version)
);
CREATE UNIQUE INDEX credit_model_in_force ON credit_model_version (model_id) WHERE state = 'published';
