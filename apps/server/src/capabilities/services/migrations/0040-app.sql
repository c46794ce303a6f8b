-- Services of partners inside the city’s app: contract, checks, release and take-down.
CREATE TABLE app_partner (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  owner text NOT NULL,
  url text NOT NULL,
  contract_number text NOT NULL,
  fields text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('testing', 'grey', 'live', 'suspended', 'withdrawn')),
  grey_share integer NOT NULL DEFAULT 0,
  security jsonb,
  privacy jsonb,
  state_time timestamptz NOT NULL,
  reason text,
  created_time timestamptz NOT NULL
);

-- Who opened a partner’s service and what it was given; whoever did is told when the service goes.
CREATE TABLE app_opening (
  id uuid PRIMARY KEY,
  partner_id uuid NOT NULL REFERENCES app_partner,
  user_id uuid NOT NULL,
  fields text[] NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX app_opening_partner ON app_opening (partner_id, time DESC);

CREATE TABLE app_complaint (
  id uuid PRIMARY KEY,
  partner_id uuid NOT NULL REFERENCES app_partner,
  user_id uuid NOT NULL,
  text text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX app_complaint_partner ON app_complaint (partner_id, time DESC);

-- Whether somebody lets the home page be ordered by what is known of them, and what was used to do so.
CREATE TABLE app_preference (user_id uuid PRIMARY KEY, personalised boolean NOT NULL, changed_time timestamptz NOT NULL);
CREATE TABLE app_input (
  user_id uuid NOT NULL,
  fact text NOT NULL,
  item_id uuid NOT NULL,
  why text NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX app_input_user ON app_input (user_id, time DESC);
CREATE TABLE app_favourite (
  user_id uuid NOT NULL,
  item_id uuid NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (user_id, item_id)
);
