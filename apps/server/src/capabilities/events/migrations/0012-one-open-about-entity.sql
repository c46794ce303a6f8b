-- Only events about an entity: with the others in it, looking for what is open near a place went through all open events
-- of a kind while the planner did not know yet how many there are.
DROP INDEX event_one_open;
CREATE UNIQUE INDEX event_one_open ON event (type, entity_id)
  WHERE state IN ('raised', 'verified') AND entity_id IS NOT NULL;
