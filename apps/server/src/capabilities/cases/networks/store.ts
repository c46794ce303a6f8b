import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { inGroup, type PlaceFilter, type PlaceReader, placeReader } from '../../../kernel/db/place-reader.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

/** Open cases that were registered without an event; the others are found by their event. */
export function readOpenCases(db: Queryable, filter: PlaceFilter, scope: Scope): PlaceReader {
  const rows = sql`SELECT id, reference, title, level, state, division_code, lon, lat, opened_time AS time,
      ${inGroup(filter)} AS group_name, 'case' AS kind
    FROM cases.city_case WHERE state IN ('open', 'checking') AND event_id IS NULL AND ${inScope('division_code', scope)}
      ${inDivision('division_code', filter.division)} ${filter.level ? sql`AND level = ${filter.level}` : empty}`
  return placeReader(db, rows, filter)
}
