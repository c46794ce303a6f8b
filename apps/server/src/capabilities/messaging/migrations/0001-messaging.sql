CREATE TABLE message (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE,
  title text NOT NULL,
  body text NOT NULL,
  urgency text NOT NULL CHECK (urgency IN ('normal', 'urgent', 'emergency')),
  subject_kind text,
  subject_id text,
  link text,
  sender_id uuid,
  sent_by uuid,
  drill boolean NOT NULL,
  receipt boolean NOT NULL,
  until text NOT NULL CHECK (until IN ('delivered', 'read', 'confirmed')),
  -- Channels used at once, then those that follow: [{"channel": "sms", "afterSeconds": 300}].
  channels text[] NOT NULL,
  fallback jsonb NOT NULL,
  override_reason text,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX message_created ON message (created_time DESC, id DESC);
CREATE INDEX message_subject ON message (subject_kind, subject_id, created_time DESC);
CREATE INDEX message_grams ON message USING gin (grams) WITH (fastupdate = off);

-- One person a message is for. `step` counts the fallbacks already taken; the next is due at `due_time`.
CREATE TABLE receiver (
  id uuid PRIMARY KEY,
  message_id uuid NOT NULL REFERENCES message ON DELETE CASCADE,
  user_id uuid,
  name text NOT NULL,
  phone text,
  email text,
  organisation_id uuid,
  reach text NOT NULL CHECK (reach IN ('waiting', 'sent', 'delivered', 'read', 'confirmed', 'failed')),
  reached_by text,
  step smallint NOT NULL DEFAULT 0,
  due_time timestamptz,
  created_time timestamptz NOT NULL,
  -- When it came into the inbox; null while quiet hours hold it back.
  shown_time timestamptz,
  read_time timestamptz,
  confirmed_time timestamptz
);
CREATE UNIQUE INDEX receiver_once ON receiver (message_id, coalesce(user_id::text, phone));
CREATE INDEX receiver_inbox ON receiver (user_id, shown_time DESC, id DESC) WHERE shown_time IS NOT NULL;
CREATE INDEX receiver_unread ON receiver (user_id) WHERE shown_time IS NOT NULL AND read_time IS NULL;
CREATE INDEX receiver_due ON receiver (due_time) WHERE due_time IS NOT NULL;

-- One attempt to reach a person by one channel.
CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  receiver_id uuid NOT NULL REFERENCES receiver ON DELETE CASCADE,
  channel text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'read', 'confirmed', 'failed')),
  attempts smallint NOT NULL DEFAULT 0,
  due_time timestamptz,
  sent_time timestamptz,
  code text,
  UNIQUE (receiver_id, channel)
);
CREATE INDEX delivery_due ON delivery (due_time) WHERE due_time IS NOT NULL;

CREATE TABLE preference (
  user_id uuid PRIMARY KEY,
  quiet jsonb,
  without text[] NOT NULL
);

CREATE TABLE setting (
  name text PRIMARY KEY,
  value jsonb NOT NULL
);
INSERT INTO setting VALUES ('quiet-hours', '{"from": "22:00", "to": "07:00", "enabled": true}');
