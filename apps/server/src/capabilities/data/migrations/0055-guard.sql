-- Watch over uses of data: where a call came from, alerts on what is not as it used to be, and cases of leaked data.
ALTER TABLE use_record ADD COLUMN key_id text COLLATE "C";
ALTER TABLE use_record ADD COLUMN address text;

-- What each key read of each service on a day: what habits are made of. Added up from the records as they come.
CREATE TABLE guard_usage (
  day date NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  dataset_id uuid,
  ability_id uuid,
  organisation_id uuid NOT NULL,
  caller text NOT NULL,
  purpose text NOT NULL,
  rows bigint NOT NULL,
  night_rows bigint NOT NULL,
  refused integer NOT NULL,
  fields text[] NOT NULL,
  addresses text[] NOT NULL,
  last_time timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (key_id, dataset_id, ability_id, day)
);

CREATE TABLE guard_alert (
  id uuid PRIMARY KEY,
  day date NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  caller text NOT NULL,
  organisation_id uuid NOT NULL,
  dataset_id uuid,
  ability_id uuid,
  kinds text[] NOT NULL,
  grade text NOT NULL,
  fields text[] NOT NULL,
  rows bigint NOT NULL,
  -- Rows of a usual day; null where the caller is new.
  usual double precision,
  addresses text[] NOT NULL,
  purpose text NOT NULL,
  raised_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  state text NOT NULL,
  is_suspended boolean NOT NULL DEFAULT false,
  note text,
  decided_by text,
  decided_time timestamptz,
  UNIQUE NULLS NOT DISTINCT (day, key_id, dataset_id, ability_id)
);
CREATE INDEX guard_alert_newest ON guard_alert (raised_time DESC, id DESC);

-- One row: when an alert is raised, what is done by itself, and how long each step of a leak case may take.
CREATE TABLE guard_rule (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  times double precision NOT NULL,
  least_rows integer NOT NULL,
  night_from integer NOT NULL,
  night_to integer NOT NULL,
  suspends boolean NOT NULL,
  -- Uses up to here are added up.
  looked_until timestamptz NOT NULL DEFAULT '-infinity',
  hours jsonb NOT NULL
);
INSERT INTO guard_rule (times, least_rows, night_from, night_to, suspends, hours)
VALUES (10, 1000, 0, 6, false, '{"contain": 2, "notify": 24, "report": 72, "review": 720}');

CREATE TABLE leak_case (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  alert_id uuid REFERENCES guard_alert,
  discovered_time timestamptz NOT NULL,
  opened_time timestamptz NOT NULL,
  opened_by text NOT NULL,
  -- Whose exports the sample is, as it was traced when the case was opened.
  matches jsonb NOT NULL,
  closed_time timestamptz
);
CREATE TABLE leak_step (
  case_id uuid NOT NULL REFERENCES leak_case ON DELETE CASCADE,
  step text NOT NULL,
  ordinal integer NOT NULL,
  due_time timestamptz NOT NULL,
  done_time timestamptz,
  done_by text,
  note text,
  told_time timestamptz,
  PRIMARY KEY (case_id, step)
);
CREATE INDEX leak_step_due ON leak_step (due_time) WHERE done_time IS NULL;
