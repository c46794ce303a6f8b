-- Which change of a case was counted last; a case that is taken up again counts as open again.
ALTER TABLE case_fact ADD COLUMN version integer NOT NULL DEFAULT 0;
