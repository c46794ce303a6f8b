-- Attendance is told from fixes that count; of older walks only their number is known.
ALTER TABLE patrol ADD first_counted timestamptz, ADD last_counted timestamptz;
CREATE INDEX patrol_time ON patrol (start_time, user_id);
