-- Economic series with every value as it was published, and the theme databases built of other datasets.
CREATE TABLE series (
  code text PRIMARY KEY,
  title text NOT NULL,
  unit text NOT NULL,
  frequency text NOT NULL,
  is_cumulative boolean NOT NULL,
  area_code text NOT NULL,
  part_of text,
  caliber text NOT NULL,
  organisation_id uuid NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX series_part ON series (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE series_value (
  series text NOT NULL REFERENCES series,
  period text NOT NULL,
  vintage integer NOT NULL,
  value double precision NOT NULL,
  published_time timestamptz NOT NULL,
  release_time timestamptz,
  caliber text NOT NULL,
  note text,
  PRIMARY KEY (series, period, vintage)
);

CREATE TABLE theme (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  subject text NOT NULL,
  key text NOT NULL,
  division_code text NOT NULL,
  organisation_id uuid NOT NULL,
  master_of text[] NOT NULL,
  attributes jsonb NOT NULL,
  dataset_id uuid REFERENCES dataset,
  built_time timestamptz,
  rows bigint,
  filled jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'in-use',
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
