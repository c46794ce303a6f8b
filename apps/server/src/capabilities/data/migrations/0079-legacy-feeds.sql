-- Data handed over past the catalogue, the plan to end that, and the grant that did.
CREATE TABLE legacy_feed (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  consumer_id uuid NOT NULL,
  provider_id uuid NOT NULL,
  way text NOT NULL,
  content text NOT NULL,
  dataset_id uuid REFERENCES dataset,
  plan_day date NOT NULL,
  grant_id uuid REFERENCES grant_of_use,
  converted_time timestamptz,
  created_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX legacy_feed_plan ON legacy_feed (plan_day);
CREATE INDEX legacy_feed_grams ON legacy_feed USING gin (grams);
