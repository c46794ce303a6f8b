-- Working days after the first score of an ended month in which it may be appealed; null until the freeze.
ALTER TABLE appraisal_rule ADD COLUMN appeal_days integer CHECK (appeal_days BETWEEN 1 AND 60);
-- What caps a score whatever else was reached: [{id, title, cap}].
ALTER TABLE appraisal_rule ADD COLUMN vetoes jsonb NOT NULL DEFAULT '[]';
ALTER TABLE appraisal_score ADD COLUMN vetoed text[] NOT NULL DEFAULT '{}';
-- The same for all versions of an ended month: counted from the first.
ALTER TABLE appraisal ADD COLUMN appeal_until timestamptz;
