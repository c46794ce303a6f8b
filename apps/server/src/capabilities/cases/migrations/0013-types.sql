-- Versions of case types the city wrote: of a type of its own, or in the place of a declared one. A published version is
-- never changed, since cases follow the version they were opened under; 0 is the declaration of a domain.
CREATE TABLE type_version (
  type text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  content jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'published', 'replaced', 'refused')),
  note text NOT NULL DEFAULT '',
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  tried integer NOT NULL DEFAULT 0,
  decided_name text,
  decided_time timestamptz,
  decision text,
  PRIMARY KEY (type, version)
);
CREATE UNIQUE INDEX type_version_draft ON type_version (type) WHERE state = 'draft';
CREATE UNIQUE INDEX type_version_active ON type_version (type) WHERE state = 'published';

ALTER TABLE city_case ADD COLUMN type_version integer NOT NULL DEFAULT 0;
