CREATE TABLE estate_signing (
  application_id uuid PRIMARY KEY,
  subject_id uuid,
  name text NOT NULL,
  way text NOT NULL,
  digest text NOT NULL,
  note text,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
COMMENT ON TABLE estate_signing IS 'The owner’s agreement to a transfer: online, or in person at the registry.';
COMMENT ON COLUMN estate_signing.digest IS 'SM3 of what was agreed to; something else has to be signed again.';
