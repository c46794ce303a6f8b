-- The log of messages: one row for each signal, written in the transaction that caused it.
CREATE TABLE message (
  id bigserial PRIMARY KEY,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  name text NOT NULL,
  body jsonb NOT NULL,
  trace_id text NOT NULL,
  -- Set when a dead letter is delivered again: only the subscriber that failed shall see it.
  only_for text,
  time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX message_order ON message (transaction, id);

-- How far each subscriber has come, in the order of commits.
CREATE TABLE subscriber (
  name text PRIMARY KEY,
  transaction xid8 NOT NULL,
  message_id bigint NOT NULL
);

CREATE TABLE dead_letter (
  id bigserial PRIMARY KEY,
  subscriber text NOT NULL,
  message_id bigint NOT NULL,
  name text NOT NULL,
  body jsonb NOT NULL,
  trace_id text NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  time timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What caused what: the edges `civitas trace` follows.
CREATE TABLE trace_link (
  from_kind text NOT NULL,
  from_id text NOT NULL,
  to_kind text NOT NULL,
  to_id text NOT NULL,
  note text NOT NULL,
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (from_id, to_id, note)
);
CREATE INDEX trace_link_to ON trace_link (to_id);

-- Small facts of the installation: its city, its first-administrator token.
CREATE TABLE setting (
  name text PRIMARY KEY,
  value jsonb NOT NULL
);
