-- The range values of a series are believed in, and the days its periods are due to be published.
ALTER TABLE series ADD COLUMN least double precision;
ALTER TABLE series ADD COLUMN most double precision;
CREATE TABLE series_release (
  series text COLLATE "C" NOT NULL REFERENCES series,
  period text COLLATE "C" NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (series, period)
);
CREATE INDEX series_release_day ON series_release (day);
