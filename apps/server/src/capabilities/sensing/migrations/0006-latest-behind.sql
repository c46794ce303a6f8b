-- A process that writes newest values later than readings, because many come in, says so here: after a crash they are
-- found again among the readings received since.
CREATE TABLE latest_behind (
  process uuid PRIMARY KEY,
  since timestamptz NOT NULL
);
