-- What frozen scores are worth in money, and results as they were published; neither is ever changed.
CREATE TABLE fund_table (
  id uuid PRIMARY KEY,
  appraisal_id uuid NOT NULL REFERENCES appraisal,
  title text NOT NULL,
  bands jsonb NOT NULL,
  rows jsonb NOT NULL,
  sum_fen bigint NOT NULL,
  computed_by text NOT NULL,
  computed_time timestamptz NOT NULL
);
CREATE INDEX fund_table_appraisal ON fund_table (appraisal_id, computed_time);

CREATE TABLE appraisal_publication (
  id uuid PRIMARY KEY,
  appraisal_id uuid NOT NULL REFERENCES appraisal,
  grade text NOT NULL CHECK (grade IN ('internal', 'upper', 'public')),
  note text NOT NULL,
  funds_id uuid REFERENCES fund_table,
  published_by text NOT NULL,
  published_time timestamptz NOT NULL,
  withdrawn_time timestamptz,
  withdrawn_reason text
);
CREATE UNIQUE INDEX publication_once ON appraisal_publication (appraisal_id, grade) WHERE withdrawn_time IS NULL;
CREATE INDEX publication_time ON appraisal_publication (grade, published_time DESC);
