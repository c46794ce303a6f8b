-- How the first page is arranged for a level or a role, and by a person; null: as arranged for them.
CREATE TABLE desk_layout (
  kind text NOT NULL CHECK (kind IN ('level', 'role')),
  name text NOT NULL,
  sections text[] NOT NULL,
  favourites text[] NOT NULL,
  changed_by text NOT NULL,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (kind, name)
);
ALTER TABLE desk ADD sections text[];

-- How often the people of a unit opened a page on a day; who they were is not kept.
CREATE TABLE page_use (
  page text NOT NULL,
  organisation_id uuid NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  day date NOT NULL,
  uses integer NOT NULL,
  last_time timestamptz NOT NULL,
  PRIMARY KEY (day, organisation_id, page)
);
