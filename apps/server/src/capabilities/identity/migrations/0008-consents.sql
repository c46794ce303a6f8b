-- Who may use what of whose data, for what and until when.
CREATE TABLE consent (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL REFERENCES subject,
  requester_id uuid NOT NULL,
  requester text NOT NULL,
  purpose text NOT NULL,
  legal_basis text NOT NULL,
  data text NOT NULL,
  fields text[] NOT NULL,
  sensitive boolean NOT NULL,
  days integer NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'given', 'refused', 'withdrawn')),
  asked_by uuid NOT NULL,
  asked_time timestamptz NOT NULL,
  decided_by uuid,
  decided_time timestamptz,
  until_time timestamptz
);
CREATE INDEX consent_subject ON consent (subject_id, asked_time DESC, id);
CREATE INDEX consent_given ON consent (subject_id, requester_id, data) WHERE state = 'given';

CREATE TABLE consent_use (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL REFERENCES subject,
  consent_id uuid REFERENCES consent,
  requester text NOT NULL,
  data text NOT NULL,
  fields text[] NOT NULL,
  purpose text NOT NULL,
  allowed boolean NOT NULL,
  reason text NOT NULL,
  time timestamptz NOT NULL
);
COMMENT ON TABLE consent_use IS 'append-only';
CREATE INDEX consent_use_subject ON consent_use (subject_id, time DESC, id);
