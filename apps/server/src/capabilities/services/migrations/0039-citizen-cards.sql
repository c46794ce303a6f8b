-- 市民卡: at most one card of a kind is in force for a person.
CREATE TABLE citizen_card (
  number text PRIMARY KEY,
  kind text NOT NULL,
  medium text NOT NULL CHECK (medium IN ('physical', 'electronic')),
  subject_id uuid NOT NULL,
  holder_name text NOT NULL,
  state text NOT NULL CHECK (state IN ('applied', 'making', 'delivered', 'active', 'lost', 'replaced', 'merged', 'cancelled')),
  uses text[] NOT NULL,
  valid_until date NOT NULL,
  reason text,
  replaces text,
  applied_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL
);
CREATE UNIQUE INDEX citizen_card_one ON citizen_card (subject_id, kind)
  WHERE state IN ('applied', 'making', 'delivered', 'active');
CREATE INDEX citizen_card_subject ON citizen_card (subject_id, applied_time DESC);
CREATE INDEX citizen_card_list ON citizen_card (applied_time DESC, number);

-- Numbers readers without network refuse; a row keeps the version it came with, or left with.
CREATE TABLE card_block (
  version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text NOT NULL,
  is_blocked boolean NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX card_block_number ON card_block (number, version DESC);

CREATE TABLE card_entitlement (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  kind text NOT NULL,
  from_day date NOT NULL,
  until_day date,
  source text NOT NULL,
  stopped_time timestamptz,
  stop_reason text
);
CREATE INDEX card_entitlement_subject ON card_entitlement (subject_id, kind);

CREATE TABLE card_tap (
  id uuid PRIMARY KEY,
  terminal text NOT NULL,
  sequence bigint NOT NULL,
  number text NOT NULL,
  use text NOT NULL,
  fen integer NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('taken', 'to-recover')),
  reason text,
  time timestamptz NOT NULL,
  UNIQUE (terminal, sequence)
);
CREATE INDEX card_tap_recovery ON card_tap (time DESC) WHERE outcome = 'to-recover';

-- 适老: what was done or refused on somebody’s behalf.
CREATE TABLE proxy_act (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  by_id uuid NOT NULL,
  by_name text NOT NULL,
  asked text NOT NULL,
  scope text[],
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
  time timestamptz NOT NULL
);
CREATE INDEX proxy_act_subject ON proxy_act (subject_id, time DESC);
CREATE INDEX proxy_act_by ON proxy_act (by_id, time DESC);
