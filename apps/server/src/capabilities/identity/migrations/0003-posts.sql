-- A further post of a person: its own organisation, roles and data scope, worked under one at a time.
CREATE TABLE post (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  title text NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisation,
  roles text[] NOT NULL,
  divisions text[] NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX post_user ON post (user_id);
CREATE INDEX post_organisation ON post (organisation_id);

-- Somebody stands in for somebody else, with some of the rights of the latter.
CREATE TABLE delegation (
  id uuid PRIMARY KEY,
  from_user uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  -- The post that is stood in for; null is the main one. It ends with the post.
  from_post uuid REFERENCES post ON DELETE CASCADE,
  to_user uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL CHECK (end_time > start_time),
  permissions text[] NOT NULL,
  reason text NOT NULL,
  revoked_time timestamptz
);
CREATE INDEX delegation_to ON delegation (to_user, end_time);
CREATE INDEX delegation_from ON delegation (from_user, end_time);

-- Under which post a session works; the main one when it is taken away.
ALTER TABLE session
  ADD COLUMN post_id uuid REFERENCES post ON DELETE SET NULL,
  ADD COLUMN delegation_id uuid REFERENCES delegation ON DELETE SET NULL;
