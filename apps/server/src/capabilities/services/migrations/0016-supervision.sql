CREATE TABLE supervision_card (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application,
  organisation_id uuid,
  rule text NOT NULL,
  rule_version integer NOT NULL,
  level text NOT NULL,
  says text NOT NULL,
  days date[] NOT NULL,
  time timestamptz NOT NULL,
  state text NOT NULL,
  explanation text,
  verdict text,
  points double precision NOT NULL,
  UNIQUE (application_id, rule, level)
);
CREATE INDEX supervision_card_organisation ON supervision_card (organisation_id, time DESC);
