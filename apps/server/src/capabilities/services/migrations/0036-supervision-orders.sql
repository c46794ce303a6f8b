CREATE TABLE supervision_order (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  card_id uuid NOT NULL REFERENCES supervision_card,
  application_id uuid NOT NULL REFERENCES application,
  organisation_id uuid,
  kind text NOT NULL,
  text text NOT NULL,
  fen bigint,
  due_time timestamptz NOT NULL,
  state text NOT NULL,
  reply text,
  replied_by text,
  reply_time timestamptz,
  verdict text,
  by_name text NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX supervision_order_organisation ON supervision_order (organisation_id, created_time DESC);
COMMENT ON TABLE supervision_order IS '督查函: what supervision orders an office to do about a card; it changes no application.';
