-- Seats of the operation centres: what each is for, for whom it is kept, and who sits there.
CREATE TABLE seat (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  function text NOT NULL,
  organisation_id uuid,
  page text,
  holder_id uuid UNIQUE,
  holder_name text,
  held_since timestamptz,
  CHECK ((holder_id IS NULL) = (held_since IS NULL))
);
CREATE INDEX seat_division ON seat (division_code);
-- Who sat where, and until when.
CREATE TABLE seat_log (
  seat_id uuid NOT NULL REFERENCES seat ON DELETE CASCADE,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL
);
CREATE INDEX seat_log_seat ON seat_log (seat_id, from_time);
