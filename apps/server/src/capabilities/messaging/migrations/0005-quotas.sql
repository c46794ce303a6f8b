-- How much may be sent in a month, by organisation and channel; without organisation, what the platform sends in no name.
CREATE TABLE quota (
  organisation_id uuid,
  channel text NOT NULL CHECK (channel IN ('sms', 'voice', 'mail', 'push')),
  monthly integer NOT NULL CHECK (monthly >= 0),
  when_used text NOT NULL CHECK (when_used IN ('refuse', 'hold', 'switch')),
  switch_to text,
  set_by uuid NOT NULL,
  set_name text NOT NULL,
  set_time timestamptz NOT NULL
);
CREATE UNIQUE INDEX quota_of ON quota (coalesce(organisation_id, '00000000-0000-0000-0000-000000000000'), channel);

-- Price of a unit (a segment of SMS, a call, a mail) from a day on; zero where there is none.
CREATE TABLE price (
  channel text NOT NULL,
  from_date date NOT NULL,
  fen double precision NOT NULL CHECK (fen >= 0),
  set_name text NOT NULL,
  PRIMARY KEY (channel, from_date)
);

-- What went out of the platform and what it cost; never changed. Drills go nowhere and cost nothing.
CREATE TABLE expense (
  id uuid PRIMARY KEY,
  delivery_id uuid NOT NULL,
  organisation_id uuid,
  channel text NOT NULL,
  month text NOT NULL,
  units integer NOT NULL,
  fen double precision NOT NULL,
  beyond boolean NOT NULL,
  time timestamptz NOT NULL
);
CREATE INDEX expense_month ON expense (month, channel, organisation_id);

-- Deliveries a used-up quota stopped.
CREATE TABLE stopped_delivery (
  delivery_id uuid NOT NULL,
  organisation_id uuid,
  channel text NOT NULL,
  month text NOT NULL,
  how text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (delivery_id, month)
);
CREATE INDEX stopped_month ON stopped_delivery (month, channel, organisation_id);
