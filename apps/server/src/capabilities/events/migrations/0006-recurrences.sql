-- Entities a dispute is between, e.g. two households.
ALTER TABLE event ADD COLUMN party_ids uuid[] NOT NULL DEFAULT '{}';

-- What an event that was raised for things coming back is about.
CREATE TABLE recurrence_member (
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  member_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  PRIMARY KEY (event_id, member_id)
);
CREATE INDEX recurrence_member_of ON recurrence_member (member_id);

-- Days each event type was looked through.
CREATE TABLE recurrence_run (
  type text NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (type, day)
);
