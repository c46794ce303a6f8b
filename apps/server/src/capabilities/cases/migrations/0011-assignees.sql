-- A task may be for one person, such as the leader of the grid it lies in, beside or instead of a unit.
ALTER TABLE task ADD COLUMN assignee_id uuid, ADD COLUMN assignee_name text;
CREATE INDEX task_assignee ON task (assignee_id) WHERE assignee_id IS NOT NULL AND done_time IS NULL;
