-- How often a notification was sent in vain; it is tried again a few times, later each time.
ALTER TABLE notification ADD COLUMN attempts smallint NOT NULL DEFAULT 0;
