CREATE TABLE estate_unit (
  code text PRIMARY KEY,
  address text NOT NULL,
  area_m2 double precision NOT NULL,
  usage text NOT NULL,
  owner_id uuid,
  owner_name text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX estate_unit_owner ON estate_unit (owner_id);
COMMENT ON TABLE estate_unit IS '不动产单元, by its code of 28 digits.';

CREATE TABLE estate_entry (
  unit text NOT NULL REFERENCES estate_unit,
  sequence integer NOT NULL,
  kind text NOT NULL,
  day date NOT NULL,
  holder text NOT NULL,
  document text NOT NULL,
  releases integer,
  application_id uuid,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (unit, sequence)
);
COMMENT ON TABLE estate_entry IS '登记簿: written in order and never changed; what ends an entry is another one that names it.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the registry book are not changed';
END $$;
CREATE TRIGGER estate_entry_kept BEFORE UPDATE OR DELETE ON estate_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE firm (
  code text PRIMARY KEY,
  subject_id uuid NOT NULL UNIQUE,
  name text NOT NULL,
  address text NOT NULL,
  representative_id uuid,
  agent_id uuid,
  application_id uuid NOT NULL,
  founded_time timestamptz,
  ended_time timestamptz
);
CREATE INDEX firm_representative ON firm (representative_id);
COMMENT ON TABLE firm IS 'Legal persons that came into being or ended through an application.';

ALTER TABLE application ADD COLUMN assessment jsonb, ADD COLUMN founded_id uuid;
COMMENT ON COLUMN application.assessment IS 'Tax or charge computed by a dated table, with the rule that gave it.';
COMMENT ON COLUMN application.founded_id IS 'The legal person that came into being with it.';
