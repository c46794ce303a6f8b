CREATE TABLE application_quote (
  application_id uuid NOT NULL REFERENCES application,
  ordinal integer NOT NULL,
  fen bigint NOT NULL,
  text text NOT NULL,
  given_by text NOT NULL,
  given_time timestamptz NOT NULL,
  accepted boolean,
  answered_time timestamptz,
  PRIMARY KEY (application_id, ordinal)
);
COMMENT ON TABLE application_quote IS '方案答复与报价: the applicant takes it or not.';

CREATE TABLE trench (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  road text NOT NULL,
  line jsonb NOT NULL,
  west double precision NOT NULL,
  south double precision NOT NULL,
  east double precision NOT NULL,
  north double precision NOT NULL,
  length_m double precision NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  division_code text COLLATE "C",
  state text NOT NULL,
  repeats text,
  decision text,
  permit_number text UNIQUE,
  decided_day date,
  created_time timestamptz NOT NULL
);
CREATE INDEX trench_days ON trench (state, from_day);
COMMENT ON TABLE trench IS '道路开挖: a segment is opened once, with one permit its parties share; `repeats` says why it is opened again all the same.';

CREATE TABLE trench_party (
  trench_id uuid NOT NULL REFERENCES trench,
  organisation_id uuid NOT NULL,
  purpose text NOT NULL,
  is_first boolean NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (trench_id, organisation_id)
);
CREATE INDEX trench_party_organisation ON trench_party (organisation_id);
