-- Readings of single datastreams brought back from files for a while, so that SensorThings filters, orders and pages
-- over the whole of a series in one statement.
CREATE TABLE observation_thawed (LIKE observation INCLUDING DEFAULTS, PRIMARY KEY (datastream_id, phenomenon_time));
CREATE TABLE thawed_span (
  datastream_id integer NOT NULL,
  period text NOT NULL,
  file text NOT NULL,
  used_time timestamptz NOT NULL,
  PRIMARY KEY (datastream_id, period)
);

CREATE OR REPLACE VIEW sta_observations AS
  SELECT o.datastream_id || '-' || epoch_ms(coalesce(x.named_time, o.phenomenon_time)) AS iot_id,
    o.datastream_id, o.phenomenon_time, x.phenomenon_end, x.named_time, o.received_time,
    CASE WHEN x.datastream_id IS NULL THEN o.received_time ELSE x.result_time END AS result_time,
    o.result, x.result_json, o.quality::int AS quality, x.result_quality, coalesce(x.parameters, o.parameters) AS parameters,
    x.valid_start, x.valid_end, coalesce(x.feature_id, d.thing_id) AS feature_id, d.thing_id, d.division_code, d.multi,
    false AS declared
  FROM (SELECT * FROM observation UNION ALL SELECT * FROM observation_thawed) o
    JOIN datastream d ON d.id = o.datastream_id
    LEFT JOIN observation_detail x ON x.datastream_id = o.datastream_id AND x.phenomenon_time = o.phenomenon_time;
