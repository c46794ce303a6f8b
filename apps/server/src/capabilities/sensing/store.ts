import type { Page, Rejection, Thing } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import type { Database, Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../kernel/db/sql.ts'
import { matches } from '../../kernel/search.ts'
import type { DatastreamRow, ThingRow } from './datastreams/datastream-index.ts'
import { copyInto, encodeBatch } from './ingest/copy-observations.ts'
import type { ReadingBatch } from './ingest/reading-batch.ts'

const dayMs = 86_400_000
/** Partitions known to be there, by day, for each database of this process. */
const knownDays = new WeakMap<Database, Set<number>>()

/** Makes the partitions a batch needs; almost always there is nothing to do. */
export async function ensurePartitions(db: Database, batch: ReadingBatch): Promise<void> {
  const known = knownDays.get(db) ?? new Set<number>()
  knownDays.set(db, known)
  let last = Number.NaN
  for (let at = 0; at < batch.length; at++) {
    const day = Math.floor((batch.times[at] as number) / dayMs)
    if (day === last || known.has(day)) continue
    await db.query(sql`SELECT sensing.ensure_observation_partition(${new Date(day * dayMs)})`)
    known.add(day)
    last = day
  }
}

/** Partitions are looked for anew, after one was found missing. */
export function forgetPartitions(db: Database): void {
  knownDays.delete(db)
}

/** Stores the readings that are not there yet; answers how many. */
export async function insertNewObservations(tx: Transaction, batch: ReadingBatch): Promise<number> {
  await tx.query(sql`CREATE TEMPORARY TABLE incoming (datastream_id integer, phenomenon_time timestamptz,
    result double precision, quality smallint, received_time timestamptz) ON COMMIT DROP`)
  await copyInto(tx, 'incoming', encodeBatch(batch))
  const answer = await tx.first<{ n: number }>(sql`WITH added AS (
      INSERT INTO sensing.observation (datastream_id, phenomenon_time, result, quality, received_time)
      SELECT * FROM incoming ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*)::int AS n FROM added`)
  return answer?.n ?? 0
}

export interface DerivedRow {
  datastreamId: number
  timeMs: number
  result: number
  parameters: Record<string, unknown>
}

/** Stores derived values; a value computed again replaces the old one. */
export async function upsertDerived(tx: Transaction, rows: readonly DerivedRow[], now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.observation (datastream_id, phenomenon_time, result, quality, received_time, parameters)
    SELECT id, time, result, 0, ${now}, parameters FROM unnest(${rows.map((r) => r.datastreamId)}::int[],
      ${rows.map((r) => new Date(r.timeMs))}::timestamptz[], ${rows.map((r) => r.result)}::float8[],
      ${rows.map((r) => JSON.stringify(r.parameters))}::jsonb[]) AS n(id, time, result, parameters)
    ON CONFLICT (datastream_id, phenomenon_time) DO UPDATE SET result = excluded.result, parameters = excluded.parameters,
      received_time = excluded.received_time`)
}

/** Removes derived values that can no longer be given. */
export async function deleteDerived(
  tx: Transaction,
  keys: ReadonlyArray<{ datastreamId: number; timeMs: number }>,
): Promise<void> {
  if (keys.length === 0) return
  await tx.query(sql`DELETE FROM sensing.observation o USING unnest(${keys.map((k) => k.datastreamId)}::int[],
      ${keys.map((k) => new Date(k.timeMs))}::timestamptz[]) AS n(id, time)
    WHERE o.datastream_id = n.id AND o.phenomenon_time = n.time`)
}

export function readThings(db: Queryable, ids?: readonly string[]): Promise<ThingRow[]> {
  return db.query<ThingRow>(sql`SELECT id, thing_type, reference, name, division_code, lon, lat, heartbeat_seconds, quarantined,
      model_version FROM sensing.thing ${ids ? sql`WHERE id = ANY(${ids as string[]}::uuid[])` : empty}`)
}

export function readDatastreams(db: Queryable, thingIds?: readonly string[]): Promise<DatastreamRow[]> {
  return db.query<DatastreamRow>(sql`SELECT id, thing_id, property, derived,
      CASE WHEN description IS NOT NULL THEN jsonb_build_object('name', name, 'unit',
        coalesce(unit_of_measurement ->> 'symbol', '')) END AS open FROM sensing.datastream
    ${thingIds ? sql`WHERE thing_id = ANY(${thingIds as string[]}::uuid[])` : empty} ORDER BY id`)
}

export interface NewThing extends ThingRow {
  grams: string[]
  sector: string | null
  streams: Array<{ property: string; derived: boolean }>
}

export async function insertThings(
  tx: Transaction,
  things: readonly NewThing[],
  now: Date,
): Promise<DatastreamRow[]> {
  await tx.query(sql`INSERT INTO sensing.thing (id, thing_type, reference, name, division_code, lon, lat, heartbeat_seconds,
      registered_time, grams, model_version, sector)
    SELECT id, thing_type, reference, name, division_code, lon, lat, heartbeat_seconds, ${now}, grams, model_version, sector
    FROM jsonb_to_recordset(${JSON.stringify(things)}::jsonb) AS r(id uuid, thing_type text, reference text, name text,
      division_code text, lon float8, lat float8, heartbeat_seconds float8, grams text[], model_version int, sector text) ON CONFLICT DO NOTHING`)
  const streams = things.flatMap((thing) =>
    thing.streams.map((stream) => ({ thing_id: thing.id, ...stream })),
  )
  return tx.query<DatastreamRow>(sql`INSERT INTO sensing.datastream (thing_id, property, derived)
    SELECT thing_id, property, derived FROM jsonb_to_recordset(${JSON.stringify(streams)}::jsonb)
      AS r(thing_id uuid, property text, derived boolean) ON CONFLICT DO NOTHING RETURNING id, thing_id, property, derived`)
}

const state = sql`CASE WHEN t.quarantined THEN 'quarantined' WHEN t.last_seen_time IS NULL THEN 'never-seen'
  WHEN t.last_seen_time > now() - make_interval(secs => t.heartbeat_seconds) THEN 'online' ELSE 'offline' END`

const thingColumns = sql`t.id, t.thing_type AS "thingType", t.reference, t.name, t.division_code AS "divisionCode",
  ${state} AS state, t.last_seen_time AS "lastSeenTime",
  (SELECT min(c.name) FROM sensing.credential_thing ct JOIN sensing.credential c ON c.id = ct.credential_id
    WHERE ct.thing_id = t.id AND c.revoked_time IS NULL) AS "credentialName"`

type ThingView = Omit<Thing, 'lastSeenTime'> & { lastSeenTime: Date | null }
const toThing = (row: ThingView): Thing => ({ ...row, lastSeenTime: row.lastSeenTime?.toISOString() ?? null })

export interface ThingFilter {
  type?: string
  division?: string
  state?: string
  search?: string
  bbox?: readonly number[]
  limit?: number
  offset?: number
}

export async function listThings(db: Queryable, filter: ThingFilter, scope: Scope): Promise<Page<Thing>> {
  const [west, south, east, north] = filter.bbox ?? []
  const where = sql`WHERE ${inScope('t.division_code', scope)} ${inDivision('t.division_code', filter.division)}
    ${filter.type ? sql`AND t.thing_type = ${filter.type}` : empty} ${filter.state ? sql`AND ${state} = ${filter.state}` : empty}
    ${filter.bbox ? sql`AND t.lon BETWEEN ${west} AND ${east} AND t.lat BETWEEN ${south} AND ${north}` : empty}
    ${matches('t.grams', filter.search, 't.name')}`
  const rows = await db.query<ThingView>(sql`SELECT ${thingColumns} FROM sensing.thing t ${where}
    ORDER BY t.name, t.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.thing t ${where}`)
  return { items: rows.map(toThing), total: count?.n ?? 0 }
}

export async function findThing(db: Queryable, id: string, readable: Sql): Promise<Thing | undefined> {
  const row = await db.first<ThingView>(sql`SELECT ${thingColumns} FROM sensing.thing t
    WHERE t.id = ${id} AND ${readable}`)
  return row && toThing(row)
}

/** Whether things are heard, by thing id. */
export async function readStates(
  db: Queryable,
  thingIds: readonly string[],
): Promise<Map<string, Thing['state']>> {
  const rows = await db.query<{ id: string; state: Thing['state'] }>(
    sql`SELECT t.id, ${state} AS state FROM sensing.thing t WHERE t.id = ANY(${thingIds as string[]}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.state]))
}

export async function countThings(
  db: Queryable,
  scope: Scope,
): Promise<Map<string, { things: number; online: number }>> {
  const rows = await db.query<{ thing_type: string; things: number; online: number }>(sql`SELECT t.thing_type,
      count(*)::int AS things, (count(*) FILTER (WHERE ${state} = 'online'))::int AS online
    FROM sensing.thing t WHERE ${inScope('t.division_code', scope)} GROUP BY 1`)
  return new Map(rows.map((row) => [row.thing_type, row]))
}

export interface ThingStateRow {
  id: string
  name: string
  divisionCode: string | null
  online: boolean
  lastSeenTime: Date | null
}

/** Every thing of a type: whether it has been heard within its heartbeat, and when last. */
export function listThingStates(db: Queryable, thingType: string): Promise<ThingStateRow[]> {
  return db.query<ThingStateRow>(sql`SELECT t.id, t.name, t.division_code AS "divisionCode", ${state} = 'online' AS online,
      t.last_seen_time AS "lastSeenTime" FROM sensing.thing t WHERE t.thing_type = ${thingType} ORDER BY t.name, t.id`)
}

/** Notes when things were last heard. */
export async function touchThings(db: Queryable, seen: ReadonlyMap<string, number>): Promise<void> {
  await db.query(sql`UPDATE sensing.thing t SET last_seen_time = n.time
    FROM unnest(${[...seen.keys()]}::uuid[], ${[...seen.values()].map((ms) => new Date(ms))}::timestamptz[]) AS n(id, time)
    WHERE t.id = n.id AND (t.last_seen_time IS NULL OR t.last_seen_time < n.time)`)
}

export type NewRejection = Omit<Rejection, 'id' | 'time'> & { time: Date }

export async function insertRejections(db: Queryable, rows: readonly NewRejection[]): Promise<void> {
  await db.query(sql`INSERT INTO sensing.rejection (time, reason, protocol, client_id, credential_name, topic, detail, payload)
    SELECT time, reason, protocol, "clientId", "credentialName", topic, detail, payload
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(time timestamptz, reason text, protocol text,
      "clientId" text, "credentialName" text, topic text, detail text, payload text)`)
}

/** A refused message names no device: it is known by the credential that is the device’s alone, or by its number or stream in the topic. */
function ofThing(thingId: string): Sql {
  return sql`AND (credential_name IN (SELECT c.name FROM sensing.credential_thing ct
        JOIN sensing.credential c ON c.id = ct.credential_id WHERE ct.thing_id = ${thingId} AND c.kind = 'device')
    OR EXISTS (SELECT 1 FROM sensing.thing t WHERE t.id = ${thingId}
        AND (topic LIKE '%/' || t.reference || '/%' OR topic LIKE '%' || t.id::text || '%'))
    OR substring(topic FROM 'Datastreams\\((\\d+)\\)')::bigint IN
        (SELECT d.id FROM sensing.datastream d WHERE d.thing_id = ${thingId}))`
}

export async function listRejections(
  db: Queryable,
  query: { reason?: string; search?: string; thing?: string; limit?: number; offset?: number },
): Promise<Page<Rejection>> {
  const like = `%${query.search ?? ''}%`
  const where = sql`WHERE TRUE ${query.reason ? sql`AND reason = ${query.reason}` : empty}
    ${query.thing ? ofThing(query.thing) : empty}
    ${query.search ? sql`AND (topic ILIKE ${like} OR detail ILIKE ${like} OR credential_name ILIKE ${like})` : empty}`
  const rows = await db.query<
    Rejection & { time: unknown }
  >(sql`SELECT id, time, reason, protocol, client_id AS "clientId",
      credential_name AS "credentialName", topic, detail, payload FROM sensing.rejection ${where}
    ORDER BY time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.rejection ${where}`)
  return {
    items: rows.map((row) => ({ ...row, time: (row.time as unknown as Date).toISOString() })),
    total: count?.n ?? 0,
  }
}
