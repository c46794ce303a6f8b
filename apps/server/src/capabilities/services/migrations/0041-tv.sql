-- Subscribers of digital television, their boxes and the people of the household.
CREATE TABLE tv_household (
  id uuid PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  address text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX tv_household_division ON tv_household (division_code, number);

CREATE TABLE tv_box (
  id uuid PRIMARY KEY,
  serial text COLLATE "C" NOT NULL UNIQUE,
  household_id uuid NOT NULL REFERENCES tv_household,
  key_hash text NOT NULL,
  two_way boolean NOT NULL,
  bound_time timestamptz NOT NULL,
  read_time timestamptz
);
CREATE INDEX tv_box_household ON tv_box (household_id);

CREATE TABLE tv_member (
  household_id uuid NOT NULL REFERENCES tv_household,
  subject_id uuid NOT NULL,
  name text NOT NULL,
  joined_time timestamptz NOT NULL,
  PRIMARY KEY (household_id, subject_id)
);
CREATE INDEX tv_member_subject ON tv_member (subject_id);

-- Digits a box shows and a member types on the phone; good once.
CREATE TABLE tv_pairing (
  code text COLLATE "C" PRIMARY KEY,
  box_id uuid NOT NULL REFERENCES tv_box ON DELETE CASCADE,
  expires_time timestamptz NOT NULL
);

CREATE TABLE tv_bill (
  id uuid PRIMARY KEY,
  household_id uuid NOT NULL REFERENCES tv_household,
  title text NOT NULL,
  fen bigint NOT NULL CHECK (fen > 0),
  organisation_id uuid,
  due_day date NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX tv_bill_household ON tv_bill (household_id, due_day DESC);

-- Warnings shown over the programme, and the boxes that have shown them.
CREATE TABLE tv_banner (
  warning_id uuid PRIMARY KEY,
  reference text NOT NULL,
  level text NOT NULL,
  headline text NOT NULL,
  instruction text NOT NULL,
  divisions text[] NOT NULL,
  from_time timestamptz NOT NULL,
  until_time timestamptz NOT NULL,
  ended_time timestamptz
);
CREATE INDEX tv_banner_time ON tv_banner (from_time DESC);
CREATE TABLE tv_delivery (
  warning_id uuid NOT NULL REFERENCES tv_banner,
  box_id uuid NOT NULL REFERENCES tv_box,
  time timestamptz NOT NULL,
  PRIMARY KEY (warning_id, box_id)
);
