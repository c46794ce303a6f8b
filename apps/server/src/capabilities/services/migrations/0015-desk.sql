CREATE TABLE service_window (
  name text PRIMARY KEY,
  hall text NOT NULL,
  kinds text[] NOT NULL
);

CREATE TABLE queue_ticket (
  id uuid PRIMARY KEY,
  day date NOT NULL,
  number text NOT NULL,
  kind text NOT NULL,
  rank integer NOT NULL,
  state text NOT NULL,
  window_name text,
  taken_time timestamptz NOT NULL,
  called_time timestamptz,
  done_time timestamptz,
  UNIQUE (day, number)
);
CREATE INDEX queue_ticket_waiting ON queue_ticket (day, state, rank, taken_time);

CREATE TABLE appointment (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  item_id uuid,
  kind text NOT NULL,
  day date NOT NULL,
  slot text NOT NULL,
  state text NOT NULL,
  ticket_number text,
  time timestamptz NOT NULL
);
CREATE INDEX appointment_slot ON appointment (kind, day, slot) WHERE state IN ('booked', 'came');
CREATE INDEX appointment_subject ON appointment (subject_id, day DESC);
