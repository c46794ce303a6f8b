import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { inGroup, type PlaceFilter, type PlaceReader, placeReader } from '../../kernel/db/place-reader.ts'
import { empty, sql } from '../../kernel/db/sql.ts'

/**
 * Open events by place. One that is exchanged with another level counts as that, then one of the hotline, then one with an
 * open case: each is one record of one kind.
 */
export function readOpenPlaces(db: Queryable, filter: PlaceFilter, scope: Scope): PlaceReader {
  const rows = sql`SELECT id, reference, title, level, state, division_code, lon, lat, raised_time AS time,
      ${inGroup(filter)} AS group_name,
      CASE WHEN EXISTS (SELECT FROM events.link WHERE event_id = event.id AND role <> 'to-open311') THEN 'exchange'
        WHEN source = 'hotline' THEN 'hotline' WHEN case_open THEN 'case' ELSE 'event' END AS kind
    FROM events.event AS event WHERE state IN ('raised', 'verified') AND ${inScope('division_code', scope)}
      ${inDivision('division_code', filter.division)} ${filter.level ? sql`AND level = ${filter.level}` : empty}`
  return placeReader(db, rows, filter)
}
