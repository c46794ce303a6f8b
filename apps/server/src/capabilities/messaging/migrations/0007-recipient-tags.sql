-- Words people are gathered under to be told something together.
CREATE TABLE recipient_tag (
  tag text NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (tag, user_id)
);
