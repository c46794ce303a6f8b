-- What a vote of the lead and its assisting units came to.
ALTER TABLE task ADD COLUMN outcome jsonb;
