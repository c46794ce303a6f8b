-- Business terms, and the columns that hold them; a column holds one.
CREATE TABLE term (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL UNIQUE,
  definition text NOT NULL,
  basis text NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX term_grams ON term USING gin (grams);
CREATE TABLE term_field (
  dataset_id uuid NOT NULL REFERENCES dataset,
  field text NOT NULL,
  term text COLLATE "C" NOT NULL REFERENCES term,
  PRIMARY KEY (dataset_id, field)
);
CREATE INDEX term_field_term ON term_field (term);
