-- Versions of what is known of an incident, told to the level above and to the counties concerned, and such taken from them.
CREATE TABLE situation_report (
  id uuid PRIMARY KEY,
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  peer_id uuid NOT NULL REFERENCES peer ON DELETE CASCADE,
  -- The sender’s id of the incident.
  incident_id uuid NOT NULL,
  version integer NOT NULL,
  division_code text COLLATE "C",
  body jsonb NOT NULL,
  told_time timestamptz NOT NULL,
  delivered_time timestamptz,
  refusal text,
  UNIQUE (direction, peer_id, incident_id, version)
);
CREATE INDEX situation_report_time ON situation_report (told_time DESC, id DESC);
CREATE INDEX situation_report_incident ON situation_report (incident_id, version);
