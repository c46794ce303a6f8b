-- The level each active event gives to the entity it is about; the map shows the highest.
CREATE TABLE event_level (
  event_id uuid PRIMARY KEY,
  entity_id uuid NOT NULL,
  level text NOT NULL
);
CREATE INDEX event_level_entity ON event_level (entity_id);
