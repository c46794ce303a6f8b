import type { ConformanceItem, ConformanceRun, Page, ProfileContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'
import type { Packet } from './rules.ts'

export function readRunning(db: Queryable): Promise<Array<{ id: string; thing_id: string }>> {
  return db.query(sql`SELECT id, thing_id FROM sensing.conformance_run WHERE state = 'running'`)
}

export async function appendPackets(db: Queryable, runId: string, packets: readonly Packet[]): Promise<void> {
  await db.query(sql`UPDATE sensing.conformance_run SET packets = packets || ${JSON.stringify(packets)}::jsonb
    WHERE id = ${runId} AND state = 'running'`)
}

export async function upsertNonconformances(
  db: Queryable,
  rows: ReadonlyArray<{ thingId: string; kind: string; property: string; count: number; packet: string }>,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.nonconformance AS n (thing_id, kind, property, count, first_time, last_time, packet)
    SELECT "thingId", kind, property, count, ${now}, ${now}, packet
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("thingId" uuid, kind text, property text, count int, packet text)
    ON CONFLICT (thing_id, kind, property) DO UPDATE SET count = n.count + excluded.count,
      last_time = excluded.last_time, packet = excluded.packet`)
}

export interface ProfileRow {
  id: string
  version: number
  title: string
  content: ProfileContent
  difference: string[]
  published_by: string
  published_time: Date
  grace_days: number
  deadline_time: Date
  affected: number
}

const profileColumns = sql`p.id, p.version, p.title, p.content, p.difference, p.published_by, p.published_time, p.grace_days,
  p.deadline_time, (SELECT count(*)::int FROM sensing.thing t WHERE t.profile_id = p.id AND t.profile_version < p.version) AS affected`

export async function listProfiles(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<ProfileRow>> {
  const like = `%${query.search ?? ''}%`
  const where = query.search ? sql`WHERE p.title ILIKE ${like} OR p.id ILIKE ${like}` : empty
  const items = await db.query<ProfileRow>(sql`SELECT ${profileColumns} FROM sensing.profile p ${where}
    ORDER BY p.id, p.version DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.profile p ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** A version of a profile; the newest when none is named. */
export function findProfile(db: Queryable, id: string, version?: number): Promise<ProfileRow | undefined> {
  return db.first<ProfileRow>(sql`SELECT ${profileColumns} FROM sensing.profile p WHERE p.id = ${id}
    ${version === undefined ? empty : sql`AND p.version = ${version}`} ORDER BY p.version DESC LIMIT 1`)
}

export async function insertProfile(tx: Queryable, p: Omit<ProfileRow, 'affected'>): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.profile (id, version, title, content, difference, published_by, published_time, grace_days,
      deadline_time) VALUES (${p.id}, ${p.version}, ${p.title}, ${JSON.stringify(p.content)}, ${JSON.stringify(p.difference)},
      ${p.published_by}, ${p.published_time}, ${p.grace_days}, ${p.deadline_time})`)
}

export async function bindThings(
  tx: Queryable,
  id: string,
  version: number,
  thingIds: readonly string[],
): Promise<number> {
  const rows = await tx.query(sql`UPDATE sensing.thing SET profile_id = ${id}, profile_version = ${version}
    WHERE id = ANY(${thingIds as string[]}::uuid[]) RETURNING id`)
  return rows.length
}

export interface OverdueRow {
  thingId: string
  thingName: string
  reference: string
  ownerId: string | null
  profileId: string
  version: number
  currentVersion: number
  deadlineTime: Date
}

/** Devices behind a version whose deadline has passed. */
export async function listOverdue(
  db: Queryable,
  query: { search?: string; profile?: string; limit?: number; offset?: number },
  now: Date,
  readable: Sql,
): Promise<Page<OverdueRow>> {
  const from = sql`FROM sensing.thing t JOIN LATERAL (SELECT max(p.version) AS version, max(p.deadline_time) AS deadline
      FROM sensing.profile p WHERE p.id = t.profile_id AND p.version > t.profile_version AND p.deadline_time <= ${now}) p
      ON p.version IS NOT NULL
    WHERE t.profile_id IS NOT NULL AND ${readable} ${query.profile ? sql`AND t.profile_id = ${query.profile}` : empty}
      ${matches('t.grams', query.search, 't.name')}`
  const items = await db.query<OverdueRow>(sql`SELECT t.id AS "thingId", t.name AS "thingName", t.reference,
      t.owner_id AS "ownerId", t.profile_id AS "profileId", t.profile_version AS version, p.version AS "currentVersion",
      p.deadline AS "deadlineTime" ${from} ORDER BY t.name, t.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items, total: count?.n ?? 0 }
}

/** Versions whose deadline has passed and whose owners have not been told; each is answered once. */
export function takeDueProfiles(tx: Queryable, now: Date): Promise<Array<{ id: string; version: number }>> {
  return tx.query(sql`UPDATE sensing.profile SET reminded_time = ${now}
    WHERE deadline_time <= ${now} AND reminded_time IS NULL RETURNING id, version`)
}

export function thingsBehind(tx: Queryable, id: string, version: number): Promise<Array<{ id: string }>> {
  return tx.query(sql`SELECT id FROM sensing.thing WHERE profile_id = ${id} AND profile_version < ${version}`)
}

export interface RunRow {
  id: string
  profileId: string
  profileVersion: number
  thingId: string
  thingName: string
  vendor: string
  modelName: string
  state: ConformanceRun['state']
  startedBy: string
  startedTime: Date
  finishedTime: Date | null
  items: ConformanceItem[]
  validUntil: Date | null
  packets: Packet[]
  report: string | null
  signature: string | null
}

const runColumns = sql`r.id, r.profile_id AS "profileId", r.profile_version AS "profileVersion", r.thing_id AS "thingId",
  t.name AS "thingName", r.vendor, r.model_name AS "modelName", r.state, r.started_by AS "startedBy",
  r.started_time AS "startedTime", r.finished_time AS "finishedTime", r.items, r.valid_until AS "validUntil"`

export async function insertRun(
  tx: Queryable,
  r: Pick<RunRow, 'id' | 'profileId' | 'profileVersion' | 'thingId' | 'vendor' | 'modelName' | 'startedBy'>,
  now: Date,
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.conformance_run (id, profile_id, profile_version, thing_id, vendor, model_name,
      state, started_by, started_time)
    VALUES (${r.id}, ${r.profileId}, ${r.profileVersion}, ${r.thingId}, ${r.vendor}, ${r.modelName}, 'running', ${r.startedBy}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

export function findRun(db: Queryable, id: string, readable: Sql): Promise<RunRow | undefined> {
  return db.first<RunRow>(sql`SELECT ${runColumns}, r.packets, r.report, r.signature FROM sensing.conformance_run r
    JOIN sensing.thing t ON t.id = r.thing_id WHERE r.id = ${id} AND ${readable}`)
}

export async function listRuns(
  db: Queryable,
  query: {
    search?: string
    state?: string
    valid?: boolean
    thing?: string
    limit?: number
    offset?: number
  },
  now: Date,
  readable: Sql,
): Promise<Page<RunRow>> {
  const like = `%${query.search ?? ''}%`
  const from = sql`FROM sensing.conformance_run r JOIN sensing.thing t ON t.id = r.thing_id WHERE ${readable}
    ${query.state ? sql`AND r.state = ${query.state}` : empty} ${query.thing ? sql`AND r.thing_id = ${query.thing}` : empty}
    ${query.valid ? sql`AND r.valid_until > ${now}` : empty}
    ${query.search ? sql`AND (r.vendor ILIKE ${like} OR r.model_name ILIKE ${like} OR t.name ILIKE ${like})` : empty}`
  const items = await db.query<RunRow>(sql`SELECT ${runColumns} ${from} ORDER BY r.started_time DESC, r.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items, total: count?.n ?? 0 }
}

export async function finishRun(
  tx: Queryable,
  id: string,
  end: {
    passed: boolean
    items: ConformanceItem[]
    report: string
    signature: string
    validUntil: Date | null
    now: Date
  },
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE sensing.conformance_run SET state = ${end.passed ? 'passed' : 'failed'},
      items = ${JSON.stringify(end.items)}, report = ${end.report}, signature = ${end.signature}, valid_until = ${end.validUntil},
      finished_time = ${end.now} WHERE id = ${id} AND state = 'running' RETURNING id`)
  return rows.length > 0
}

/** What became of the commands a thing was sent since a time, the newest of each name. */
export async function commandStatesSince(
  db: Queryable,
  thingId: string,
  since: Date,
): Promise<Map<string, string>> {
  const rows = await db.query<{ name: string; state: string }>(sql`SELECT name, state FROM sensing.command
    WHERE thing_id = ${thingId} AND created_time >= ${since} ORDER BY created_time`)
  return new Map(rows.map((row) => [row.name, row.state]))
}

export async function listNonconformances(
  db: Queryable,
  query: { search?: string; thing?: string; limit?: number; offset?: number },
  readable: Sql,
) {
  const from = sql`FROM sensing.nonconformance n JOIN sensing.thing t ON t.id = n.thing_id WHERE ${readable}
    ${query.thing ? sql`AND n.thing_id = ${query.thing}` : empty} ${matches('t.grams', query.search, 't.name')}`
  const rows = await db.query<{
    thingId: string
    thingName: string
    reference: string
    kind: 'undeclared' | 'unit'
    property: string
    count: number
    firstTime: Date
    lastTime: Date
    packet: string
  }>(sql`SELECT n.thing_id AS "thingId", t.name AS "thingName", t.reference, n.kind, n.property, n.count,
      n.first_time AS "firstTime", n.last_time AS "lastTime", n.packet ${from}
    ORDER BY n.last_time DESC, n.thing_id, n.property LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return {
    items: rows.map((row) => ({
      ...row,
      firstTime: row.firstTime.toISOString(),
      lastTime: row.lastTime.toISOString(),
    })),
    total: count?.n ?? 0,
  }
}

export async function readOwner(db: Queryable, thingId: string): Promise<string | null> {
  const row = await db.first<{ owner_id: string | null }>(
    sql`SELECT owner_id FROM sensing.thing WHERE id = ${thingId}`,
  )
  return row?.owner_id ?? null
}
