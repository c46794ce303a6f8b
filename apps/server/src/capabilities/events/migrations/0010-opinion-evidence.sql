-- What a posting looked like when it was captured; its hash is in the ledger, so that it can be shown not to have changed.
CREATE TABLE opinion_evidence (
  id uuid PRIMARY KEY,
  topic_id uuid NOT NULL REFERENCES opinion_topic ON DELETE CASCADE,
  url text NOT NULL,
  file_name text NOT NULL,
  content_type text NOT NULL,
  size integer NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL,
  captured_time timestamptz NOT NULL,
  -- The source that gave it with the text, or the person who put it here.
  captured_by text NOT NULL,
  by_source boolean NOT NULL,
  kept_time timestamptz NOT NULL,
  entry_id uuid NOT NULL,
  UNIQUE (topic_id, url, sm3)
);
ALTER TABLE opinion_evidence ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX opinion_evidence_topic ON opinion_evidence (topic_id, captured_time, id);

-- A posting that is gone where it was: when that was seen, and by whom.
ALTER TABLE opinion_text ADD COLUMN gone_time timestamptz;
ALTER TABLE opinion_text ADD COLUMN gone_by text;
ALTER TABLE opinion_text ADD COLUMN gone_note text;
