-- Instructions of leaders: the words stay as issued, remarks are added beside them.
CREATE TABLE instruction (
  id uuid PRIMARY KEY,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  subject_title text NOT NULL,
  text text NOT NULL,
  organisation_id uuid NOT NULL,
  organisation_name text NOT NULL,
  issued_by_id uuid NOT NULL,
  issued_by text NOT NULL,
  issued_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  closed_time timestamptz,
  told_overdue boolean NOT NULL DEFAULT false
);
CREATE INDEX instruction_open ON instruction (due_time) WHERE state <> 'closed';
CREATE FUNCTION keep_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.subject_kind, NEW.subject_id, NEW.subject_title, NEW.text, NEW.organisation_id, NEW.issued_by_id, NEW.issued_time, NEW.due_time)
    IS DISTINCT FROM (OLD.subject_kind, OLD.subject_id, OLD.subject_title, OLD.text, OLD.organisation_id, OLD.issued_by_id, OLD.issued_time, OLD.due_time)
  THEN RAISE EXCEPTION 'an instruction is not changed after issue'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_instruction BEFORE UPDATE ON instruction FOR EACH ROW EXECUTE FUNCTION keep_instruction();

CREATE TABLE instruction_remark (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instruction_id uuid NOT NULL REFERENCES instruction,
  kind text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  text text NOT NULL
);
CREATE INDEX instruction_remark_of ON instruction_remark (instruction_id);

CREATE TABLE watch (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  indicator_id text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  op text NOT NULL,
  bound double precision NOT NULL,
  crossed boolean NOT NULL DEFAULT false,
  told_time timestamptz
);
CREATE INDEX watch_indicator ON watch (indicator_id, division_code);
CREATE INDEX watch_user ON watch (user_id);

CREATE TABLE brief (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  title text NOT NULL,
  period text NOT NULL,
  text text NOT NULL,
  state text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  by_name text NOT NULL,
  made_time timestamptz NOT NULL,
  published_time timestamptz,
  figures jsonb NOT NULL
);

-- Surveys. Who answered and what was answered lie in two tables without a link.
CREATE TABLE survey (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  state text NOT NULL,
  questions jsonb NOT NULL,
  per_device integer NOT NULL,
  min_seconds integer NOT NULL,
  opened_time timestamptz,
  closed_time timestamptz
);
CREATE TABLE survey_participant (
  survey_id uuid NOT NULL REFERENCES survey,
  user_id uuid NOT NULL,
  PRIMARY KEY (survey_id, user_id)
);
CREATE TABLE survey_answer (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  survey_id uuid NOT NULL REFERENCES survey,
  device_digest text NOT NULL,
  seconds integer NOT NULL,
  channel text NOT NULL,
  answers jsonb NOT NULL,
  answered_date date NOT NULL
);
CREATE INDEX survey_answer_survey ON survey_answer (survey_id);
