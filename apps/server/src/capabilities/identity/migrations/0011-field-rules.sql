-- What a role does not read in full, and the trail of changes. A field without a rule is visible.
CREATE TABLE field_rule (
  role text NOT NULL,
  field text NOT NULL,
  effect text NOT NULL CHECK (effect IN ('masked', 'hidden')),
  reason text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (role, field)
);
CREATE TABLE field_rule_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  role text NOT NULL,
  field text NOT NULL,
  former text,
  effect text NOT NULL,
  reason text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
