-- Red lamps, newest first: cases that run, some of them beyond their time, and those closed late. It covers their counting,
-- so that the wide rows are not read.
CREATE INDEX case_red ON city_case (opened_time DESC, id DESC)
  INCLUDE (due_time, suspended_time, closed_time, in_time, division_code, state, type)
  WHERE closed_time IS NULL OR NOT in_time;
