-- What two cities recognise of each other; one id on both sides, each with its own view and both signatures.
CREATE TABLE recognition (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  kind text NOT NULL CHECK (kind IN ('item', 'material', 'licence', 'standard', 'card', 'code')),
  foreign_code text NOT NULL,
  foreign_title text NOT NULL,
  local_code text NOT NULL,
  local_title text NOT NULL,
  assurance integer NOT NULL,
  fields text[] NOT NULL,
  scenes text[] NOT NULL,
  limits text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'to-sign', 'active', 'suspended', 'withdrawn')),
  reason text,
  resume_by uuid,
  stopped_by text CHECK (stopped_by IN ('own', 'partner')),
  valid_from date NOT NULL,
  valid_until date NOT NULL,
  own_signature jsonb,
  partner_signature jsonb,
  signed_by text,
  changed_time timestamptz NOT NULL
);
CREATE UNIQUE INDEX recognition_one ON recognition (system_id, kind, foreign_code, local_code)
  WHERE state <> 'withdrawn';

CREATE TABLE partner_anchor (
  system_id uuid PRIMARY KEY REFERENCES system,
  trust jsonb,
  fetched_time timestamptz,
  tried_time timestamptz NOT NULL,
  error text
);

CREATE TABLE recognition_check (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  kind text NOT NULL,
  type_code text NOT NULL,
  holder text NOT NULL,
  scene text NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL,
  text text NOT NULL,
  offline boolean NOT NULL,
  user_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX recognition_check_time ON recognition_check (time DESC, id DESC);

-- An application filed in one city for the office of another. `progress` is the same on both sides.
CREATE TABLE cross_case (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  role text NOT NULL CHECK (role IN ('sent', 'taken')),
  application_id uuid UNIQUE,
  division_code text COLLATE "C" NOT NULL,
  item_code text NOT NULL,
  item_title text NOT NULL,
  subject_name text NOT NULL,
  source text NOT NULL,
  content jsonb,
  state text NOT NULL,
  faults jsonb NOT NULL DEFAULT '[]',
  progress jsonb,
  sent_time timestamptz NOT NULL,
  received_time timestamptz,
  ended_time timestamptz,
  forgotten_time timestamptz
);
CREATE INDEX cross_case_list ON cross_case (sent_time DESC, id DESC);
CREATE INDEX cross_case_ended ON cross_case (ended_time) WHERE forgotten_time IS NULL;

CREATE TABLE cross_ticket (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES system,
  role text NOT NULL CHECK (role IN ('sent', 'taken')),
  event_id uuid NOT NULL UNIQUE,
  reference text NOT NULL,
  remote_reference text,
  title text NOT NULL,
  consent text NOT NULL,
  state text NOT NULL,
  answer text,
  sent_time timestamptz NOT NULL,
  received_time timestamptz,
  closed_time timestamptz
);
CREATE INDEX cross_ticket_list ON cross_ticket (sent_time DESC, id DESC);
