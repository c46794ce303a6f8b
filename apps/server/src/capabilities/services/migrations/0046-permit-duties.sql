CREATE TABLE permit_duty (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL,
  subject_id uuid NOT NULL REFERENCES firm (subject_id),
  phrase text NOT NULL,
  item_id uuid NOT NULL,
  licence_type text COLLATE "C",
  supervisor_id uuid,
  state text NOT NULL,
  founded_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  UNIQUE (subject_id, item_id)
);
CREATE INDEX permit_duty_supervisor ON permit_duty (supervisor_id, state, due_time);
COMMENT ON TABLE permit_duty IS '证照分离: permits a firm needs for the business it registered, until it holds them.';
COMMENT ON COLUMN permit_duty.state IS 'informed, suspected or unlicensed; whether it is held is read from licences and applications.';

CREATE TABLE permit_finding (
  duty_id uuid NOT NULL REFERENCES permit_duty,
  time timestamptz NOT NULL,
  by_name text NOT NULL,
  finding text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (duty_id, time)
);
COMMENT ON TABLE permit_finding IS 'What a supervisor found of trade without a permit.';
