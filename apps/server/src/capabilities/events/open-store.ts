import type { EventType } from '@civitas/domain-kit'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { metresBetween } from './rules.ts'
import { columns, type EventRow } from './store.ts'

/**
 * The event that takes in a report about an entity: the open one about it, or one merged into an open event, or an open
 * one that the entity has already joined. Merged ones count because what happens at their entity is still theirs.
 */
export function findEventAbout(db: Queryable, type: string, entityId: string): Promise<EventRow | undefined> {
  return db.first<EventRow>(sql`
    WITH RECURSIVE known AS (
      SELECT id FROM events.event WHERE type = ${type} AND entity_id = ${entityId}
      UNION SELECT event_id FROM events.cause WHERE thing_id = ${entityId}
    ), chain AS (
      SELECT e.id AS start, e.merged_into_id, e.state FROM events.event e JOIN known USING (id)
      UNION ALL SELECT c.start, e.merged_into_id, e.state FROM chain c JOIN events.event e ON e.id = c.merged_into_id
        WHERE c.state = 'merged'
    )
    SELECT ${columns} FROM events.event WHERE type = ${type}
      AND id IN (SELECT start FROM chain WHERE state IN ('raised', 'verified'))
    ORDER BY (entity_id = ${entityId}) DESC, raised_time DESC LIMIT 1 FOR UPDATE`)
}

/** Where and of what type word came in. */
export interface Spot {
  readonly type: EventType
  readonly position: readonly [number, number]
  readonly standardClass?: string | undefined
}

interface Around {
  n: number
  id: string
  lon: number
  lat: number
  standard_class: string | null
}

/**
 * For each spot the open event of its type near enough and fresh enough (`mergeWithin`) to take it in, the one reported
 * last first; held until the transaction ends.
 */
export async function findOpenNear(
  tx: Queryable,
  spots: readonly Spot[],
  now: Date,
): Promise<Array<EventRow | undefined>> {
  if (spots.length === 0) return []
  const around = await listOpenAround(tx, spots, now)
  const chosen = spots.map(
    (spot, n) => around.find((one) => one.n === n && isWithin(one, spot) && isSameClass(one, spot))?.id,
  )
  const held = await lockOpenEvents(
    tx,
    chosen.filter((id) => id !== undefined),
  )
  return chosen.map((id) => held.find((row) => row.id === id))
}

function isWithin({ lon, lat }: Around, { type, position }: Spot): boolean {
  return metresBetween([lon, lat], position) <= type.mergeWithin.metres
}

/** Two reports of different classes speak of different things, wherever they are. */
function isSameClass({ standard_class: known }: Around, { standardClass: told }: Spot): boolean {
  return !known || !told || known === told
}

function listOpenAround(tx: Queryable, spots: readonly Spot[], now: Date): Promise<Around[]> {
  const boxes = spots.map(({ type, position: [lon, lat] }, n) => {
    const { metres, minutes } = type.mergeWithin
    const dLat = metres / 110_500
    const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
    return {
      ...{ n, type: type.id, since: new Date(now.getTime() - minutes * 60_000) },
      ...{ west: lon - dLon, east: lon + dLon, south: lat - dLat, north: lat + dLat },
    }
  })
  return tx.query<Around>(sql`SELECT b.n, e.* FROM jsonb_to_recordset(${JSON.stringify(boxes)}::jsonb)
      AS b(n int, type text, since timestamptz, west float8, east float8, south float8, north float8)
    CROSS JOIN LATERAL (SELECT id, lon, lat, standard_class, reported_time FROM events.event
      WHERE type = b.type AND state IN ('raised', 'verified') AND lon BETWEEN b.west AND b.east
        AND lat BETWEEN b.south AND b.north AND reported_time >= b.since
      ORDER BY reported_time DESC LIMIT 100) e
    ORDER BY b.n, e.reported_time DESC`)
}

/** Events as they are now, held until the transaction ends, without those no longer open. */
async function lockOpenEvents(tx: Queryable, ids: readonly string[]): Promise<EventRow[]> {
  if (ids.length === 0) return []
  return tx.query<EventRow>(sql`SELECT ${columns} FROM events.event
    WHERE id = ANY(${ids as string[]}::uuid[]) AND state IN ('raised', 'verified') ORDER BY id FOR UPDATE`)
}
