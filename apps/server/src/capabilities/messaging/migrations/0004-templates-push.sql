-- Templates with their versions; messages are made from the approved one.
CREATE TABLE template (
  id uuid PRIMARY KEY,
  approved_version integer
);
CREATE TABLE template_version (
  template_id uuid NOT NULL REFERENCES template ON DELETE CASCADE,
  version integer NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'approved', 'refused')),
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  decided_name text,
  decision text,
  PRIMARY KEY (template_id, version)
);

-- Browsers that are told by web push (RFC 8030); the keys are the browser's public key and a shared secret (RFC 8291).
CREATE TABLE push_subscription (
  endpoint text PRIMARY KEY,
  user_id uuid NOT NULL,
  keys jsonb NOT NULL,
  created_time timestamptz NOT NULL
);
CREATE INDEX push_subscription_user ON push_subscription (user_id);

ALTER TABLE preference ADD COLUMN unsubscribed text[] NOT NULL DEFAULT '{}';
ALTER TABLE message
  ADD COLUMN category text NOT NULL DEFAULT 'notice'
    CHECK (category IN ('notice', 'task', 'warning', 'report', 'service')),
  ADD COLUMN template_id uuid,
  ADD COLUMN template_version integer,
  ADD COLUMN signature text;
ALTER TABLE receiver ADD COLUMN unsubscribed boolean NOT NULL DEFAULT false;

-- What people arranged on the first page of the console.
CREATE TABLE desk (
  user_id uuid PRIMARY KEY,
  favourites text[] NOT NULL
);
