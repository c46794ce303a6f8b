-- Keys of the installation. Private halves are sealed by the master key, which is a file outside the database.
CREATE TABLE key (
  id uuid PRIMARY KEY,
  purpose text NOT NULL,
  usage text NOT NULL CHECK (usage IN ('sign', 'seal', 'mac', 'authority')),
  algorithm text NOT NULL,
  version integer NOT NULL,
  public_key text,
  -- Null once the key is destroyed: what it sealed cannot be read by anybody any more.
  wrapped text,
  certificate text,
  state text NOT NULL CHECK (state IN ('active', 'retired', 'revoked', 'destroyed')),
  from_time timestamptz NOT NULL,
  until_time timestamptz,
  revoked_time timestamptz,
  reason text,
  created_time timestamptz NOT NULL,
  UNIQUE (purpose, usage, version)
);
CREATE UNIQUE INDEX key_active ON key (purpose, usage) WHERE state = 'active';

-- What was done with keys, counted by the day and written every few seconds.
CREATE TABLE key_use (
  key_id uuid NOT NULL REFERENCES key,
  day date NOT NULL,
  act text NOT NULL,
  done bigint NOT NULL,
  failed bigint NOT NULL,
  micros bigint NOT NULL,
  PRIMARY KEY (key_id, day, act)
);
