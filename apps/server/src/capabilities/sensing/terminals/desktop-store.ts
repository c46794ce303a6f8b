import type { CloudDesktop, DesktopProfile, DesktopSession, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

const profileColumns = sql`p.id, p.title, p.image, p.cpus, p.memory_gb AS "memoryGb", p.disk_gb AS "diskGb",
  p.idle_minutes AS "idleMinutes",
  (SELECT count(*)::int FROM sensing.desktop d WHERE d.profile_id = p.id AND d.reclaimed_time IS NULL) AS desktops`

export async function listProfiles(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<DesktopProfile>> {
  const where = query.search ? sql`WHERE p.title ILIKE ${`%${query.search}%`}` : empty
  const items =
    await db.query<DesktopProfile>(sql`SELECT ${profileColumns} FROM sensing.desktop_profile p ${where}
    ORDER BY p.title LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.desktop_profile p ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findProfile(db: Queryable, id: string): Promise<DesktopProfile | undefined> {
  return db.first<DesktopProfile>(
    sql`SELECT ${profileColumns} FROM sensing.desktop_profile p WHERE p.id = ${id}`,
  )
}

/** Writes a profile; the one of the same title is changed. */
export async function saveProfile(db: Queryable, p: Omit<DesktopProfile, 'desktops'>): Promise<string> {
  const row = await db.first<{
    id: string
  }>(sql`INSERT INTO sensing.desktop_profile (id, title, image, cpus, memory_gb, disk_gb,
      idle_minutes) VALUES (${p.id}, ${p.title}, ${p.image}, ${p.cpus}, ${p.memoryGb}, ${p.diskGb}, ${p.idleMinutes})
    ON CONFLICT (title) DO UPDATE SET image = excluded.image, cpus = excluded.cpus, memory_gb = excluded.memory_gb,
      disk_gb = excluded.disk_gb, idle_minutes = excluded.idle_minutes RETURNING id`)
  return row?.id as string
}

type Times = 'allocatedTime' | 'lastActiveTime' | 'reclaimDueTime' | 'reclaimedTime'
export type DesktopRow = Omit<CloudDesktop, 'organisationName' | Times> & {
  allocatedTime: Date
  lastActiveTime: Date | null
  reclaimDueTime: Date | null
  reclaimedTime: Date | null
}

const openSessions = sql`(SELECT count(*)::int FROM sensing.desktop_session s
  WHERE s.desktop_id = d.id AND s.closed_time IS NULL)`
const state = sql`CASE WHEN d.reclaimed_time IS NOT NULL THEN 'reclaimed' WHEN ${openSessions} > 0 THEN 'in-use' ELSE 'idle' END`
/** When the idle minutes of the profile have gone by; null while a session is open. */
const due = sql`CASE WHEN d.reclaimed_time IS NULL AND ${openSessions} = 0 THEN
  coalesce(d.last_active_time, d.allocated_time) + make_interval(mins => p.idle_minutes) END`
const columns = sql`d.id, d.reference, d.profile_id AS "profileId", p.title AS "profileTitle", d.organisation_id AS "organisationId",
  d.user_id AS "userId", d.user_name AS "userName", d.purpose, d.division_code AS "divisionCode", ${state} AS state,
  ${openSessions} AS "openSessions", d.allocated_by AS "allocatedBy", d.allocated_time AS "allocatedTime",
  d.last_active_time AS "lastActiveTime", ${due} AS "reclaimDueTime", d.reclaimed_time AS "reclaimedTime",
  d.reclaimed_by AS "reclaimedBy", d.reclaimed_reason AS "reclaimedReason"`
const from = sql`FROM sensing.desktop d JOIN sensing.desktop_profile p ON p.id = d.profile_id`

/** Allocates; answers the index that forbids it, if any. */
export async function insertDesktop(
  tx: Queryable,
  d: Pick<
    DesktopRow,
    | 'id'
    | 'reference'
    | 'profileId'
    | 'organisationId'
    | 'userId'
    | 'userName'
    | 'purpose'
    | 'divisionCode'
    | 'allocatedBy'
  > & { now: Date },
): Promise<'reference' | 'user' | null> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.desktop (id, reference, profile_id, organisation_id, user_id, user_name,
      purpose, division_code, allocated_by, allocated_time, grams)
    VALUES (${d.id}, ${d.reference}, ${d.profileId}, ${d.organisationId}, ${d.userId}, ${d.userName}, ${d.purpose},
      ${d.divisionCode}, ${d.allocatedBy}, ${d.now}, ${toGrams(d.reference, d.userName, d.purpose)}::text[])
    ON CONFLICT DO NOTHING RETURNING id`)
  if (rows.length > 0) return null
  const taken = await tx.first(
    sql`SELECT FROM sensing.desktop WHERE reference = ${d.reference} AND reclaimed_time IS NULL`,
  )
  return taken ? 'reference' : 'user'
}

export function findDesktop(db: Queryable, id: string): Promise<DesktopRow | undefined> {
  return db.first<DesktopRow>(sql`SELECT ${columns} ${from} WHERE d.id = ${id}`)
}

export async function listDesktops(
  db: Queryable,
  query: { search?: string; state?: string; profileId?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<DesktopRow>> {
  const where = sql`WHERE ${inScope('d.division_code', scope)} ${query.state ? sql`AND ${state} = ${query.state}` : empty}
    ${query.profileId ? sql`AND d.profile_id = ${query.profileId}` : empty} ${matches('d.grams', query.search, 'd.user_name')}`
  const items = await db.query<DesktopRow>(sql`SELECT ${columns} ${from} ${where}
    ORDER BY d.allocated_time DESC, d.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from} ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** Takes desktops back that meet a condition over `d` and `p`, and ends their sessions; answers how many. */
async function reclaim(
  tx: Queryable,
  where: Sql,
  how: { by: string; reason: string; now: Date },
): Promise<number> {
  const rows = await tx.query<{ id: string }>(sql`UPDATE sensing.desktop d SET reclaimed_time = ${how.now},
      reclaimed_by = ${how.by}, reclaimed_reason = ${how.reason} FROM sensing.desktop_profile p
    WHERE p.id = d.profile_id AND d.reclaimed_time IS NULL AND ${where} RETURNING d.id`)
  await tx.query(sql`UPDATE sensing.desktop_session SET closed_time = ${how.now}, close_reason = '桌面已收回'
    WHERE closed_time IS NULL AND desktop_id = ANY(${rows.map((row) => row.id)}::uuid[])`)
  return rows.length
}

export async function reclaimOne(
  tx: Queryable,
  id: string,
  how: { by: string; reason: string; now: Date },
): Promise<boolean> {
  return (await reclaim(tx, sql`d.id = ${id}`, how)) > 0
}

export function reclaimIdle(tx: Queryable, how: { by: string; reason: string; now: Date }): Promise<number> {
  return reclaim(tx, sql`${due} <= ${how.now}`, how)
}

export type SessionRow = Omit<DesktopSession, 'openedTime' | 'lastActiveTime' | 'closedTime'> & {
  openedTime: Date
  lastActiveTime: Date
  closedTime: Date | null
}

/** Notes what the desktop system says of a session; one that is closed stays closed. */
export async function noteSession(
  tx: Queryable,
  desktopId: string,
  s: { session: string; isClosed: boolean; clientAddress: string | null; reason: string | null; time: Date },
): Promise<void> {
  const closed = s.isClosed ? s.time : null
  await tx.query(sql`INSERT INTO sensing.desktop_session AS h (desktop_id, session, client_address, opened_time,
      last_active_time, closed_time, close_reason)
    VALUES (${desktopId}, ${s.session}, ${s.clientAddress}, ${s.time}, ${s.time}, ${closed}, ${s.reason})
    ON CONFLICT (desktop_id, session) DO UPDATE SET last_active_time = greatest(h.last_active_time, excluded.last_active_time),
      client_address = coalesce(excluded.client_address, h.client_address),
      closed_time = coalesce(h.closed_time, excluded.closed_time),
      close_reason = coalesce(h.close_reason, excluded.close_reason)`)
  await tx.query(sql`UPDATE sensing.desktop SET last_active_time = greatest(coalesce(last_active_time, ${s.time}), ${s.time})
    WHERE id = ${desktopId}`)
}

export async function listSessions(
  db: Queryable,
  query: {
    search?: string
    desktopId?: string
    session?: string
    open?: boolean
    limit?: number
    offset?: number
  },
  scope: Scope,
): Promise<Page<SessionRow>> {
  const rows = sql`FROM sensing.desktop_session s JOIN sensing.desktop d ON d.id = s.desktop_id
    WHERE ${inScope('d.division_code', scope)} ${query.desktopId ? sql`AND s.desktop_id = ${query.desktopId}` : empty}
      ${query.session ? sql`AND s.session = ${query.session}` : empty}
      ${query.open === undefined ? empty : query.open ? sql`AND s.closed_time IS NULL` : sql`AND s.closed_time IS NOT NULL`}
      ${matches('d.grams', query.search, 'd.user_name')}`
  const items =
    await db.query<SessionRow>(sql`SELECT s.desktop_id AS "desktopId", d.reference AS "desktopReference",
      d.user_name AS "userName", s.session, s.client_address AS "clientAddress", s.opened_time AS "openedTime",
      s.last_active_time AS "lastActiveTime", s.closed_time AS "closedTime", s.close_reason AS "closeReason" ${rows}
    ORDER BY s.opened_time DESC, s.session LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${rows}`)
  return { items, total: count?.n ?? 0 }
}
