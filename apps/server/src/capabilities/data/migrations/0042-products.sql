-- Assets with three rights held apart, products made of them, consents, orders, and what a trading platform is to be told.
CREATE TABLE asset (
  dataset_id uuid PRIMARY KEY REFERENCES dataset,
  holder_id uuid NOT NULL,
  processor_id uuid NOT NULL,
  operator_id uuid NOT NULL,
  storage_per_gb double precision NOT NULL,
  valuation text NOT NULL,
  registered_time timestamptz NOT NULL,
  -- When its owner was last asked what to do with it, for lying idle.
  idle_told timestamptz
);

CREATE TABLE product (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  scene text NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset,
  columns text[] NOT NULL,
  subject text,
  price double precision NOT NULL,
  terms text NOT NULL,
  state text NOT NULL,
  reason text,
  created_time timestamptz NOT NULL
);
CREATE INDEX product_newest ON product (created_time DESC, id);

CREATE TABLE product_consent (
  digest text PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product,
  subject text NOT NULL,
  buyer text NOT NULL,
  until timestamptz NOT NULL,
  time timestamptz NOT NULL
);

CREATE TABLE product_order (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product,
  buyer text NOT NULL,
  asked integer NOT NULL,
  delivered integer NOT NULL,
  excluded integer NOT NULL,
  sm3 text NOT NULL,
  settlement text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX product_order_newest ON product_order (time DESC, id);

CREATE TABLE trading_platform (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  url text
);
CREATE TABLE trading_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL UNIQUE,
  body jsonb NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_time timestamptz NOT NULL,
  sent_time timestamptz
);
CREATE INDEX trading_outbox_waiting ON trading_outbox (next_time) WHERE sent_time IS NULL;
