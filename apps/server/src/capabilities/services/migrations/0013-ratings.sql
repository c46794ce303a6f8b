CREATE TABLE rating (
  id uuid PRIMARY KEY,
  application_id uuid UNIQUE,
  item_title text NOT NULL,
  organisation_id uuid,
  subject_id uuid,
  window_name text,
  grade smallint CHECK (grade BETWEEN 1 AND 5),
  tags text[] NOT NULL DEFAULT '{}',
  text text,
  channel text NOT NULL DEFAULT 'web',
  device text,
  is_anonymous boolean NOT NULL DEFAULT false,
  is_excluded boolean NOT NULL DEFAULT false,
  invited_time timestamptz NOT NULL,
  time timestamptz,
  rect_state text CHECK (rect_state IN ('open', 'replied', 'closed')),
  rect_due timestamptz,
  rect_verdict text,
  rect_reply text,
  rect_again smallint,
  rect_closed_time timestamptz
);
CREATE INDEX rating_organisation ON rating (organisation_id, time DESC);
CREATE INDEX rating_device ON rating (device, time) WHERE device IS NOT NULL;
COMMENT ON TABLE rating IS '好差评: an invitation for each finished service, its grade once the citizen gave one.';
