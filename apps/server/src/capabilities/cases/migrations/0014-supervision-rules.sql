-- Rules that issue supervision orders by themselves. A changed rule waits for the approval of somebody else.
CREATE TABLE supervision_rule (
  id uuid PRIMARY KEY,
  version integer NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'active', 'paused', 'refused')),
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  decided_by uuid,
  decided_name text,
  decided_time timestamptz,
  decision text
);

ALTER TABLE supervision ADD rule_id uuid REFERENCES supervision_rule;
-- A rule supervises a unit once for a case.
CREATE UNIQUE INDEX supervision_by_rule ON supervision (rule_id, case_id, organisation_id) WHERE rule_id IS NOT NULL;
