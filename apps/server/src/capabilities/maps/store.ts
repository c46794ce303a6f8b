import type { CityEvent, WarningLevel } from '@civitas/contract'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

/** Notes the level an event gives its entity now; an event that gives none any more is forgotten. */
export async function writeEventLevel(db: Queryable, event: CityEvent, counts: boolean): Promise<void> {
  if (!counts) {
    await db.query(sql`DELETE FROM maps.event_level WHERE event_id = ${event.id}`)
    return
  }
  await db.query(sql`INSERT INTO maps.event_level (event_id, entity_id, level)
    VALUES (${event.id}, ${event.entityId}, ${event.level})
    ON CONFLICT (event_id) DO UPDATE SET entity_id = excluded.entity_id, level = excluded.level`)
}

const order = ['blue', 'yellow', 'orange', 'red']

/** The highest level of the active events about each entity that has one. */
export async function readLevels(
  db: Queryable,
  entityIds: readonly string[],
): Promise<Map<string, WarningLevel>> {
  const rows = await db.query<{ id: string; level: WarningLevel }>(sql`
    SELECT DISTINCT ON (entity_id) entity_id AS id, level FROM maps.event_level
    WHERE entity_id = ANY(${entityIds as string[]}::uuid[])
    ORDER BY entity_id, array_position(${order}::text[], level) DESC`)
  return new Map(rows.map((row) => [row.id, row.level]))
}
