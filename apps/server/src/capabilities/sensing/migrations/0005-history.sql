-- Rows come in about the order of time, so a block range index finds an hour of a partition at almost no cost.
CREATE INDEX observation_time ON observation USING brin (phenomenon_time) WITH (autosummarize = on);

-- Closed days (or months of the distant past) that are Parquet files now.
CREATE TABLE history_file (
  period text PRIMARY KEY,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL,
  file text NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  written_time timestamptz NOT NULL
);
CREATE INDEX history_file_time ON history_file (from_time, to_time);

-- Down-sampled series. Sum and counts rather than means, so that wider ones are made of narrower ones. Readings out of
-- range or missing count in `count` and in `quality` only.
CREATE TABLE rollup_minute (
  datastream_id integer NOT NULL,
  time timestamptz NOT NULL,
  count integer NOT NULL,
  usable integer NOT NULL,
  sum double precision,
  min double precision,
  max double precision,
  quality smallint NOT NULL,
  PRIMARY KEY (datastream_id, time)
);
CREATE INDEX rollup_minute_time ON rollup_minute USING brin (time);
CREATE TABLE rollup_hour (LIKE rollup_minute INCLUDING CONSTRAINTS INCLUDING DEFAULTS, PRIMARY KEY (datastream_id, time));
CREATE INDEX rollup_hour_time ON rollup_hour (time) INCLUDE (datastream_id, usable, sum);
CREATE TABLE rollup_day (LIKE rollup_minute INCLUDING CONSTRAINTS INCLUDING DEFAULTS, PRIMARY KEY (datastream_id, time));
CREATE INDEX rollup_day_time ON rollup_day (time) INCLUDE (datastream_id, usable, sum);

-- Hours whose rows have changed since they were summed up. `touched_time` is renewed while readings go on coming.
CREATE TABLE rollup_due (
  hour timestamptz PRIMARY KEY,
  touched_time timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO rollup_due (hour) SELECT DISTINCT date_trunc('hour', phenomenon_time) FROM observation;

-- How long what is kept, by class; a thing type that no row names is of the class 'standard'. Null: for ever.
CREATE TABLE retention_class (
  id text PRIMARY KEY,
  title text NOT NULL,
  raw_days integer,
  minute_days integer,
  hour_days integer
);
INSERT INTO retention_class VALUES
  ('standard', '一般监测', 1095, 90, NULL),
  ('safety', '安全与应急监测', NULL, 365, NULL),
  ('operation', '运行状态', 180, 30, 1095);
CREATE TABLE retention_thing_type (
  thing_type text PRIMARY KEY,
  class_id text NOT NULL REFERENCES retention_class
);

CREATE OR REPLACE FUNCTION observation_partitions() RETURNS TABLE (period text, from_time timestamptz, to_time timestamptz)
LANGUAGE sql STABLE SET search_path = sensing, pg_temp AS $$
  SELECT substr(c.relname, 13),
    to_date(rpad(substr(c.relname, 13), 8, '01'), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC',
    (to_date(rpad(substr(c.relname, 13), 8, '01'), 'YYYYMMDD')::timestamp
      + CASE WHEN length(c.relname) = 18 THEN interval '1 month' ELSE interval '1 day' END) AT TIME ZONE 'UTC'
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'sensing.observation'::regclass AND c.relname ~ '^observation_[0-9]{6}([0-9]{2})?$'
$$;

-- Takes a partition away once its rows are in a file. Waits shortly for readers; the caller tries again later.
CREATE FUNCTION drop_observation_partition(period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sensing, pg_temp AS $$
BEGIN
  IF period !~ '^[0-9]{6}([0-9]{2})?$' THEN RAISE EXCEPTION 'no period: %', period; END IF;
  PERFORM set_config('lock_timeout', '3s', true);
  EXECUTE format('DROP TABLE observation_%s', period);
END $$;
