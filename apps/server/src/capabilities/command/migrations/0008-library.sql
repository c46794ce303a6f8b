-- Past incidents with what was learned of them: from confirmed reviews, or written by hand about one elsewhere.
CREATE TABLE library_case (
  id uuid PRIMARY KEY,
  incident_id uuid UNIQUE REFERENCES incident,
  title text NOT NULL,
  kind text NOT NULL,
  level text,
  is_drill boolean NOT NULL DEFAULT false,
  happened_time timestamptz NOT NULL,
  division_code text COLLATE "C",
  place text NOT NULL,
  plan_id text,
  summary text NOT NULL,
  lessons text NOT NULL,
  written_by text NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX library_case_time ON library_case (happened_time DESC, id DESC);
CREATE INDEX library_case_grams ON library_case USING gin (grams);

-- One page for a village, a community or a firm, made from the template of a plan.
CREATE TABLE plan_card (
  id uuid PRIMARY KEY,
  plan_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('village', 'enterprise')),
  subject text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  document jsonb NOT NULL,
  review_date date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL,
  UNIQUE (plan_id, kind, subject, division_code)
);
CREATE INDEX plan_card_division ON plan_card (division_code);
CREATE INDEX plan_card_grams ON plan_card USING gin (grams);
