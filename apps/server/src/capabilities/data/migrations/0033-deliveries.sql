-- Exchange nodes of departments and counties, what they subscribe to, and each delivery to them.
CREATE TABLE node (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  -- SM2 point, uncompressed, hex: what the node signs its receipts with.
  public_key text NOT NULL,
  state text NOT NULL,
  created_time timestamptz NOT NULL,
  last_seen_time timestamptz
);
CREATE INDEX node_organisation ON node (organisation_id);

CREATE TABLE subscription (
  id uuid PRIMARY KEY,
  grant_id uuid NOT NULL REFERENCES grant_of_use,
  node_id uuid NOT NULL REFERENCES node,
  is_paused boolean NOT NULL DEFAULT false,
  version_id uuid,
  created_time timestamptz NOT NULL
);
CREATE INDEX subscription_grant ON subscription (grant_id);

CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES subscription,
  kind text NOT NULL,
  version_id uuid NOT NULL,
  -- prepared → confirmed or mismatch; superseded by a newer one that was asked for.
  state text NOT NULL,
  file text NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sm3 text NOT NULL,
  manifest text NOT NULL,
  signature text NOT NULL,
  -- How far the consumer has read, rows.
  sent_rows bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  created_time timestamptz NOT NULL,
  told_stuck timestamptz,
  acknowledged_time timestamptz,
  acknowledged jsonb
);
CREATE INDEX delivery_subscription ON delivery (subscription_id, created_time DESC);
CREATE INDEX delivery_open ON delivery (created_time) WHERE state IN ('prepared', 'mismatch');
