-- The order in which tasks are listed: open ones first, soonest due first.
CREATE INDEX task_order ON task (done_time DESC NULLS FIRST, due_time NULLS FIRST, id);
