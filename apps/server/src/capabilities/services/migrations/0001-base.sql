-- Text search of Chinese by pairs of characters works as in the other capabilities: a column `grams text[]` with a GIN index.
CREATE TABLE number_series (
  name text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (name, day)
);
COMMENT ON TABLE number_series IS 'Daily serial numbers of papers: applications, licences, payments.';
