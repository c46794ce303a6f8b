-- A consultation a leader calls about a figure or a matter belongs to no incident; it says itself what it is about.
ALTER TABLE room ALTER COLUMN incident_id DROP NOT NULL;
ALTER TABLE room ADD COLUMN subject text;
ALTER TABLE room ADD COLUMN subject_link text;
ALTER TABLE room ADD COLUMN division_code text COLLATE "C";
ALTER TABLE room ADD COLUMN called_by text;
CREATE INDEX room_opened ON room (opened_time DESC, id DESC) WHERE incident_id IS NULL;
