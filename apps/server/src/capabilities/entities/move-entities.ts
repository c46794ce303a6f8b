import type { Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

/** Where something that moves is now; degrees CGCS2000. */
export interface Movement {
  id: string
  lon: number
  lat: number
  divisionCode: string | null
}

/**
 * Moves entities whose shape is a point. No version is written: the way something went is a track, kept by `sensing`, not a
 * history of changes somebody made.
 */
export async function moveEntities(tx: Transaction, movements: readonly Movement[]): Promise<void> {
  await tx.query(sql`UPDATE entities.entity e SET lon = n.lon, lat = n.lat, division_code = n.division,
      bounds = box(point(n.lon, n.lat), point(n.lon, n.lat)),
      geometry = jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(n.lon, n.lat))
    FROM unnest(${movements.map((one) => one.id)}::uuid[], ${movements.map((one) => one.lon)}::float8[],
      ${movements.map((one) => one.lat)}::float8[], ${movements.map((one) => one.divisionCode)}::text[]) AS n(id, lon, lat, division)
    WHERE e.id = n.id AND (e.geometry IS NULL OR e.geometry ->> 'type' = 'Point')`)
}
