-- Files that were taken from a folder, a server or a bucket, each state of one once: a cut between the load and the tidying up
-- does not load it again.
CREATE TABLE source_file (
  source_id uuid NOT NULL REFERENCES source,
  path text NOT NULL,
  mark text NOT NULL,
  batch_id uuid NOT NULL,
  PRIMARY KEY (source_id, path, mark)
);
