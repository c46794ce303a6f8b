-- Values other cities have published for the items of an edition, each with its source.
CREATE TABLE evaluation_peer (
  evaluation_id uuid NOT NULL REFERENCES evaluation ON DELETE CASCADE,
  city text NOT NULL,
  item text NOT NULL,
  value double precision NOT NULL,
  source text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (evaluation_id, city, item)
);
