import type { EventReport, EventSource, IntakeClient, Page, WarningLevel } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { maskPhone } from '../../identity/index.ts'

export interface ReportRow {
  id: string
  event_id: string
  channel: EventSource
  source_system: string | null
  external_id: string | null
  reporter_id: string | null
  reporter_name: string | null
  reporter_phone: string | null
  hidden: boolean
  title: string
  body: string
  address: string | null
  lon: number | null
  lat: number | null
  level: WarningLevel | null
  media_urls: string[]
  reported_time: Date
  taken_time: Date
  told_time: Date | null
  rating: 'satisfied' | 'unsatisfied' | null
  reopened: boolean
  photos?: Array<{ id: string; contentType: string }>
}

/** A report as staff see it; a reporter who asked not to be named is not, whoever looks. */
export function toReport(row: ReportRow): EventReport {
  return {
    id: row.id,
    eventId: row.event_id,
    channel: row.channel,
    sourceSystem: row.source_system,
    externalId: row.external_id,
    reporterName: row.hidden ? null : row.reporter_name,
    reporterPhone: row.hidden ? null : maskPhone(row.reporter_phone),
    hidden: row.hidden,
    title: row.title,
    text: row.body,
    address: row.address,
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    photos: row.photos ?? [],
    mediaUrls: row.media_urls,
    reportedTime: row.reported_time.toISOString(),
    takenTime: row.taken_time.toISOString(),
    toldTime: row.told_time?.toISOString() ?? null,
    rating: row.rating,
  }
}

const withPhotos = sql`r.*, (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'contentType', p.content_type)
  ORDER BY p.id), '[]') FROM events.report_photo p WHERE p.report_id = r.id) AS photos`

export type NewReport = Omit<ReportRow, 'id' | 'taken_time' | 'told_time' | 'rating' | 'reopened' | 'photos'>

const given = sql`id, event_id, channel, source_system, external_id, reporter_id, reporter_name, reporter_phone, hidden, title,
  body, address, lon, lat, level, media_urls, reported_time, taken_time`

/** Writes reports in one statement, and answers them in the order given; they have no photos yet. */
export async function insertReports(
  tx: Queryable,
  reports: readonly NewReport[],
  now: Date,
): Promise<ReportRow[]> {
  if (reports.length === 0) return []
  const rows = reports.map((one) => ({ ...one, id: newId(), taken_time: now }))
  await tx.query(sql`INSERT INTO events.report (${given})
    SELECT ${given} FROM jsonb_populate_recordset(NULL::events.report, ${JSON.stringify(rows)}::jsonb)`)
  return rows.map((row) => ({ ...row, told_time: null, rating: null, reopened: false, photos: [] }))
}

export async function insertPhoto(
  tx: Queryable,
  photo: { reportId: string; contentType: string; sm3: string; content: Buffer },
): Promise<{ id: string; contentType: string }> {
  const id = newId()
  await tx.query(sql`INSERT INTO events.report_photo (id, report_id, content_type, sm3, content)
    VALUES (${id}, ${photo.reportId}, ${photo.contentType}, ${photo.sm3}, ${photo.content})`)
  return { id, contentType: photo.contentType }
}

export function findReport(db: Queryable, id: string, lock = false): Promise<ReportRow | undefined> {
  return db.first<ReportRow>(
    lock
      ? sql`SELECT * FROM events.report WHERE id = ${id} FOR UPDATE`
      : sql`SELECT ${withPhotos} FROM events.report r WHERE r.id = ${id}`,
  )
}

/** Reports by the system they are from and their id there. */
export async function listReportsBy(
  db: Queryable,
  keys: ReadonlyArray<readonly [sourceSystem: string, externalId: string]>,
): Promise<ReportRow[]> {
  if (keys.length === 0) return []
  return db.query<ReportRow>(sql`SELECT ${withPhotos} FROM events.report r
    WHERE (r.source_system, r.external_id) IN (SELECT * FROM unnest(${keys.map(([system]) => system)}::text[],
      ${keys.map(([, id]) => id)}::text[])) AND r.external_id IS NOT NULL`)
}

/** `WITH … family`: an event and those merged into it, however far down. */
function family(eventId: string): Sql {
  return sql`WITH RECURSIVE family AS (
      SELECT id FROM events.event WHERE id = ${eventId}
      UNION SELECT e.id FROM events.event e JOIN family f ON e.merged_into_id = f.id)`
}

/** Reports of an event and of those merged into it, oldest first. */
export function listReports(db: Queryable, eventId: string): Promise<ReportRow[]> {
  return db.query<ReportRow>(sql`${family(eventId)}
    SELECT ${withPhotos} FROM events.report r WHERE r.event_id IN (SELECT id FROM family)
    ORDER BY r.taken_time, r.id LIMIT 500`)
}

/** Reports of an event’s family whose reporters can be told and have not been. */
export function listUntold(tx: Queryable, eventId: string): Promise<ReportRow[]> {
  return tx.query<ReportRow>(sql`${family(eventId)}
    SELECT r.* FROM events.report r WHERE r.event_id IN (SELECT id FROM family) AND r.told_time IS NULL
      AND (r.reporter_id IS NOT NULL OR r.reporter_phone IS NOT NULL) ORDER BY r.id FOR UPDATE`)
}

export async function markTold(tx: Queryable, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(sql`UPDATE events.report SET told_time = ${now} WHERE id = ANY(${ids as string[]}::uuid[])`)
}

/** Lets the reporters of an event’s family be told once more. */
export async function forgetTold(tx: Queryable, eventId: string): Promise<void> {
  await tx.query(sql`${family(eventId)}
    UPDATE events.report SET told_time = NULL WHERE event_id IN (SELECT id FROM family)`)
}

export async function moveReport(tx: Queryable, id: string, eventId: string): Promise<void> {
  await tx.query(sql`UPDATE events.report SET event_id = ${eventId} WHERE id = ${id}`)
}

export async function countReports(tx: Queryable, eventId: string): Promise<number> {
  const row = await tx.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM events.report WHERE event_id = ${eventId}`,
  )
  return row?.n ?? 0
}

export async function listReportsOf(
  db: Queryable,
  reporterId: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<Page<ReportRow>> {
  const where = sql`WHERE r.reporter_id = ${reporterId}`
  const items = await db.query<ReportRow>(sql`SELECT ${withPhotos} FROM events.report r ${where}
    ORDER BY r.taken_time DESC, r.id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM events.report r ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function rateReport(
  tx: Queryable,
  id: string,
  rating: { rating: 'satisfied' | 'unsatisfied'; comment: string; reopened: boolean },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE events.report SET rating = ${rating.rating}, rating_comment = ${rating.comment},
    reopened = reopened OR ${rating.reopened}, rated_time = ${now} WHERE id = ${id}`)
}

/** A photo with whom its report is by and of which event. */
export function findPhoto(
  db: Queryable,
  id: string,
): Promise<
  { contentType: string; content: Buffer; reporterId: string | null; divisionCode: string | null } | undefined
> {
  return db.first(sql`SELECT p.content_type AS "contentType", p.content, r.reporter_id AS "reporterId",
      e.division_code AS "divisionCode"
    FROM events.report_photo p JOIN events.report r ON r.id = p.report_id JOIN events.event e ON e.id = r.event_id
    WHERE p.id = ${id}`)
}

export async function learnGrams(tx: Queryable, label: string, grams: readonly string[]): Promise<void> {
  await tx.query(sql`INSERT INTO events.learned_gram (label, gram, n)
    SELECT ${label}, g, 1 FROM unnest(${[...new Set(grams)].sort()}::text[]) AS g
    ON CONFLICT (label, gram) DO UPDATE SET n = learned_gram.n + 1`)
}

export function readLearned(db: Queryable): Promise<Array<{ label: string; gram: string; n: number }>> {
  return db.query(sql`SELECT label, gram, n FROM events.learned_gram`)
}

interface ClientRow {
  id: string
  name: string
  channel: EventSource
  active: boolean
  created_time: Date
  last_time: Date | null
  reports: number
}

export async function listClients(db: Queryable, id?: string): Promise<IntakeClient[]> {
  const rows = await db.query<ClientRow>(sql`SELECT c.id, c.name, c.channel, c.active, c.created_time,
      max(r.taken_time) AS last_time, count(r.id)::int AS reports
    FROM events.intake_client c LEFT JOIN events.report r ON r.source_system = c.name
    ${id ? sql`WHERE c.id = ${id}` : empty} GROUP BY c.id ORDER BY c.name`)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    channel: row.channel,
    active: row.active,
    createdTime: row.created_time.toISOString(),
    lastTime: row.last_time?.toISOString() ?? null,
    reports: row.reports,
  }))
}

/** False when the name is taken. */
export async function insertClient(
  db: Queryable,
  client: { id: string; name: string; channel: EventSource; keyHash: string; time: Date },
): Promise<boolean> {
  const row = await db.first(sql`INSERT INTO events.intake_client (id, name, channel, key_hash, created_time)
    VALUES (${client.id}, ${client.name}, ${client.channel}, ${client.keyHash}, ${client.time})
    ON CONFLICT (name) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function updateClient(db: Queryable, id: string, active: boolean): Promise<boolean> {
  const row = await db.first(
    sql`UPDATE events.intake_client SET active = ${active} WHERE id = ${id} RETURNING id`,
  )
  return row !== undefined
}

export function findClientByKey(
  db: Queryable,
  keyHash: string,
): Promise<{ id: string; name: string; channel: EventSource; active: boolean } | undefined> {
  return db.first(sql`SELECT id, name, channel, active FROM events.intake_client WHERE key_hash = ${keyHash}`)
}
