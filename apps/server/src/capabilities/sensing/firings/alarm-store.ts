import type { Alarm, MessageBody, Page, ruleFired } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export type Told = MessageBody<typeof ruleFired>

export interface AlarmRow {
  id: string
  rule_id: string
  thing_id: string
  level: string
  start_time: Date
  end_time: Date | null
  firing: Told
  merged_into: string | null
  escalate_seconds: number | null
}

const columns = sql`a.id, a.rule_id, a.thing_id, a.level, a.start_time, a.end_time, a.firing, a.merged_into, a.escalate_seconds`

/** The newest open alarm of a rule at a thing. */
export function findOpen(tx: Transaction, ruleId: string, thingId: string): Promise<AlarmRow | undefined> {
  return tx.first<AlarmRow>(sql`SELECT ${columns} FROM sensing.alarm a
    WHERE a.rule_id = ${ruleId} AND a.thing_id = ${thingId} AND a.end_time IS NULL ORDER BY a.start_time DESC LIMIT 1`)
}

export function findAlarm(tx: Queryable, id: string): Promise<AlarmRow | undefined> {
  return tx.first<AlarmRow>(sql`SELECT ${columns} FROM sensing.alarm a WHERE a.id = ${id}`)
}

/** Told alarms of a rule that are open, or stand for open ones, and began within a time; newest first. */
export async function listCauses(tx: Transaction, ruleId: string, since: Date): Promise<AlarmRow[]> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`alarm/${ruleId}`}, 16))`)
  return tx.query<AlarmRow>(sql`SELECT ${columns} FROM sensing.alarm a
    WHERE a.rule_id = ${ruleId} AND a.merged_into IS NULL AND a.start_time >= ${since} AND (a.end_time IS NULL OR EXISTS (
      SELECT FROM sensing.alarm m WHERE m.merged_into = a.id AND m.end_time IS NULL))
    ORDER BY a.start_time DESC LIMIT 1000`)
}

export async function countOpenMembers(tx: Transaction, id: string): Promise<number> {
  const row = await tx.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.alarm WHERE merged_into = ${id} AND end_time IS NULL`,
  )
  return row?.n ?? 0
}

export async function insertAlarm(
  tx: Transaction,
  told: Told,
  more: { mergedInto: string | null; escalateSeconds: number | null; nextTime: Date | null },
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.alarm (id, rule_id, rule_title, thing_id, thing_name, division_code, level,
      start_time, firing, merged_into, escalate_seconds, next_escalation_time)
    VALUES (${told.firingId}, ${told.ruleId}, ${told.ruleTitle}, ${told.thingId}, ${told.thingName}, ${told.divisionCode},
      ${told.level ?? 'blue'}, ${new Date(told.time)}, ${JSON.stringify(told)}, ${more.mergedInto}, ${more.escalateSeconds},
      ${more.nextTime}) ON CONFLICT DO NOTHING`)
}

/** Follows what was told of an alarm; `end` when it is over. */
export async function followAlarm(tx: Transaction, id: string, told: Told, end: Date | null): Promise<void> {
  await tx.query(sql`UPDATE sensing.alarm SET level = ${told.level}::text, firing = ${JSON.stringify(told)}, end_time = ${end}
    WHERE id = ${id}`)
}

/** Takes one alarm nobody has acknowledged in time; another process takes another one. */
export function takeUnacknowledged(tx: Transaction, now: Date): Promise<AlarmRow | undefined> {
  return tx.first<AlarmRow>(sql`SELECT ${columns} FROM sensing.alarm a
    WHERE a.end_time IS NULL AND a.acknowledged_time IS NULL AND a.next_escalation_time <= ${now}
    ORDER BY a.next_escalation_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export async function saveEscalation(
  tx: Transaction,
  id: string,
  told: Told,
  next: Date | null,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.alarm SET level = ${told.level}::text, firing = ${JSON.stringify(told)},
    escalations = escalations + 1, next_escalation_time = ${next} WHERE id = ${id}`)
}

/** Answers whether there was an unacknowledged alarm the caller may see. */
export async function acknowledge(
  db: Queryable,
  id: string,
  { by, note, now }: { by: string; note: string | null; now: Date },
  scope: Scope,
): Promise<boolean> {
  const rows =
    await db.query(sql`UPDATE sensing.alarm SET acknowledged_time = ${now}, acknowledged_by = ${by},
      acknowledged_note = ${note}, next_escalation_time = NULL
    WHERE id = ${id} AND acknowledged_time IS NULL AND ${inScope('division_code', scope)} RETURNING id`)
  return rows.length > 0
}

/** Acknowledges the open alarms of these rules at these things; those acknowledged before stay as they were. */
export async function acknowledgeOpen(
  tx: Transaction,
  causes: ReadonlyArray<{ ruleId: string; thingId: string }>,
  { by, note, now }: { by: string; note: string | null; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE sensing.alarm a SET acknowledged_time = ${now}, acknowledged_by = ${by},
      acknowledged_note = ${note}, next_escalation_time = NULL
    FROM unnest(${causes.map((one) => one.ruleId)}::text[], ${causes.map((one) => one.thingId)}::uuid[]) AS c(rule_id, thing_id)
    WHERE a.rule_id = c.rule_id AND a.thing_id = c.thing_id AND a.end_time IS NULL AND a.acknowledged_time IS NULL`)
}

export interface AlarmFilter {
  id?: string
  open?: boolean
  acknowledged?: boolean
  ruleId?: string
  thingId?: string
  mergedInto?: string
  merged?: boolean
  search?: string
  limit?: number
  offset?: number
}

type View = Omit<Alarm, 'startTime' | 'endTime' | 'acknowledgedTime' | 'nextEscalationTime'> & {
  startTime: Date
  endTime: Date | null
  acknowledgedTime: Date | null
  nextEscalationTime: Date | null
}

export async function listAlarms(db: Queryable, filter: AlarmFilter, scope: Scope): Promise<Page<Alarm>> {
  const { id, open, acknowledged, ruleId, thingId, mergedInto, merged, search } = filter
  const like = `%${search ?? ''}%`
  const isSet = (column: 'end' | 'acknowledged' | 'merged', wanted: boolean | undefined, when: boolean) => {
    if (wanted === undefined) return empty
    const name = { end: sql`a.end_time`, acknowledged: sql`a.acknowledged_time`, merged: sql`a.merged_into` }[
      column
    ]
    return wanted === when ? sql`AND ${name} IS NOT NULL` : sql`AND ${name} IS NULL`
  }
  const from = sql`FROM sensing.alarm a WHERE ${inScope('a.division_code', scope)} ${id ? sql`AND a.id = ${id}` : empty}
    ${isSet('end', open, false)} ${isSet('acknowledged', acknowledged, true)} ${isSet('merged', merged, true)}
    ${ruleId ? sql`AND a.rule_id = ${ruleId}` : empty} ${thingId ? sql`AND a.thing_id = ${thingId}` : empty}
    ${mergedInto ? sql`AND a.merged_into = ${mergedInto}` : empty}
    ${search ? sql`AND (a.thing_name ILIKE ${like} OR a.rule_title ILIKE ${like})` : empty}`
  const rows = await db.query<View>(sql`SELECT a.id, a.rule_id AS "ruleId", a.rule_title AS "ruleTitle",
      a.thing_id AS "thingId", a.thing_name AS "thingName", a.level, (a.firing ->> 'value')::float8 AS value,
      a.firing ->> 'unit' AS unit, a.start_time AS "startTime", a.end_time AS "endTime", a.merged_into AS "mergedInto",
      (SELECT count(*)::int FROM sensing.alarm m WHERE m.merged_into = a.id) AS merged,
      a.acknowledged_time AS "acknowledgedTime", a.acknowledged_by AS "acknowledgedBy",
      a.acknowledged_note AS "acknowledgedNote", a.escalations, a.next_escalation_time AS "nextEscalationTime"
    ${from} ORDER BY a.start_time DESC, a.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const items = rows.map((row) => ({
    ...row,
    startTime: row.startTime.toISOString(),
    endTime: row.endTime?.toISOString() ?? null,
    acknowledgedTime: row.acknowledgedTime?.toISOString() ?? null,
    nextEscalationTime: row.nextEscalationTime?.toISOString() ?? null,
  }))
  return { items, total: count?.n ?? 0 }
}
