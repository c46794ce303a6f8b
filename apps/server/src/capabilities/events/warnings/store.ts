import type {
  Page,
  Warning,
  WarningBroadcast,
  WarningCategory,
  WarningChannel,
  WarningEntry,
  WarningLevel,
  WarningScore,
  WarningState,
} from '@civitas/contract'
import { divisionPrefix, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import { dayNumberOf } from '../rules.ts'
import { leadMinutes, type WarningAct, warningActs, warningReference } from './rules.ts'

export interface WarningRow {
  id: string
  reference: string
  identifier: string
  state: WarningState
  exercise: boolean
  imported: boolean
  category: WarningCategory
  event_type: string | null
  event_name: string
  event_id: string | null
  level: WarningLevel
  headline: string
  description: string
  instruction: string
  area_text: string
  division_codes: string[]
  division_code: string | null
  geometry: GeoJSON.Geometry | null
  channels: WarningChannel[]
  sender_id: string | null
  sender_name: string | null
  evidence: Record<string, unknown>
  drafted_by: string | null
  drafted_name: string | null
  drafted_time: Date
  verify_due_time: Date | null
  verify_late: boolean
  effective_time: Date | null
  expires_time: Date
  issued_by: string | null
  issued_name: string | null
  issued_time: Date | null
  supersedes_id: string | null
  superseded_by_id: string | null
  ended_time: Date | null
  ended_reason: string | null
  outcome: Warning['outcome']
  occurred_time: Date | null
  cap: string | null
}

export function toWarning(row: WarningRow): Warning {
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: row.id,
    reference: row.reference,
    identifier: row.identifier,
    state: row.state,
    exercise: row.exercise,
    imported: row.imported,
    category: row.category,
    eventType: row.event_type,
    eventName: row.event_name,
    eventId: row.event_id,
    level: row.level,
    headline: row.headline,
    description: row.description,
    instruction: row.instruction,
    areaText: row.area_text,
    divisionCodes: row.division_codes,
    geometry: row.geometry,
    channels: row.channels,
    senderName: row.sender_name,
    evidence: row.evidence,
    draftedBy: row.drafted_name,
    draftedTime: row.drafted_time.toISOString(),
    verifyDueTime: time(row.verify_due_time),
    effectiveTime: time(row.effective_time),
    expiresTime: row.expires_time.toISOString(),
    issuedBy: row.issued_name,
    issuedTime: time(row.issued_time),
    supersedesId: row.supersedes_id,
    supersededById: row.superseded_by_id,
    endedTime: time(row.ended_time),
    endedReason: row.ended_reason,
    outcome: row.outcome,
    occurredTime: time(row.occurred_time),
    leadMinutes: leadMinutes(row.issued_time, row.occurred_time),
  }
}

export interface WarningFilter {
  limit?: number
  offset?: number
  search?: string
  state?: WarningState
  level?: WarningLevel
  division?: string
  from?: string
  to?: string
}

export async function listWarnings(
  db: Queryable,
  filter: WarningFilter,
  scope: Scope,
): Promise<Page<WarningRow>> {
  const { limit = 50, offset = 0, search, state, level, division, from, to } = filter
  const inside = division && `${divisionPrefix(division)}%`
  const where = sql`WHERE ${isVisible(scope)} ${state ? sql`AND state = ${state}` : empty}
    ${level ? sql`AND level = ${level}` : empty}
    ${inside ? sql`AND EXISTS (SELECT FROM unnest(division_codes) AS d(code) WHERE d.code LIKE ${inside})` : empty}
    ${from ? sql`AND drafted_time >= ${from}` : empty} ${to ? sql`AND drafted_time < ${to}` : empty}
    ${matches('grams', search, 'headline')}`
  const items = await db.query<WarningRow>(sql`SELECT * FROM events.warning ${where}
    ORDER BY drafted_time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM events.warning ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** A warning in force is everybody’s business; a draft is for those of its divisions. */
function isVisible(scope: Scope) {
  return sql`(${inScope('division_code', scope)} OR state <> 'draft')`
}

export function findWarning(
  db: Queryable,
  id: string,
  { scope, lock = false }: { scope: Scope; lock?: boolean },
): Promise<WarningRow | undefined> {
  return db.first<WarningRow>(sql`SELECT * FROM events.warning WHERE id = ${id} AND ${isVisible(scope)}
    ${lock ? sql`FOR UPDATE` : empty}`)
}

/** The warning still in work or in force about each of these events, by event. */
export async function lockWarningsOf(
  tx: Queryable,
  eventIds: readonly string[],
): Promise<Map<string, WarningRow>> {
  const rows = await tx.query<WarningRow>(sql`SELECT * FROM events.warning
    WHERE event_id = ANY(${eventIds as string[]}::uuid[]) AND state IN ('draft', 'issued', 'expired')
    ORDER BY drafted_time FOR UPDATE`)
  return new Map(rows.map((row) => [row.event_id as string, row]))
}

export function findByIdentifier(db: Queryable, identifier: string): Promise<WarningRow | undefined> {
  return db.first<WarningRow>(sql`SELECT * FROM events.warning WHERE identifier = ${identifier} FOR UPDATE`)
}

export async function takeWarningReferences(tx: Queryable, now: Date, count: number): Promise<string[]> {
  const day = dayNumberOf(now)
  const row = await tx.first<{ last: number }>(sql`INSERT INTO events.warning_number (day, last)
    VALUES (${day}::date, ${count}) ON CONFLICT (day) DO UPDATE SET last = warning_number.last + ${count} RETURNING last`)
  const last = row?.last ?? count
  return Array.from({ length: count }, (_, n) => warningReference(day, last - count + 1 + n))
}

export type NewWarning = Omit<
  WarningRow,
  | 'issued_by'
  | 'issued_name'
  | 'issued_time'
  | 'superseded_by_id'
  | 'ended_time'
  | 'ended_reason'
  | 'outcome'
  | 'occurred_time'
  | 'cap'
  | 'verify_late'
>

const given = sql`id, reference, identifier, state, exercise, imported, category, event_type, event_name, event_id, level, headline,
  description, instruction, area_text, division_codes, division_code, geometry, channels, sender_id, sender_name, evidence,
  drafted_by, drafted_name, drafted_time, verify_due_time, effective_time, expires_time, supersedes_id, grams`

const notYet = {
  ...{ verify_late: false, issued_by: null, issued_name: null, issued_time: null, superseded_by_id: null },
  ...{ ended_time: null, ended_reason: null, outcome: null, occurred_time: null, cap: null },
}

/** Writes warnings in one statement, and answers them in the order given. */
export async function insertWarnings(tx: Queryable, warnings: readonly NewWarning[]): Promise<WarningRow[]> {
  if (warnings.length === 0) return []
  const rows = warnings.map((one) => ({
    ...one,
    grams: toGrams(one.headline, one.reference, one.area_text),
  }))
  await tx.query(sql`INSERT INTO events.warning (${given})
    SELECT ${given} FROM jsonb_populate_recordset(NULL::events.warning, ${JSON.stringify(rows)}::jsonb)`)
  // Their areas have many points: what is known is not read back.
  return warnings.map((one) => ({ ...one, ...notYet }))
}

export async function updateWarning(
  tx: Queryable,
  row: WarningRow,
  change: Partial<Omit<WarningRow, 'id'>>,
): Promise<WarningRow> {
  const w = { ...row, ...change }
  return (await tx.first<WarningRow>(sql`UPDATE events.warning SET state = ${w.state}, exercise = ${w.exercise},
      category = ${w.category}, event_name = ${w.event_name}, level = ${w.level}, headline = ${w.headline},
      description = ${w.description}, instruction = ${w.instruction}, area_text = ${w.area_text},
      division_codes = ${w.division_codes}, division_code = ${w.division_code},
      geometry = ${w.geometry ? JSON.stringify(w.geometry) : null}, channels = ${w.channels},
      sender_id = ${w.sender_id}, sender_name = ${w.sender_name}, evidence = ${JSON.stringify(w.evidence)},
      verify_late = ${w.verify_late}, effective_time = ${w.effective_time}, expires_time = ${w.expires_time},
      issued_by = ${w.issued_by}, issued_name = ${w.issued_name}, issued_time = ${w.issued_time},
      superseded_by_id = ${w.superseded_by_id}, ended_time = ${w.ended_time}, ended_reason = ${w.ended_reason},
      outcome = ${w.outcome}, occurred_time = ${w.occurred_time}, cap = ${w.cap},
      grams = ${toGrams(w.headline, w.reference, w.area_text)}
    WHERE id = ${row.id} RETURNING *`)) as WarningRow
}

/** Adds a line to the timeline of a warning. */
export function insertWarningEntry(
  tx: Transaction,
  entry: { warningId: string; act: WarningAct; userId: string | null; userName: string | null; text: string },
  now: Date,
): void {
  tx.add('events.warning_entry', { id: newId(), now, ...entry }, (rows) =>
    tx.query(sql`INSERT INTO events.warning_entry (id, warning_id, time, act, user_id, user_name, text)
      SELECT id, "warningId", now, act, "userId", "userName", text
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "warningId" uuid, now timestamptz, act text,
        "userId" uuid, "userName" text, text text)`),
  )
}

export async function listWarningEntries(db: Queryable, warningId: string): Promise<WarningEntry[]> {
  const rows = await db.query<{
    id: string
    time: Date
    act: WarningAct
    user_name: string | null
    text: string
  }>(
    sql`SELECT id, time, act, user_name, text FROM events.warning_entry WHERE warning_id = ${warningId} ORDER BY time, id`,
  )
  return rows.map((row) => ({
    id: row.id,
    time: row.time.toISOString(),
    act: row.act,
    actText: warningActs[row.act],
    userName: row.user_name,
    text: row.text,
  }))
}

export async function writeBroadcast(
  tx: Queryable,
  warningId: string,
  one: Omit<WarningBroadcast, 'time'>,
  now: Date,
) {
  await tx.query(sql`INSERT INTO events.broadcast (warning_id, channel, targets, sent, failed, time, detail)
    VALUES (${warningId}, ${one.channel}, ${one.targets}, ${one.sent}, ${one.failed}, ${now}, ${one.detail})
    ON CONFLICT (warning_id, channel) DO UPDATE SET targets = excluded.targets, sent = excluded.sent,
      failed = excluded.failed, time = excluded.time, detail = excluded.detail`)
}

export async function listBroadcasts(db: Queryable, warningId: string): Promise<WarningBroadcast[]> {
  const rows = await db.query<Omit<WarningBroadcast, 'time'> & { time: Date }>(
    sql`SELECT channel, targets, sent, failed, time, detail FROM events.broadcast WHERE warning_id = ${warningId}
      ORDER BY channel`,
  )
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

/** People who asked for warnings of any of these divisions, or of one above or below them. */
export async function listSubscribers(db: Queryable, codes: readonly string[]): Promise<string[]> {
  const rows = await db.query<{
    user_id: string
  }>(sql`SELECT DISTINCT s.user_id FROM events.warning_subscription s
    JOIN unnest(${codes.map(divisionPrefix)}::text[]) AS d(prefix)
      ON starts_with(s.division_code, d.prefix) OR starts_with(d.prefix, CASE WHEN length(s.division_code) = 6
        THEN regexp_replace(s.division_code, '(00)+$', '') ELSE s.division_code END)`)
  return rows.map((row) => row.user_id)
}

export async function readSubscriptions(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db.query<{ code: string }>(
    sql`SELECT division_code AS code FROM events.warning_subscription WHERE user_id = ${userId} ORDER BY 1`,
  )
  return rows.map((row) => row.code)
}

export async function writeSubscriptions(
  tx: Queryable,
  userId: string,
  codes: readonly string[],
): Promise<void> {
  await tx.query(sql`DELETE FROM events.warning_subscription WHERE user_id = ${userId}`)
  await tx.query(sql`INSERT INTO events.warning_subscription (user_id, division_code)
    SELECT DISTINCT ${userId}::uuid, c FROM unnest(${codes as string[]}::text[]) AS c`)
}

/** A warning whose time is over, or a draft nobody has looked at in time; locked. */
export function takeDueWarning(tx: Transaction, now: Date): Promise<WarningRow | undefined> {
  return tx.first<WarningRow>(sql`SELECT * FROM events.warning
    WHERE (state = 'issued' AND expires_time <= ${now})
      OR (state = 'draft' AND NOT verify_late AND verify_due_time <= ${now})
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export function listInForce(db: Queryable): Promise<WarningRow[]> {
  return db.query<WarningRow>(sql`SELECT * FROM events.warning WHERE state IN ('issued', 'expired') AND NOT exercise
    ORDER BY issued_time DESC LIMIT 500`)
}

export async function scoreWarnings(
  db: Queryable,
  { from, to }: { from?: string; to?: string },
): Promise<WarningScore> {
  const row = await db.first<Omit<WarningScore, 'precision'>>(sql`SELECT count(*)::int AS issued,
      count(outcome)::int AS evaluated, count(*) FILTER (WHERE outcome = 'hit')::int AS hits,
      count(*) FILTER (WHERE outcome = 'false-alarm')::int AS "falseAlarms",
      (avg(extract(epoch FROM occurred_time - issued_time) / 60) FILTER (WHERE outcome = 'hit'))::float8
        AS "meanLeadMinutes"
    FROM events.warning WHERE issued_time IS NOT NULL AND NOT exercise AND NOT imported
      ${from ? sql`AND issued_time >= ${from}` : empty} ${to ? sql`AND issued_time < ${to}` : empty}`)
  const score = row as Omit<WarningScore, 'precision'>
  return { ...score, precision: score.evaluated === 0 ? null : score.hits / score.evaluated }
}
