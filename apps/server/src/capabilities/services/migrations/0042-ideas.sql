-- What people propose, who supports it, and what became of it.
CREATE TABLE idea (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  subject_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  item_id uuid REFERENCES item,
  state text NOT NULL CHECK (state IN ('received', 'assessing', 'adopted', 'rejected', 'implemented')),
  reply text,
  organisation_id uuid,
  hidden_reason text,
  appeal text,
  changed_time timestamptz NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX idea_list ON idea (created_time DESC, id DESC);
CREATE TABLE idea_vote (
  idea_id uuid NOT NULL REFERENCES idea,
  subject_id uuid NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (idea_id, subject_id)
);

-- Rounds of asking how satisfied people are with a service or in an area of the plan.
CREATE TABLE satisfaction_round (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('service', 'area')),
  title text NOT NULL,
  question text NOT NULL,
  organisation_id uuid NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  floor_percent double precision NOT NULL,
  published_time timestamptz,
  result jsonb,
  created_time timestamptz NOT NULL
);
CREATE INDEX satisfaction_round_list ON satisfaction_round (from_day DESC, id DESC);
CREATE TABLE satisfaction_answer (
  round_id uuid NOT NULL REFERENCES satisfaction_round,
  -- Who answered online; null for what was asked by phone, at a visit or on paper.
  subject_id uuid,
  channel text NOT NULL CHECK (channel IN ('online', 'phone', 'visit', 'paper')),
  grade text NOT NULL CHECK (grade IN ('satisfied', 'neutral', 'unsatisfied')),
  time timestamptz NOT NULL,
  UNIQUE (round_id, subject_id)
);
CREATE INDEX satisfaction_answer_round ON satisfaction_answer (round_id, channel, grade);

-- What a rate below its floor asks of the unit.
CREATE TABLE satisfaction_task (
  round_id uuid PRIMARY KEY REFERENCES satisfaction_round,
  organisation_id uuid NOT NULL,
  due_time timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  measures text,
  note text
);
