CREATE TABLE project (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  type_id text NOT NULL,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  industry text NOT NULL,
  address text NOT NULL,
  investment_wan double precision NOT NULL,
  area_m2 double precision NOT NULL,
  parcel jsonb NOT NULL,
  parcel_area_m2 double precision NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  conflicts jsonb NOT NULL,
  assessed text[] NOT NULL,
  checked_time timestamptz NOT NULL,
  state text NOT NULL,
  stage text,
  created_time timestamptz NOT NULL,
  updated_time timestamptz NOT NULL
);
CREATE INDEX project_subject ON project (subject_id, updated_time DESC);
CREATE INDEX project_division ON project (division_code, updated_time DESC);
COMMENT ON TABLE project IS '工程建设项目 under its one code; `stage` is the newest stage that was filed.';

CREATE TABLE project_stage (
  project_id uuid NOT NULL REFERENCES project,
  stage text NOT NULL,
  bundle_case_id uuid NOT NULL UNIQUE REFERENCES bundle_case,
  PRIMARY KEY (project_id, stage)
);

CREATE TABLE project_promise (
  project_id uuid NOT NULL REFERENCES project,
  item text NOT NULL,
  text text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (project_id, item)
);

CREATE TABLE project_opinion (
  id uuid PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES project,
  organisation_id uuid NOT NULL,
  asked_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  agrees boolean,
  text text,
  time timestamptz,
  UNIQUE (project_id, organisation_id)
);

ALTER TABLE bundle_case ADD COLUMN project_id uuid REFERENCES project;
CREATE INDEX bundle_case_project ON bundle_case (project_id) WHERE project_id IS NOT NULL;

CREATE TABLE joint_visit (
  id uuid PRIMARY KEY,
  project_id uuid REFERENCES project,
  bundle_case_id uuid REFERENCES bundle_case,
  subject_id uuid NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  place text NOT NULL,
  day date NOT NULL,
  slot text NOT NULL,
  scope text,
  state text NOT NULL,
  conclusion text,
  created_time timestamptz NOT NULL
);
CREATE INDEX joint_visit_project ON joint_visit (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX joint_visit_bundle ON joint_visit (bundle_case_id) WHERE bundle_case_id IS NOT NULL;

CREATE TABLE joint_visit_party (
  visit_id uuid NOT NULL REFERENCES joint_visit,
  organisation_id uuid NOT NULL,
  passes boolean,
  opinion text,
  actor text,
  time timestamptz,
  PRIMARY KEY (visit_id, organisation_id)
);
CREATE INDEX joint_visit_party_organisation ON joint_visit_party (organisation_id);

CREATE TABLE application_suspension (
  application_id uuid NOT NULL REFERENCES application,
  ordinal integer NOT NULL,
  kind text NOT NULL,
  notice text NOT NULL,
  file_id uuid,
  step text,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  end_time timestamptz,
  PRIMARY KEY (application_id, ordinal)
);
COMMENT ON TABLE application_suspension IS '特别程序: each stretch the main clock stood still, with the document it rests on or the step of the flow.';
