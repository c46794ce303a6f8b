-- What formulas count of cases and events: this capability’s own reading of their messages.
CREATE TABLE case_fact (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  reference text NOT NULL,
  title text NOT NULL,
  level text,
  stage text NOT NULL,
  division_code text COLLATE "C",
  opened_time timestamptz NOT NULL,
  due_time timestamptz,
  closed_time timestamptz,
  in_time boolean,
  handle_minutes double precision,
  returns integer NOT NULL,
  task_minutes jsonb NOT NULL
);
CREATE INDEX case_fact_open ON case_fact (type, division_code) WHERE closed_time IS NULL;
CREATE INDEX case_fact_opened ON case_fact (opened_time);
CREATE INDEX case_fact_closed ON case_fact (closed_time) WHERE closed_time IS NOT NULL;

CREATE TABLE event_fact (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  reference text NOT NULL,
  title text NOT NULL,
  level text,
  state text NOT NULL,
  verified boolean NOT NULL,
  division_code text COLLATE "C",
  raised_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  closed_time timestamptz
);
CREATE INDEX event_fact_open ON event_fact (type, division_code) WHERE closed_time IS NULL;
CREATE INDEX event_fact_raised ON event_fact (raised_time);
CREATE INDEX event_fact_closed ON event_fact (closed_time) WHERE closed_time IS NOT NULL;

-- The figure of the moment for the city and its districts. `kept_time` is that of the last line of history.
CREATE TABLE current_value (
  indicator_id text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  time timestamptz NOT NULL,
  value double precision,
  rows integer NOT NULL,
  status text NOT NULL,
  note text,
  kept_time timestamptz NOT NULL,
  PRIMARY KEY (indicator_id, division_code)
);

-- History: a line whenever the figure changed, and one every five minutes.
CREATE TABLE value_history (
  indicator_id text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  time timestamptz NOT NULL,
  value double precision,
  PRIMARY KEY (indicator_id, division_code, time)
);
CREATE INDEX value_history_time ON value_history (time);
