-- 督办函: an order of a governance level to a unit, with a case or without one. Unanswered when due it is red at the level
-- that issued it; with the next working day it climbs to the level above.
ALTER TABLE supervision ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE supervision
  ADD title text,
  ADD division_code text COLLATE "C",
  ADD climbed_to text COLLATE "C",
  ADD climbed_time timestamptz;
UPDATE supervision s SET division_code = c.division_code FROM city_case c WHERE c.id = s.case_id;
CREATE INDEX supervision_level ON supervision (division_code);
CREATE INDEX supervision_unit ON supervision (organisation_id);

ALTER TABLE timer ALTER COLUMN case_id DROP NOT NULL;
