-- Apps that collect personal information, what was found in their packages, and places where pictures are taken (PLT-116).
CREATE TABLE mobile_app (
  id uuid PRIMARY KEY,
  package_name text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  operator text NOT NULL,
  channel text NOT NULL,
  purposes jsonb NOT NULL,
  sdks text[] NOT NULL,
  version text,
  permissions text[] NOT NULL DEFAULT '{}',
  found_sdks text[] NOT NULL DEFAULT '{}',
  scanned_time timestamptz,
  delisted_time timestamptz,
  delist_reason text,
  registered_time timestamptz NOT NULL
);

CREATE TABLE app_finding (
  id uuid PRIMARY KEY,
  app_id uuid NOT NULL REFERENCES mobile_app ON DELETE CASCADE,
  version text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  evidence jsonb NOT NULL,
  found_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  -- Only a scan that no longer finds it sets this.
  rectified_time timestamptz,
  told_late timestamptz
);
CREATE UNIQUE INDEX app_finding_open ON app_finding (app_id, kind, subject) WHERE rectified_time IS NULL;
CREATE INDEX app_finding_newest ON app_finding (found_time DESC, id DESC);

CREATE TABLE image_place (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  address text NOT NULL,
  operator text NOT NULL,
  purpose text NOT NULL,
  collects_faces boolean NOT NULL,
  has_sign boolean NOT NULL,
  alternative text,
  faults text[] NOT NULL,
  registered_time timestamptz NOT NULL
);
CREATE INDEX image_place_newest ON image_place (registered_time DESC, id DESC);
