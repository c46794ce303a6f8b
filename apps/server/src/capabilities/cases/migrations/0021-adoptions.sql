-- What citizens may take into their care; one at a time has it.
CREATE TABLE adoption (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('green', 'river', 'road', 'facility')),
  title text NOT NULL,
  duty text NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  every_days integer NOT NULL CHECK (every_days > 0),
  points integer NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'adopted', 'ended')),
  user_id uuid,
  adopted_time timestamptz,
  offered_by text NOT NULL,
  offered_time timestamptz NOT NULL
);
CREATE INDEX adoption_offered ON adoption (offered_time DESC, id DESC);
CREATE INDEX adoption_user ON adoption (user_id) WHERE user_id IS NOT NULL;

-- What somebody did for it; one line of a person a day.
CREATE TABLE adoption_record (
  id uuid PRIMARY KEY,
  adoption_id uuid NOT NULL REFERENCES adoption,
  user_id uuid NOT NULL,
  day date NOT NULL,
  text text NOT NULL,
  time timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused')),
  points integer NOT NULL DEFAULT 0,
  reviewed_name text,
  comment text,
  UNIQUE (adoption_id, user_id, day)
);
CREATE INDEX adoption_record_time ON adoption_record (time DESC, id DESC);
