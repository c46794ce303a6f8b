-- Reviews of entries: before they are published, of a change of what is published, of who is the source of an item that
-- several register (一数一源), and what must be brought up to date after a reorganisation.
CREATE TABLE review (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  -- The item in question, for kind source.
  item text,
  -- The revision that changed, for kind change.
  revision integer,
  step text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  reason text NOT NULL DEFAULT '',
  user_id uuid,
  user_name text,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  decided_by text,
  note text
);
CREATE INDEX review_open ON review (created_time DESC) WHERE state = 'open';
CREATE INDEX review_dataset ON review (dataset_id, created_time DESC);

-- Items that several organisations register. An item is known by its data element, else by its title.
CREATE TABLE item_source (
  item text PRIMARY KEY,
  state text NOT NULL,
  organisation_id uuid,
  opened_time timestamptz NOT NULL,
  decided_time timestamptz,
  decided_by text,
  note text
);
CREATE INDEX field_item ON field ((coalesce(element, title))) WHERE NOT is_key;

-- What an entry serves or came from: an entry of a duty list, a project of the IT plan, a service item.
CREATE TABLE dataset_link (
  dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  kind text NOT NULL,
  reference text NOT NULL,
  title text NOT NULL,
  PRIMARY KEY (dataset_id, kind, reference)
);
CREATE INDEX dataset_link_reference ON dataset_link (kind, reference);

-- 目 of a classification code: organisations in the order they first register.
CREATE TABLE catalogue_unit (
  prefix text NOT NULL,
  organisation_id uuid NOT NULL,
  number integer NOT NULL,
  PRIMARY KEY (prefix, organisation_id)
);

-- The late version its owner has been told of.
ALTER TABLE dataset ADD COLUMN overdue_told timestamptz;
CREATE INDEX dataset_state ON dataset (state, created_time DESC);
