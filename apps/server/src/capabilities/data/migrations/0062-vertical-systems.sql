-- How this platform is called in the trails of requests between levels; where it is not said, as its highest division is.
CREATE TABLE cascade_self (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  name text NOT NULL,
  division_code text COLLATE "C" NOT NULL
);

-- Systems of levels above that the city works with: what they do, give, and do not give (PLT-055).
CREATE TABLE vertical_system (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  level text NOT NULL,
  owner text NOT NULL,
  functions text[] NOT NULL,
  interface text NOT NULL,
  network text NOT NULL,
  available text[] NOT NULL,
  gaps text[] NOT NULL,
  supplement text,
  registered_time timestamptz NOT NULL
);
CREATE INDEX vertical_system_newest ON vertical_system (registered_time DESC, id DESC);
