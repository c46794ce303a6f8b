-- What other systems have for people to do; the row goes when it is done there.
CREATE TABLE todo (
  source text NOT NULL,
  key text NOT NULL,
  user_id uuid NOT NULL,
  title text NOT NULL,
  link text,
  due_time timestamptz,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (source, key, user_id)
);
CREATE INDEX todo_of_user ON todo (user_id, due_time, changed_time);
