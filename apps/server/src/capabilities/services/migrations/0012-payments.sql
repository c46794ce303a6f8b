CREATE TABLE pay_order (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  business_kind text NOT NULL,
  business_id uuid NOT NULL,
  title text NOT NULL,
  payer_id uuid NOT NULL,
  organisation_id uuid,
  fen bigint NOT NULL CHECK (fen > 0),
  refunded_fen bigint NOT NULL DEFAULT 0,
  account text NOT NULL CHECK (account IN ('treasury', 'unit')),
  state text NOT NULL,
  channel text,
  channel_number text,
  paid_time timestamptz,
  expires_time timestamptz NOT NULL,
  created_time timestamptz NOT NULL,
  receipt_number text,
  cleared_day date,
  CHECK (refunded_fen BETWEEN 0 AND fen)
);
CREATE INDEX pay_order_business ON pay_order (business_kind, business_id);
CREATE INDEX pay_order_paid ON pay_order (channel, paid_time);
COMMENT ON COLUMN pay_order.paid_time IS 'Time of the channel.';

CREATE TABLE pay_notice (
  channel text NOT NULL,
  channel_number text NOT NULL,
  order_number text NOT NULL,
  fen bigint NOT NULL,
  paid_time timestamptz NOT NULL,
  taken_time timestamptz NOT NULL,
  PRIMARY KEY (channel, channel_number)
);

CREATE TABLE pay_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES pay_order,
  time timestamptz NOT NULL,
  act text NOT NULL,
  account text NOT NULL,
  fen bigint NOT NULL
);
CREATE INDEX pay_entry_order ON pay_entry (order_id);
COMMENT ON TABLE pay_entry IS 'Double-entry book: the entries of an order sum to 0.';

CREATE TABLE pay_refund (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES pay_order,
  fen bigint NOT NULL CHECK (fen > 0),
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting-approval', 'done')),
  asked_by uuid,
  time timestamptz NOT NULL
);
CREATE INDEX pay_refund_order ON pay_refund (order_id);

CREATE TABLE pay_day (
  channel text NOT NULL,
  day date NOT NULL,
  matched integer NOT NULL,
  closed_time timestamptz,
  PRIMARY KEY (channel, day)
);

CREATE TABLE pay_difference (
  id uuid PRIMARY KEY,
  channel text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  channel_number text,
  order_number text,
  fen bigint,
  channel_fen bigint,
  state text NOT NULL DEFAULT 'open',
  note text
);
CREATE UNIQUE INDEX pay_difference_once ON pay_difference (channel, day, kind, coalesce(channel_number, ''), coalesce(order_number, ''));

CREATE TABLE test_pay_trade (
  id uuid PRIMARY KEY,
  order_number text NOT NULL,
  title text NOT NULL,
  fen bigint NOT NULL,
  return_url text NOT NULL,
  number text,
  paid_time timestamptz
);
COMMENT ON TABLE test_pay_trade IS 'Book of the test provider, as a channel keeps its own.';
