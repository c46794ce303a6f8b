-- Strength of the case engine: versions against lost updates, classes, families, clocks that pause, joint work,
-- receipts, requests, supervision, timers, facts that are counted.
ALTER TABLE city_case
  ADD version integer NOT NULL DEFAULT 1,
  ADD class_code text,
  ADD part_code text,
  ADD parent_id uuid REFERENCES city_case,
  ADD merged_into uuid REFERENCES city_case,
  ADD suspended_time timestamptz,
  ADD time_limit jsonb,
  ADD urges integer NOT NULL DEFAULT 0,
  ADD reopens integer NOT NULL DEFAULT 0,
  ADD score double precision,
  ADD supervised integer NOT NULL DEFAULT 0;
CREATE INDEX case_parent ON city_case (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX case_merged ON city_case (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX case_closed ON city_case (closed_time) WHERE closed_time IS NOT NULL;
-- Due in a period: what appraisal counts.
CREATE INDEX case_due ON city_case (due_time, state);

ALTER TABLE task DROP CONSTRAINT task_state_check;
ALTER TABLE task ADD CONSTRAINT task_state_check
  CHECK (state IN ('waiting', 'assigned', 'accepted', 'done', 'returned', 'cancelled', 'disputed'));
ALTER TABLE task DROP CONSTRAINT task_case_id_visit_task_key;
ALTER TABLE task
  ADD version integer NOT NULL DEFAULT 1,
  ADD kind text NOT NULL DEFAULT 'main' CHECK (kind IN ('main', 'assist', 'whistle')),
  ADD parent_id uuid REFERENCES task ON DELETE CASCADE,
  ADD part_title jsonb,
  ADD time_limit jsonb,
  ADD receipt_time timestamptz,
  ADD receipt_due timestamptz,
  ADD unsigned boolean NOT NULL DEFAULT false,
  ADD sent integer NOT NULL DEFAULT 1,
  ADD urges integer NOT NULL DEFAULT 0,
  ADD refused_by uuid[] NOT NULL DEFAULT '{}',
  ADD ruled boolean NOT NULL DEFAULT false,
  ADD forced_reason text,
  ADD check_in_time timestamptz,
  ADD check_in_metres double precision,
  ADD check_in_due timestamptz,
  ADD absent boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX task_main ON task (case_id, visit, task) WHERE kind = 'main';
CREATE INDEX task_parent ON task (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_state ON task (state, due_time) WHERE done_time IS NULL;

-- Photos of a check belong to the case alone.
ALTER TABLE attachment ALTER COLUMN task_id DROP NOT NULL;
ALTER TABLE attachment ADD case_id uuid REFERENCES city_case ON DELETE CASCADE;
CREATE UNIQUE INDEX attachment_case ON attachment (case_id, sm3) WHERE case_id IS NOT NULL;

-- Work to be done by the platform at an instant: one row for each, taken with SKIP LOCKED and deleted in the
-- transaction that does it, so that it happens once however many processes look.
CREATE TABLE timer (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  task_id uuid REFERENCES task ON DELETE CASCADE,
  kind text NOT NULL,
  percent integer,
  fire_time timestamptz NOT NULL
);
CREATE INDEX timer_fire ON timer (fire_time, id);
CREATE INDEX timer_case ON timer (case_id);

-- Facts that are counted: who was late, refused, did not sign, was urged; with the case they come from.
CREATE TABLE mark (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  task_id uuid,
  kind text NOT NULL,
  organisation_id uuid,
  division_code text COLLATE "C",
  time timestamptz NOT NULL,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX mark_case ON mark (case_id);
CREATE INDEX mark_time ON mark (time, kind);

-- Asked for by those who work, decided by somebody else: more time, or a pause of the clock.
CREATE TABLE request (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  task_id uuid,
  kind text NOT NULL CHECK (kind IN ('delay', 'suspension')),
  minutes integer,
  until_time timestamptz,
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused')),
  asked_by uuid NOT NULL,
  asked_name text NOT NULL,
  asked_time timestamptz NOT NULL,
  decided_by uuid,
  decided_name text,
  decided_time timestamptz,
  decision text
);
CREATE INDEX request_case ON request (case_id);
CREATE INDEX request_open ON request (asked_time) WHERE state = 'open';

-- 督办单: issued with a reason, answered with a rectification, verified by whoever issued or another supervisor.
CREATE TABLE supervision (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES city_case ON DELETE CASCADE,
  reference text NOT NULL UNIQUE,
  organisation_id uuid,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('issued', 'rectified', 'verified', 'sent-back')),
  issued_by uuid NOT NULL,
  issued_name text NOT NULL,
  issued_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  overdue boolean NOT NULL DEFAULT false,
  rectification text,
  rectified_by uuid,
  rectified_name text,
  rectified_time timestamptz,
  verdict text,
  verified_name text,
  verified_time timestamptz
);
CREATE INDEX supervision_case ON supervision (case_id);
CREATE INDEX supervision_state ON supervision (state, due_time);
ALTER TABLE timer ADD supervision_id uuid REFERENCES supervision ON DELETE CASCADE;

-- Limits of small classes as the city set them; the declared ones hold where there is none.
CREATE TABLE class_limit (
  case_type text NOT NULL,
  code text NOT NULL,
  time_limit jsonb NOT NULL,
  filing text,
  closing text,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (case_type, code)
);

-- The last day of a line of the duty list; open when null.
ALTER TABLE duty ADD to_date date, ADD changed_time timestamptz NOT NULL DEFAULT now();
