-- Divisions of all five levels: city, district or county, street or town, community or village, grid.
CREATE TABLE division (
  code text COLLATE "C" PRIMARY KEY,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  name text NOT NULL,
  full_name text NOT NULL,
  kind text NOT NULL,
  parent_code text COLLATE "C" REFERENCES division,
  population integer NOT NULL DEFAULT 0,
  area_km2 double precision NOT NULL DEFAULT 0,
  centre_lon double precision NOT NULL,
  centre_lat double precision NOT NULL,
  geometry jsonb NOT NULL
);
CREATE INDEX division_parent ON division (parent_code, code);
CREATE INDEX division_level ON division (level, code);

-- Standard addresses (地址根): one row for each door plate.
CREATE TABLE address (
  id text PRIMARY KEY,
  text text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX address_grams ON address USING gin (grams);
CREATE INDEX address_division ON address (division_code);

-- Days that differ from the week: holidays, and weekend days that are worked (调休).
CREATE TABLE calendar_day (
  date date PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('workday', 'rest')),
  note text NOT NULL
);
