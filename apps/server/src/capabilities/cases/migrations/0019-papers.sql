-- Papers of a case type as the city words them; printed with the facts of a case.
CREATE TABLE paper_template (
  id uuid PRIMARY KEY,
  case_type text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  UNIQUE (case_type, title)
);
