-- Work a robot left to people: a task of its own beside the main one.
ALTER TABLE task DROP CONSTRAINT task_kind_check;
ALTER TABLE task ADD CONSTRAINT task_kind_check CHECK (kind IN ('main', 'assist', 'whistle', 'manual'));
