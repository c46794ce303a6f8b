-- Subscriptions of NGSI-LD to entities (kind entity) and to context sources (kind csource). `body` is the Subscription with
-- every name expanded; `context` is the @context it came with, which q and notifications are read and written in.
CREATE TABLE subscription (
  tenant text NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  body jsonb NOT NULL,
  context jsonb,
  -- Address the subscriber knows this broker by, for links to @contexts kept here.
  base_url text NOT NULL,
  user_id uuid,
  -- What the subscriber may see; applied to every notification.
  scope jsonb NOT NULL,
  -- Changes older than this are not told.
  active_since timestamptz NOT NULL DEFAULT now(),
  created_time timestamptz NOT NULL DEFAULT now(),
  changed_time timestamptz NOT NULL DEFAULT now(),
  times_sent bigint NOT NULL DEFAULT 0,
  times_failed bigint NOT NULL DEFAULT 0,
  last_notification timestamptz,
  last_success timestamptz,
  last_failure timestamptz,
  last_error text,
  PRIMARY KEY (tenant, kind, id)
);
CREATE INDEX subscription_order ON subscription (tenant, kind, created_time, id);

-- Notifications on their way: written with the mark of the subscriber that made them, deleted when they were sent.
CREATE TABLE notification (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text NOT NULL,
  kind text NOT NULL,
  subscription_id text NOT NULL,
  -- The three above in one.
  key text NOT NULL,
  body jsonb NOT NULL,
  FOREIGN KEY (tenant, kind, subscription_id) REFERENCES subscription ON DELETE CASCADE
);
CREATE INDEX notification_of ON notification (tenant, kind, subscription_id);

-- Context sources: other brokers that hold part of the entities. `body` is the registration with every name expanded.
CREATE TABLE context_source (
  tenant text NOT NULL,
  id text NOT NULL,
  body jsonb NOT NULL,
  context jsonb,
  user_id uuid,
  created_time timestamptz NOT NULL DEFAULT now(),
  changed_time timestamptz NOT NULL DEFAULT now(),
  times_sent bigint NOT NULL DEFAULT 0,
  times_failed bigint NOT NULL DEFAULT 0,
  last_success timestamptz,
  last_failure timestamptz,
  last_error text,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX context_source_order ON context_source (tenant, created_time, id);
