-- Views of the case list a person kept: filters and columns under a name, shared within the organisation when wished.
CREATE TABLE list_view (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  organisation_id uuid,
  name text NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  filters jsonb NOT NULL,
  columns jsonb NOT NULL,
  changed_time timestamptz NOT NULL,
  UNIQUE (user_id, name)
);
CREATE INDEX list_view_shared ON list_view (organisation_id) WHERE shared;
