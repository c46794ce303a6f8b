-- Which thing a device of a protocol is, by the address it calls itself.
CREATE TABLE protocol_binding (
  id uuid PRIMARY KEY,
  protocol text NOT NULL,
  address text NOT NULL,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  -- Hash of what the operator gave the device to prove itself with.
  secret_hash text,
  -- Hash of what the platform gave it when it registered (JT/T 808 authentication code).
  token_hash text,
  networks text[] NOT NULL DEFAULT '{}',
  mappings jsonb NOT NULL DEFAULT '[]',
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  last_frame_time timestamptz,
  UNIQUE (protocol, address)
);
CREATE INDEX protocol_binding_thing ON protocol_binding (thing_id);
