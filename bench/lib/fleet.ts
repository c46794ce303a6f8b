import { createCredential, createThing } from '@civitas/contract'
import { toGrams } from '../../apps/server/src/kernel/search.ts'
import type { BenchServer } from './server.ts'

export interface BenchFleet {
  /** Thing ids, in order of their reference. */
  things: string[]
  /** Datastream ids of each thing, by property. */
  streams: Array<Record<string, number>>
  credential: { name: string; key: string }
}

const together = 5_000

/**
 * Registers many gauges. The first goes through the API; the others are copies of its rows with names, places and ids of
 * their own, as an import would write them, and the server reads them at its restart.
 */
export async function insertFleet(server: BenchServer, count: number): Promise<BenchFleet> {
  const { thing } = await server.admin.call(createThing, {
    body: {
      thingType: 'waterlogging.gauge',
      reference: 'F0',
      name: '压测设备 0',
      position: [118.85, 33.4],
      attributes: { point_kind: 'underpass' },
    },
  })
  const credential = await server.admin.call(createCredential, {
    body: { name: 'bench-fleet', kind: 'gateway', thingType: 'waterlogging.gauge' },
  })
  const restore = await withoutSearchIndexes(server)
  for (let at = 1; at < count; at += together)
    await copyThings(server, thing.id, at, Math.min(count, at + together))
  await restore()
  await server.database.query('ANALYZE')
  await server.restart()
  const { rows } = await server.database.query<{ thing_id: string; streams: Record<string, number> }>(`
    SELECT d.thing_id, jsonb_object_agg(d.property, d.id) AS streams FROM sensing.datastream d
    JOIN sensing.thing t ON t.id = d.thing_id GROUP BY d.thing_id, t.reference ORDER BY substr(t.reference, 2)::int`)
  return { things: rows.map((row) => row.thing_id), streams: rows.map((row) => row.streams), credential }
}

/** Inverted indexes are made once, after everything is in, and rows that fit are not looked up again. */
async function withoutSearchIndexes({ database }: BenchServer): Promise<() => Promise<void>> {
  await database.query('SET session_replication_role = replica')
  await database.query('SET synchronous_commit = off')
  const { rows } = await database.query<{ name: string; definition: string }>(`
    SELECT format('%I.%I', schemaname, indexname) AS name, indexdef AS definition FROM pg_indexes
    WHERE (schemaname, tablename) IN (('entities', 'entity'), ('sensing', 'thing')) AND indexdef LIKE '% USING gin %'`)
  for (const { name } of rows) await database.query(`DROP INDEX ${name}`)
  return async () => {
    for (const { definition } of rows) await database.query(definition)
    await database.query('RESET session_replication_role')
    await database.query('RESET synchronous_commit')
  }
}

async function copyThings(server: BenchServer, seed: string, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => {
    const n = from + i
    return {
      n,
      reference: `F${n}`,
      name: `压测设备 ${n}`,
      lon: 118.7 + (n % 500) / 1000,
      lat: 33.3 + (Math.floor(n / 500) % 500) / 2000,
      grams: toGrams(`压测设备 ${n}`, `F${n}`),
    }
  })
  await server.database.query(
    `WITH given AS (SELECT gen_random_uuid() AS id, r.* FROM jsonb_to_recordset($1::jsonb)
        AS r(n int, reference text, name text, lon float8, lat float8, grams text[])),
      made AS (INSERT INTO entities.entity (id, type, reference, name, division_code, geometry, lon, lat, bounds, attributes,
          created_time, changed_time, grams, uri, types)
        SELECT g.id, e.type, g.reference, g.name, e.division_code,
          jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(g.lon, g.lat)), g.lon, g.lat,
          box(point(g.lon, g.lat)), e.attributes, e.created_time, e.changed_time, g.grams,
          replace(e.uri, e.reference, g.reference), e.types
        FROM given g, entities.entity e WHERE e.id = $2 RETURNING id),
      things AS (INSERT INTO sensing.thing (id, thing_type, reference, name, division_code, lon, lat, heartbeat_seconds,
          registered_time, grams)
        SELECT g.id, t.thing_type, g.reference, g.name, t.division_code, g.lon, g.lat, t.heartbeat_seconds,
          t.registered_time, g.grams FROM given g, sensing.thing t WHERE t.id = $2 RETURNING id)
    SELECT (SELECT count(*) FROM things) + (SELECT count(*) FROM made)`,
    [JSON.stringify(rows), seed],
  )
  const references = rows.map((row) => row.reference)
  await server.database.query(
    `INSERT INTO sensing.datastream (thing_id, property, derived)
      SELECT t.id, d.property, d.derived FROM sensing.thing t, sensing.datastream d
      WHERE t.reference = ANY($1) AND d.thing_id = $2`,
    [references, seed],
  )
  await server.database.query(
    `INSERT INTO entities.latest_value (datastream_id, entity_id, property)
      SELECT d.id, d.thing_id, d.property FROM sensing.datastream d JOIN sensing.thing t ON t.id = d.thing_id
      WHERE t.reference = ANY($1)`,
    [references],
  )
}

/** Four values a message: the signal strengths of four gauges behind one sender, which no rule follows. */
export function toSenders({ streams }: BenchFleet): number[][] {
  const signals = streams.map((one) => one.signal as number)
  return Array.from({ length: Math.floor(signals.length / 4) }, (_, i) => signals.slice(4 * i, 4 * i + 4))
}
