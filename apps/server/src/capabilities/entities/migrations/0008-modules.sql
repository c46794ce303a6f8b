-- Modules a city puts together of registers it has (9+X); the declared ones stand in the domains.
CREATE TABLE module (
  id uuid PRIMARY KEY,
  title text NOT NULL UNIQUE,
  description text NOT NULL,
  registers text[] NOT NULL,
  created_by uuid,
  created_time timestamptz NOT NULL
);
