-- Images of the ground from above with their date and place, and what changed between two of them.
CREATE TABLE image (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  taken_date date NOT NULL,
  source text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bands integer NOT NULL,
  epsg integer NOT NULL,
  box double precision[] NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX image_date ON image (taken_date DESC, id DESC);
CREATE TABLE image_comparison (
  id uuid PRIMARY KEY,
  before_id uuid NOT NULL REFERENCES image,
  after_id uuid NOT NULL REFERENCES image,
  title text NOT NULL,
  result jsonb NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX image_comparison_time ON image_comparison (time DESC, id DESC);
