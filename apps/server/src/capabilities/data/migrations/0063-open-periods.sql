-- The days the rows of an open file are about, where a column that is open tells them (DCAT: temporal coverage).
ALTER TABLE open_file ADD COLUMN period_from date, ADD COLUMN period_to date;
