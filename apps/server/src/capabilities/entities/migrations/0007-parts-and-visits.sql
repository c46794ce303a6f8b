-- The last sequence given to a division and class (GB/T 30428.2: 6 + 2 + 2 digits); a number is never given twice.
CREATE TABLE part_sequence (
  prefix text PRIMARY KEY,
  last integer NOT NULL
);

-- What was found on site. The id is the key the phone made.
CREATE TABLE part_survey (
  id uuid PRIMARY KEY,
  part_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  time timestamptz NOT NULL,
  user_id uuid NOT NULL,
  state text NOT NULL,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX part_survey_part ON part_survey (part_id, time DESC);

-- Keys of parts that phones registered: the same key again is the same part.
CREATE TABLE part_key (
  key uuid PRIMARY KEY,
  part_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE
);

CREATE TABLE part_dispute (
  id uuid PRIMARY KEY,
  part_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  registered_owner text NOT NULL,
  claimed_owner text NOT NULL,
  reason text NOT NULL,
  raised_by text NOT NULL,
  raised_time timestamptz NOT NULL,
  ruled_owner text,
  ruling text,
  ruled_by text,
  ruled_time timestamptz
);
CREATE INDEX part_dispute_time ON part_dispute (raised_time DESC);

CREATE TABLE part_survey_task (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  grid_code text COLLATE "C" NOT NULL,
  class_code text,
  due_date date NOT NULL,
  created_time timestamptz NOT NULL
);

-- Visits to households. The id is the key the phone made; a visit is never changed.
CREATE TABLE visit (
  id uuid PRIMARY KEY,
  household_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  visit_time timestamptz NOT NULL,
  received_time timestamptz NOT NULL,
  text text NOT NULL,
  tags text[] NOT NULL,
  changes jsonb NOT NULL
);
CREATE INDEX visit_household ON visit (household_id, visit_time DESC);
CREATE INDEX visit_time ON visit (visit_time DESC);

CREATE TABLE field_conflict (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  household_id uuid NOT NULL REFERENCES entity ON DELETE CASCADE,
  field text NOT NULL,
  base jsonb,
  office jsonb,
  found jsonb,
  office_by uuid,
  office_time timestamptz,
  taken text,
  decided_by text,
  decided_time timestamptz
);
CREATE INDEX field_conflict_household ON field_conflict (household_id);
CREATE INDEX field_conflict_open ON field_conflict (id) WHERE taken IS NULL;

CREATE TABLE field_form (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  department text NOT NULL,
  basis text NOT NULL,
  frequency text NOT NULL,
  divisions text[] NOT NULL,
  fields jsonb NOT NULL,
  registered_by text NOT NULL,
  registered_time timestamptz NOT NULL
);
