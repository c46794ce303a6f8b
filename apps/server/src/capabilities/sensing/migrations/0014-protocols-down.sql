-- Lower platforms that exchange positions over JT/T 809.
CREATE TABLE exchange_platform (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  user_id bigint NOT NULL UNIQUE,
  centre_id bigint NOT NULL UNIQUE,
  password_hash text NOT NULL,
  networks text[] NOT NULL DEFAULT '{}',
  -- Numbers M1, IA1, IC1 bodies are encrypted with; null where none are agreed on.
  cipher jsonb,
  created_time timestamptz NOT NULL,
  created_by text NOT NULL,
  last_login_time timestamptz
);
