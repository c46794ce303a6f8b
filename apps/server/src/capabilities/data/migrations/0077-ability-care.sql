-- What the contract of an ability says otherwise than the data elements, how its last test went, and how its users rate it.
ALTER TABLE ability ADD COLUMN findings jsonb NOT NULL DEFAULT '[]';
ALTER TABLE ability ADD COLUMN test jsonb;
CREATE TABLE ability_rating (
  ability_id uuid NOT NULL REFERENCES ability,
  organisation_id uuid NOT NULL,
  user_name text NOT NULL,
  stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5),
  comment text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (ability_id, organisation_id)
);
