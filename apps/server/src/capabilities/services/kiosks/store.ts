import type { Page, PartnerCall } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { silent } from './rules.ts'

export interface KioskRow {
  id: string
  code: string
  name: string
  place: string
  lon: number | null
  lat: number | null
  organisation_id: string
  hours: string
  key_hash: string
  heartbeat_time: Date | null
  paper: number | null
  toner: number | null
  package_version: string | null
  retired: boolean
  fault_id: string | null
  fault_text: string | null
  fault_time: Date | null
}

const columns = sql`k.id, k.code, k.name, k.place, k.lon, k.lat, k.organisation_id, k.hours, k.key_hash, k.heartbeat_time, k.paper,
  k.toner, k.package_version, k.retired, f.id AS fault_id, f.text AS fault_text, f.opened_time AS fault_time`
const from = sql`FROM services.kiosk k LEFT JOIN services.kiosk_fault f ON f.kiosk_id = k.id AND f.closed_time IS NULL`

export interface KioskFilter {
  state?: string
  search?: string
  limit?: number
  offset?: number
}

export async function listKiosks(db: Queryable, filter: KioskFilter, since: Date): Promise<Page<KioskRow>> {
  const isThere = sql`(k.heartbeat_time IS NOT NULL AND k.heartbeat_time >= ${since})`
  const state = {
    retired: sql`AND k.retired`,
    offline: sql`AND NOT k.retired AND NOT ${isThere}`,
    fault: sql`AND NOT k.retired AND ${isThere} AND f.text <> ${silent}`,
    online: sql`AND NOT k.retired AND ${isThere} AND (f.id IS NULL OR f.text = ${silent})`,
  }[filter.state ?? '']
  const where = sql`WHERE TRUE ${state ?? empty}
    ${filter.search ? sql`AND (k.name ILIKE ${`%${filter.search}%`} OR k.code ILIKE ${`%${filter.search}%`} OR k.place ILIKE ${`%${filter.search}%`})` : empty}`
  const items = await db.query<KioskRow>(sql`SELECT ${columns} ${from} ${where} ORDER BY k.code
    LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from} ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** Those that can be used now, the nearest to a place first when there is one. */
export async function listOutlets(
  db: Queryable,
  query: { search?: string; lon?: number; lat?: number; limit?: number; offset?: number },
  since: Date,
): Promise<Page<KioskRow>> {
  const where = sql`WHERE NOT k.retired AND k.heartbeat_time >= ${since} AND (f.id IS NULL OR f.text = ${silent})
    ${query.search ? sql`AND (k.name ILIKE ${`%${query.search}%`} OR k.place ILIKE ${`%${query.search}%`})` : empty}`
  // A degree of longitude is shorter than one of latitude; squares of both rank as distance does within a city.
  const order =
    query.lon === undefined || query.lat === undefined
      ? sql`k.code`
      : sql`power((k.lon - ${query.lon}) * cos(radians(${query.lat})), 2) + power(k.lat - ${query.lat}, 2) NULLS LAST, k.code`
  const items = await db.query<KioskRow>(sql`SELECT ${columns} ${from} ${where} ORDER BY ${order}
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from} ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findKiosk(
  db: Queryable,
  by: { id: string } | { code: string },
): Promise<KioskRow | undefined> {
  const where = 'id' in by ? sql`k.id = ${by.id}` : sql`k.code = ${by.code}`
  return db.first<KioskRow>(sql`SELECT ${columns} ${from} WHERE ${where}`)
}

export interface NewKiosk {
  id: string
  code: string
  name: string
  place: string
  lon: number | null
  lat: number | null
  organisationId: string
  hours: string
  keyHash: string
}

export async function insertKiosk(db: Queryable, one: NewKiosk, now: Date): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.kiosk (id, code, name, place, lon, lat, organisation_id, hours, key_hash,
      created_time)
    VALUES (${one.id}, ${one.code}, ${one.name}, ${one.place}, ${one.lon}, ${one.lat}, ${one.organisationId}, ${one.hours},
      ${one.keyHash}, ${now}) ON CONFLICT (code) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function retireKiosk(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE services.kiosk SET retired = TRUE WHERE id = ${id}`)
}

export async function beat(
  db: Queryable,
  id: string,
  one: { paper: number | null; toner: number | null; packageVersion: string | null },
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE services.kiosk SET heartbeat_time = ${now}, paper = coalesce(${one.paper}, paper),
    toner = coalesce(${one.toner}, toner), package_version = coalesce(${one.packageVersion}, package_version) WHERE id = ${id}`)
}

/** Opens a repair ticket unless there is one; answers whether it was opened. */
export async function openFault(
  tx: Queryable,
  one: { id: string; kioskId: string; text: string },
  now: Date,
): Promise<boolean> {
  const row = await tx.first(sql`INSERT INTO services.kiosk_fault (id, kiosk_id, text, opened_time)
    VALUES (${one.id}, ${one.kioskId}, ${one.text}, ${now}) ON CONFLICT (kiosk_id) WHERE closed_time IS NULL DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function closeFault(
  db: Queryable,
  id: string,
  remedy: string,
  now: Date,
): Promise<string | undefined> {
  const row = await db.first<{
    kiosk_id: string
  }>(sql`UPDATE services.kiosk_fault SET closed_time = ${now}, remedy = ${remedy}
    WHERE id = ${id} AND closed_time IS NULL RETURNING kiosk_id`)
  return row?.kiosk_id
}

/** A machine that fell silent and has no ticket; held until the transaction ends. */
export function takeSilent(tx: Queryable, since: Date): Promise<KioskRow | undefined> {
  return tx.first<KioskRow>(sql`SELECT ${columns} ${from}
    WHERE NOT k.retired AND k.heartbeat_time < ${since} AND f.id IS NULL ORDER BY k.heartbeat_time LIMIT 1 FOR UPDATE OF k SKIP LOCKED`)
}

export interface PartnerRow {
  id: string
  code: string
  name: string
  items: string[]
  quota_per_day: number
  from_hour: number
  to_hour: number
  secret: string
  suspended: boolean
  today: number
}

const partnerColumns = (
  since: Date,
) => sql`p.id, p.code, p.name, p.items, p.quota_per_day, p.from_hour, p.to_hour, p.secret,
  p.suspended, (SELECT count(*)::int FROM services.partner_call c WHERE c.partner_id = p.id AND c.outcome = 'allowed'
    AND c.time >= ${since}) AS today`

export async function listPartners(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
  since: Date,
): Promise<Page<PartnerRow>> {
  const where = query.search ? sql`WHERE p.name ILIKE ${`%${query.search}%`}` : empty
  const items =
    await db.query<PartnerRow>(sql`SELECT ${partnerColumns(since)} FROM services.partner p ${where} ORDER BY p.code
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.partner p ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** A partner; `lock` keeps its calls one after another, so that none passes the quota. */
export function findPartner(
  db: Queryable,
  by: { id: string } | { code: string },
  since: Date,
  lock = false,
): Promise<PartnerRow | undefined> {
  const where = 'id' in by ? sql`p.id = ${by.id}` : sql`p.code = ${by.code}`
  return db.first<PartnerRow>(
    sql`SELECT ${partnerColumns(since)} FROM services.partner p WHERE ${where} ${lock ? sql`FOR UPDATE OF p` : empty}`,
  )
}

export interface PartnerInput {
  name: string
  items: string[]
  quotaPerDay: number
  fromHour: number
  toHour: number
}

export async function insertPartner(
  db: Queryable,
  one: PartnerInput & { id: string; code: string; secret: string },
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.partner (id, code, name, items, quota_per_day, from_hour, to_hour, secret,
      created_time)
    VALUES (${one.id}, ${one.code}, ${one.name}, ${one.items}, ${one.quotaPerDay}, ${one.fromHour}, ${one.toHour}, ${one.secret},
      ${now}) ON CONFLICT (code) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function updatePartner(
  db: Queryable,
  id: string,
  one: PartnerInput & { isSuspended: boolean },
): Promise<void> {
  await db.query(sql`UPDATE services.partner SET name = ${one.name}, items = ${one.items}, quota_per_day = ${one.quotaPerDay},
    from_hour = ${one.fromHour}, to_hour = ${one.toHour}, suspended = ${one.isSuspended} WHERE id = ${id}`)
}

export interface CallRow {
  id: string
  partner_id: string
  partner_name: string
  terminal: string
  item: string
  outcome: PartnerCall['outcome']
  time: Date
}

/** Writes a call down; false when its nonce was used before. */
export async function insertCall(
  tx: Queryable,
  one: Omit<CallRow, 'partner_name' | 'time'> & { nonce: string },
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO services.partner_call (id, partner_id, terminal, item, nonce, outcome, time)
    VALUES (${one.id}, ${one.partner_id}, ${one.terminal}, ${one.item}, ${one.nonce}, ${one.outcome}, ${now})
    ON CONFLICT (partner_id, nonce) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function listCalls(
  db: Queryable,
  query: { partner?: string; outcome?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<CallRow>> {
  const where = sql`WHERE TRUE ${query.partner ? sql`AND c.partner_id = ${query.partner}` : empty}
    ${query.outcome ? sql`AND c.outcome = ${query.outcome}` : empty}
    ${query.search ? sql`AND c.terminal ILIKE ${`%${query.search}%`}` : empty}`
  const items =
    await db.query<CallRow>(sql`SELECT c.id, c.partner_id, p.name AS partner_name, c.terminal, c.item, c.outcome, c.time
    FROM services.partner_call c JOIN services.partner p ON p.id = c.partner_id ${where} ORDER BY c.time DESC, c.id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.partner_call c ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export interface HandoverRow {
  code: string
  application_id: string
  subject_id: string
}

/** Keeps a code; one that is past may be given again. False when the digits are in use. */
export async function insertHandover(
  db: Queryable,
  one: HandoverRow & { channel: string; expires: Date },
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.handover AS h (code, application_id, subject_id, channel, expires_time)
    VALUES (${one.code}, ${one.application_id}, ${one.subject_id}, ${one.channel}, ${one.expires})
    ON CONFLICT (code) DO UPDATE SET application_id = excluded.application_id, subject_id = excluded.subject_id,
      channel = excluded.channel, expires_time = excluded.expires_time, used_time = NULL
    WHERE h.expires_time < ${now} RETURNING code`)
  return row !== undefined
}

/** Uses a code up for its subject; nothing when it is not theirs, was used or is past. */
export function takeHandover(
  db: Queryable,
  code: string,
  subjectId: string,
  now: Date,
): Promise<HandoverRow | undefined> {
  return db.first<HandoverRow>(sql`UPDATE services.handover SET used_time = ${now}
    WHERE code = ${code} AND subject_id = ${subjectId} AND used_time IS NULL AND expires_time >= ${now}
    RETURNING code, application_id, subject_id`)
}
