import type { Queryable } from '../../../../../kernel/db/database.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { LdRow } from '../entities/ld-row.ts'
import type { Instance } from '../representation/model.ts'
import type { Past, SeriesReader } from './history.ts'
import type { TemporalQuery } from './read-temporal-query.ts'

/** Puts the readings of datastreams into the past of the entities they belong to; the series itself stays with `sensing`. */
export async function addSeries(
  db: Queryable,
  readSeries: SeriesReader,
  rows: readonly LdRow[],
  pasts: readonly Past[],
  { window }: TemporalQuery,
): Promise<void> {
  if (rows.length === 0) return
  const streams = await db.query<{ entity_id: string; property: string; datastream_id: number }>(sql`
    SELECT entity_id, property, datastream_id FROM entities.latest_value
    WHERE entity_id = ANY(${rows.map((row) => row.id)}::uuid[]) AND time IS NOT NULL`)
  const uris = new Map(rows.map((row) => [row.id, row.uri]))
  const from = new Date(Math.max(0, window.from))
  const to = new Date(Math.min(253_402_300_799_000, window.to))
  for (const { entity_id, property, datastream_id } of streams) {
    const past = pasts.find((one) => one.id === uris.get(entity_id))
    if (!past) continue
    const unitCode = past.attributes[property]?.[0]?.unitCode
    const points = await readSeries(datastream_id, from, to)
    past.attributes[property] = points.flatMap(({ timeMs, result }): Instance[] => {
      if (result === null) return []
      const time = new Date(timeMs).toISOString()
      const instanceId = `urn:ngsi-ld:instance:${datastream_id}:${timeMs}`
      const times = { observedAt: time, createdAt: time, modifiedAt: time }
      return [{ kind: 'Property', value: result, ...(unitCode ? { unitCode } : {}), ...times, instanceId }]
    })
  }
}
