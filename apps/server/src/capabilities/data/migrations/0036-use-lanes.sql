-- Uses are written by several lanes at once, each counting on a row of its own, so that none waits for another’s disk.
ALTER TABLE use_count ADD COLUMN lane smallint NOT NULL DEFAULT 0;
ALTER TABLE use_count DROP CONSTRAINT use_count_pkey;
ALTER TABLE use_count ADD PRIMARY KEY (organisation_id, ability_id, day, lane);
