-- What is taken off for each error made again, how many there were, and which rewards are for what was done with data.
ALTER TABLE data_appraisal ADD COLUMN repeat_penalty double precision NOT NULL DEFAULT 1;
ALTER TABLE data_appraisal_score ADD COLUMN repeated integer NOT NULL DEFAULT 0;
ALTER TABLE data_appraisal_adjustment ADD COLUMN kind text NOT NULL DEFAULT 'other' CHECK (kind IN ('scene', 'other'));
