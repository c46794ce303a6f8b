import type { FleetThing, Page, Thing } from '@civitas/contract'
import { inDivision } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

const state = sql`CASE WHEN t.quarantined THEN 'quarantined' WHEN t.last_seen_time IS NULL THEN 'never-seen'
  WHEN t.last_seen_time > now() - make_interval(secs => t.heartbeat_seconds) THEN 'online' ELSE 'offline' END`

export interface FleetFilter {
  search?: string
  model?: string
  division?: string
  owner?: string
  sector?: string
  state?: string
  limit?: number
  offset?: number
}

/** Whether each of these things is heard. */
export async function readThingStates(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, Thing['state']>> {
  const rows = await db.query<{ id: string; state: Thing['state'] }>(
    sql`SELECT t.id, ${state} AS state FROM sensing.thing t WHERE t.id = ANY(${ids as string[]}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.state]))
}

/** A device as its row tells it; titles and names are added by who knows them. */
export type FleetRow = Omit<
  FleetThing,
  'lastSeenTime' | 'modelTitle' | 'ownerName' | 'position' | 'connected'
> & {
  lastSeenTime: Date | null
  registeredTime: Date
  lon: number | null
  lat: number | null
}

const columns = sql`t.id, t.thing_type AS "thingType", t.reference, t.name, t.division_code AS "divisionCode", ${state} AS state,
  t.last_seen_time AS "lastSeenTime", t.registered_time AS "registeredTime", t.model_version AS "modelVersion",
  t.owner_id AS "ownerId", t.sector, t.serial, t.facility_id AS "facilityId", t.profile_id AS "profileId",
  t.profile_version AS "profileVersion", t.lon, t.lat,
  (SELECT min(c.name) FROM sensing.credential_thing ct JOIN sensing.credential c ON c.id = ct.credential_id
    WHERE ct.thing_id = t.id AND c.revoked_time IS NULL) AS "credentialName"`

function toWhere(filter: FleetFilter, readable: Sql): Sql {
  return sql`WHERE ${readable} ${inDivision('t.division_code', filter.division)}
    ${filter.model ? sql`AND t.thing_type = ${filter.model}` : empty}
    ${filter.owner ? sql`AND t.owner_id = ${filter.owner}` : empty}
    ${filter.sector ? sql`AND t.sector = ${filter.sector}` : empty}
    ${filter.state ? sql`AND ${state} = ${filter.state}` : empty}
    ${matches('t.grams', filter.search, 't.name')}`
}

export async function listFleet(db: Queryable, filter: FleetFilter, readable: Sql): Promise<Page<FleetRow>> {
  const where = toWhere(filter, readable)
  const items = await db.query<FleetRow>(sql`SELECT ${columns} FROM sensing.thing t ${where}
    ORDER BY t.name, t.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.thing t ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findFleetThing(db: Queryable, id: string, readable: Sql): Promise<FleetRow | undefined> {
  return db.first<FleetRow>(sql`SELECT ${columns} FROM sensing.thing t WHERE t.id = ${id} AND ${readable}`)
}

export interface FleetGroup {
  by: 'all' | 'state' | 'model' | 'division' | 'owner' | 'sector'
  key: string | null
  things: number
  online: number
}

/** Devices in groups, in one pass over the rows. A district or a city stands for everything below it. */
export function countFleet(db: Queryable, filter: FleetFilter, readable: Sql): Promise<FleetGroup[]> {
  return db.query<FleetGroup>(sql`WITH chosen AS MATERIALIZED (
      SELECT ${state} AS state, t.thing_type AS model, left(t.division_code, 6) AS division, t.owner_id AS owner, t.sector
      FROM sensing.thing t ${toWhere(filter, readable)})
    SELECT CASE grouping(state, model, division, owner, sector) WHEN 31 THEN 'all' WHEN 15 THEN 'state' WHEN 23 THEN 'model'
        WHEN 27 THEN 'division' WHEN 29 THEN 'owner' ELSE 'sector' END AS by,
      coalesce(state, model, division, owner::text, sector) AS key, count(*)::int AS things,
      (count(*) FILTER (WHERE chosen.state = 'online'))::int AS online
    FROM chosen GROUP BY GROUPING SETS ((), (state), (model), (division), (owner), (sector)) ORDER BY 1, 3 DESC`)
}

export async function updateFleetThing(
  tx: Queryable,
  id: string,
  change: { ownerId?: string | null; sector?: string | null; serial?: string | null },
): Promise<void> {
  const { ownerId, sector, serial } = change
  await tx.query(sql`UPDATE sensing.thing SET owner_id = ${ownerId === undefined ? sql`owner_id` : ownerId},
    sector = ${sector === undefined ? sql`sector` : sector}, serial = ${serial === undefined ? sql`serial` : serial}
    WHERE id = ${id}`)
}

export interface TimelineRow {
  time: Date
  kind: 'command' | 'connection' | 'quarantine' | 'swap' | 'quality' | 'nonconformance' | 'conformance'
  title: string
  detail: string
  id: string | null
}

/** What happened to a device, newest first. */
export function readTimeline(db: Queryable, thingId: string, limit: number): Promise<TimelineRow[]> {
  return db.query<TimelineRow>(sql`
    (SELECT l.time, 'command' AS kind, '命令 ' || c.name || '：' || l.act AS title, l.detail, c.id::text AS id
      FROM sensing.command c JOIN sensing.command_log l ON l.command_id = c.id WHERE c.thing_id = ${thingId}
      ORDER BY l.time DESC LIMIT ${limit})
    UNION ALL (SELECT a.time, 'connection', CASE a.decision WHEN 'admitted' THEN '连接成功' ELSE '连接被拒绝' END,
        a.address || ' ' || a.detail, a.id::text
      FROM sensing.credential_thing ct JOIN sensing.credential cr ON cr.id = ct.credential_id AND cr.kind = 'device'
        JOIN sensing.connection_attempt a ON a.credential_name = cr.name
      WHERE ct.thing_id = ${thingId} ORDER BY a.time DESC LIMIT ${limit})
    UNION ALL (SELECT coalesce(decided_time, time), 'quarantine', CASE state WHEN 'held' THEN '隔离' WHEN 'released' THEN '解除隔离'
        ELSE '封禁' END, detail, id::text FROM sensing.quarantine WHERE thing_id = ${thingId} ORDER BY 1 DESC LIMIT ${limit})
    UNION ALL (SELECT time, 'swap', '更换设备', coalesce(old_serial, '—') || ' → ' || new_serial || '：' || reason, id::text
      FROM sensing.device_swap WHERE thing_id = ${thingId} ORDER BY time DESC LIMIT ${limit})
    UNION ALL (SELECT (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', 'quality', '数据质量 ' || round(score::numeric, 1),
        array_to_string(failed, '、'), day::text FROM sensing.quality_score
      WHERE thing_id = ${thingId} AND cardinality(failed) > 0 ORDER BY day DESC LIMIT ${limit})
    UNION ALL (SELECT last_time, 'nonconformance', '非规范', kind || ' ' || property || ' ×' || count, NULL
      FROM sensing.nonconformance WHERE thing_id = ${thingId} ORDER BY last_time DESC LIMIT ${limit})
    UNION ALL (SELECT coalesce(finished_time, started_time), 'conformance', '规范检测 ' || profile_id || ' V' || profile_version,
        state, id::text FROM sensing.conformance_run WHERE thing_id = ${thingId} ORDER BY 1 DESC LIMIT ${limit})
    ORDER BY time DESC LIMIT ${limit}`)
}
