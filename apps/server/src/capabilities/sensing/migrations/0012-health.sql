-- Every calibration that was done; `calibration` holds the newest and when the next is due.
ALTER TABLE calibration ADD COLUMN result text CHECK (result IN ('passed', 'failed'));
CREATE INDEX calibration_due ON calibration (due_date, thing_id);
CREATE TABLE calibration_record (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  done_date date NOT NULL,
  due_date date NOT NULL,
  result text NOT NULL CHECK (result IN ('passed', 'failed')),
  certificate text,
  recorded_by text NOT NULL,
  recorded_time timestamptz NOT NULL
);
CREATE INDEX calibration_record_thing ON calibration_record (thing_id, done_date DESC);
CREATE INDEX device_swap_thing ON device_swap (thing_id, time DESC);

-- Work asked for on a device: an event of the domain of devices, and the case it opens.
CREATE TABLE work_order (
  id uuid PRIMARY KEY,
  thing_id uuid NOT NULL REFERENCES thing ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('repair', 'calibration', 'swap', 'relocation')),
  state text NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
  reason text NOT NULL,
  forecast_id uuid,
  event_id uuid,
  case_id uuid,
  case_reference text,
  finding text CHECK (finding IN ('confirmed', 'unfounded')),
  comment text,
  created_by text NOT NULL,
  created_time timestamptz NOT NULL,
  closed_time timestamptz
);
CREATE UNIQUE INDEX work_order_open ON work_order (thing_id, kind) WHERE state = 'open';
CREATE INDEX work_order_time ON work_order (created_time DESC, id);
CREATE INDEX work_order_event ON work_order (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX health_forecast_thing ON health_forecast (thing_id, made_day DESC);
