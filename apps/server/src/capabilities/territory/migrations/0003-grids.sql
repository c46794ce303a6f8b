-- All-element grids by version: a grid is what it was from a day (included) to a day (not included). Never rewritten but
-- for the day it ends.
CREATE TABLE grid_version (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  community_code text COLLATE "C" NOT NULL,
  cause text NOT NULL,
  reason text NOT NULL DEFAULT '',
  from_date date NOT NULL,
  to_date date,
  area_m2 double precision NOT NULL,
  predecessors text[] NOT NULL DEFAULT '{}',
  geometry jsonb NOT NULL,
  changed_by uuid,
  changed_time timestamptz NOT NULL DEFAULT now(),
  UNIQUE (code, version),
  CHECK (to_date IS NULL OR to_date > from_date)
);
CREATE INDEX grid_version_community ON grid_version (community_code, from_date);

INSERT INTO grid_version (code, version, name, community_code, cause, from_date, area_m2, geometry)
SELECT code, 1, name, parent_code, 'imported', '2000-01-01', area_km2 * 1000000, geometry
FROM division WHERE level = 5 AND parent_code IS NOT NULL;

-- Who is responsible for a grid, or for all below a street or community.
CREATE TABLE grid_staff (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  division_code text COLLATE "C" NOT NULL,
  post text NOT NULL,
  name text NOT NULL,
  phone text NOT NULL,
  organisation text NOT NULL DEFAULT '',
  user_id uuid,
  duties text[] NOT NULL DEFAULT '{}',
  from_date date NOT NULL,
  to_date date,
  grams text[] NOT NULL
);
CREATE INDEX grid_staff_division ON grid_staff (division_code);
CREATE INDEX grid_staff_grams ON grid_staff USING gin (grams);

CREATE TABLE grid_leave (
  staff_id uuid NOT NULL REFERENCES grid_staff,
  from_date date NOT NULL,
  to_date date NOT NULL,
  substitute_id uuid NOT NULL REFERENCES grid_staff,
  PRIMARY KEY (staff_id, from_date)
);

CREATE TABLE patrol_plan (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  grid_code text COLLATE "C" NOT NULL,
  title text NOT NULL,
  times_per_week integer NOT NULL,
  checkpoints jsonb NOT NULL
);
CREATE INDEX patrol_plan_grid ON patrol_plan (grid_code);

-- The id is the key the phone made: the same patrol sent twice is one.
CREATE TABLE patrol (
  id uuid PRIMARY KEY,
  plan_id uuid REFERENCES patrol_plan,
  grid_code text COLLATE "C" NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  track jsonb NOT NULL,
  points integer NOT NULL,
  counted_points integer NOT NULL,
  check_ins jsonb NOT NULL
);
CREATE INDEX patrol_grid ON patrol (grid_code, start_time DESC);
CREATE INDEX patrol_plan_time ON patrol (plan_id, start_time);

-- Grids of departments, how they lie over the city’s, and who agreed to it.
CREATE TABLE grid_layer (
  id uuid PRIMARY KEY,
  department text NOT NULL,
  title text NOT NULL,
  owners text[] NOT NULL,
  state text NOT NULL DEFAULT 'open',
  cells integer NOT NULL,
  imported_time timestamptz NOT NULL
);
CREATE TABLE grid_crosswalk (
  layer_id uuid NOT NULL REFERENCES grid_layer,
  reference text NOT NULL,
  name text NOT NULL,
  grid_code text COLLATE "C",
  share_of_old double precision NOT NULL,
  share_of_new double precision NOT NULL,
  area_m2 double precision NOT NULL,
  state text NOT NULL,
  ruling text,
  geometry jsonb NOT NULL
);
CREATE INDEX grid_crosswalk_layer ON grid_crosswalk (layer_id, reference);
CREATE TABLE grid_layer_signature (
  layer_id uuid NOT NULL REFERENCES grid_layer,
  owner text NOT NULL,
  user_name text NOT NULL,
  comment text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (layer_id, owner)
);
