CREATE TABLE item (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  created_time timestamptz NOT NULL,
  retired_time timestamptz,
  retire_reason text,
  successor_id uuid REFERENCES item
);
COMMENT ON TABLE item IS '政务服务事项（办理项）; its content is in versions.';

CREATE TABLE item_version (
  item_id uuid NOT NULL REFERENCES item,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'review', 'published', 'retired')),
  effective_from date,
  title text NOT NULL,
  content jsonb NOT NULL,
  organisation_id uuid,
  grams text[] NOT NULL,
  scenes text[] NOT NULL,
  writer text NOT NULL,
  reviewer text,
  written_time timestamptz NOT NULL,
  published_time timestamptz,
  digest text NOT NULL,
  PRIMARY KEY (item_id, version)
);
CREATE INDEX item_version_grams ON item_version USING gin (grams);
CREATE INDEX item_version_published ON item_version (item_id, effective_from DESC) WHERE state = 'published';
COMMENT ON TABLE item_version IS 'Content of an item, frozen once published; the newest published one that is effective is in force.';

CREATE TABLE material (
  code text PRIMARY KEY,
  title text NOT NULL,
  source text NOT NULL,
  form text NOT NULL,
  copies integer NOT NULL,
  licence_type text,
  data_check text,
  changed_time timestamptz NOT NULL
);
COMMENT ON TABLE material IS '材料, named once for all guides.';

CREATE TABLE item_change (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id uuid NOT NULL REFERENCES item,
  version integer NOT NULL,
  change text NOT NULL,
  time timestamptz NOT NULL
);

CREATE TABLE decision_model (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  inputs jsonb NOT NULL,
  decisions jsonb NOT NULL,
  imported_time timestamptz NOT NULL
);
COMMENT ON TABLE decision_model IS 'Decision models imported as DMN XML.';
