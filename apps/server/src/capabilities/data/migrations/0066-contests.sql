-- Contests on open data: the call, teams, works, scores of judges, results (PLT-068).
CREATE TABLE contest (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  body text NOT NULL,
  datasets text[] NOT NULL,
  criteria jsonb NOT NULL,
  join_until timestamptz NOT NULL,
  submit_until timestamptz NOT NULL,
  -- Ranks as they were published; null before.
  results jsonb,
  published_time timestamptz,
  created_time timestamptz NOT NULL
);
CREATE INDEX contest_newest ON contest (created_time DESC, id DESC);

CREATE TABLE contest_team (
  id uuid PRIMARY KEY,
  contest_id uuid NOT NULL REFERENCES contest ON DELETE CASCADE,
  name text NOT NULL,
  leader_id uuid NOT NULL,
  leader text NOT NULL,
  members text[] NOT NULL,
  joined_time timestamptz NOT NULL,
  work jsonb,
  UNIQUE (contest_id, leader_id),
  UNIQUE (contest_id, name)
);

CREATE TABLE contest_score (
  team_id uuid NOT NULL REFERENCES contest_team ON DELETE CASCADE,
  judge_id uuid NOT NULL,
  judge text NOT NULL,
  points double precision[] NOT NULL,
  note text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (team_id, judge_id)
);
