import type { Scope } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import { inSight, isProtected } from './in-sight.ts'

type Box = readonly [west: number, south: number, east: number, north: number]

/** An entity as a map draws it. */
export interface ShapeRow {
  id: string
  type: string
  reference: string
  name: string
  geometry: GeoJSON.Geometry
  lon: number
  lat: number
  attributes: Record<string, unknown>
}

/** Entities of these types whose box touches a box, with their geometry. Of every division: the caller decides who sees them. */
export function readShapes(db: Queryable, types: readonly string[], box: Box): Promise<ShapeRow[]> {
  const [west, south, east, north] = box
  return db.query<ShapeRow>(sql`SELECT id, type, reference, name, geometry, lon, lat, attributes FROM entities.entity
    WHERE bounds && box(point(${west}, ${south}), point(${east}, ${north}))
      AND type = ANY(${types.filter((type) => !isProtected(type))}) AND merged_into IS NULL AND geometry IS NOT NULL
    ORDER BY reference`)
}

/** How many entities of these types there are and when one of them was last changed; another answer means another map. */
export async function readShapesVersion(
  db: Queryable,
  types: readonly string[],
): Promise<{ count: number; changedTime: Date | null }> {
  const row = await db.first<{ count: number; changedTime: Date | null }>(sql`
    SELECT count(*)::int AS count, max(changed_time) AS "changedTime" FROM entities.entity
    WHERE type = ANY(${types as string[]}) AND merged_into IS NULL`)
  return row ?? { count: 0, changedTime: null }
}

/** A placed entity without its geometry. */
export interface PointRow {
  id: string
  type: string
  reference: string
  name: string
  division_code: string | null
  lon: number
  lat: number
}

/** Entities of these types as points, within a scope; at most `limit`. */
export function readPoints(
  db: Queryable,
  types: readonly string[],
  box: Box | undefined,
  scope: Scope,
  limit: number,
): Promise<PointRow[]> {
  const [west, south, east, north] = box ?? []
  return db.query<PointRow>(sql`SELECT id, type, reference, name, division_code, lon, lat FROM entities.entity
    WHERE type = ANY(${types as string[]}) AND merged_into IS NULL AND lon IS NOT NULL AND ${inSight(scope)}
      ${box ? sql`AND bounds && box(point(${west}, ${south}), point(${east}, ${north}))` : empty}
    ORDER BY type, name, id LIMIT ${limit}`)
}
