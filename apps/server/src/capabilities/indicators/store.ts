import type { Case, CityEvent, IndicatorValue } from '@civitas/contract'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

export interface CaseMeasures {
  returns: number
  taskMinutes: Record<string, number>
}

/** Keeps what formulas count of a case, as the newest message tells it; an old one told again opens no closed case. */
export async function upsertCaseFacts(
  tx: Queryable,
  changes: readonly { case: Case; measures: CaseMeasures }[],
): Promise<void> {
  const rows = changes.map(({ case: c, measures }) => ({ ...c, ...measures }))
  await tx.query(sql`INSERT INTO indicators.case_fact AS f (id, type, reference, title, level, stage, division_code, opened_time,
      due_time, closed_time, in_time, handle_minutes, returns, task_minutes, version)
    SELECT id, type, reference, title, level, stage, "divisionCode", "openedTime", "dueTime", "closedTime", "inTime",
      "handleMinutes", returns, "taskMinutes", version
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, type text, reference text, title text, level text,
      stage text, "divisionCode" text, "openedTime" timestamptz, "dueTime" timestamptz, "closedTime" timestamptz,
      "inTime" boolean, "handleMinutes" float8, returns integer, "taskMinutes" jsonb, version integer)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, level = excluded.level, stage = excluded.stage,
      due_time = excluded.due_time, closed_time = excluded.closed_time, in_time = excluded.in_time,
      handle_minutes = excluded.handle_minutes, returns = excluded.returns, task_minutes = excluded.task_minutes,
      version = excluded.version
    WHERE excluded.version >= f.version`)
}

/** Keeps what formulas count of events. An event that was verified stays so when it ends. */
export async function upsertEventFacts(tx: Queryable, events: readonly CityEvent[]): Promise<void> {
  const newest = new Map<string, CityEvent & { verified: boolean }>()
  for (const one of events) {
    const verified = (newest.get(one.id)?.verified || one.state === 'verified') && one.state !== 'dismissed'
    newest.set(one.id, { ...one, verified })
  }
  await tx.query(sql`INSERT INTO indicators.event_fact AS f (id, type, reference, title, level, state, verified, division_code,
      raised_time, changed_time, closed_time)
    SELECT id, type, reference, title, level, state, verified, "divisionCode", "raisedTime", "changedTime", "closedTime"
    FROM jsonb_to_recordset(${JSON.stringify([...newest.values()])}::jsonb) AS r(id uuid, type text, reference text, title text,
      level text, state text, verified boolean, "divisionCode" text, "raisedTime" timestamptz, "changedTime" timestamptz,
      "closedTime" timestamptz)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, level = excluded.level, state = excluded.state,
      verified = (f.verified OR excluded.verified) AND excluded.state <> 'dismissed',
      changed_time = excluded.changed_time, closed_time = excluded.closed_time
    WHERE excluded.changed_time >= f.changed_time`)
}

interface ValueRow {
  indicator_id: string
  division_code: string
  time: Date
  value: number | null
  rows: number
  status: IndicatorValue['status']
  note: string | null
  kept_time: Date
  data_time: Date | null
  last_value: number | null
}

function toValue(row: ValueRow): IndicatorValue {
  return {
    value: row.value,
    time: row.time.toISOString(),
    division: row.division_code,
    rows: row.rows,
    status: row.status,
    note: row.note,
    dataTime: row.data_time?.toISOString() ?? null,
    lastValue: row.last_value,
  }
}

/** The figures of the moment of a division, by indicator. */
export async function readCurrent(
  db: Queryable,
  ids: readonly string[],
  divisions: readonly string[],
): Promise<Map<string, IndicatorValue>> {
  const rows = await db.query<ValueRow>(sql`SELECT * FROM indicators.current_value
    WHERE indicator_id = ANY(${ids as string[]}::text[]) AND division_code = ANY(${divisions as string[]}::text[])`)
  return new Map(rows.map((row) => [`${row.indicator_id}/${row.division_code}`, toValue(row)]))
}

/** A figure that looks the same is written anew after this long, so that its time stays believable. */
const refreshMs = 30_000
/** History has a line at least this often. */
const keepMs = 5 * 60_000

/** Writes the fresh figures of one indicator; answers those whose value or status is another than before. */
export async function writeValues(
  tx: Transaction,
  indicatorId: string,
  fresh: readonly IndicatorValue[],
): Promise<IndicatorValue[]> {
  const rows = await tx.query<ValueRow>(sql`SELECT * FROM indicators.current_value
    WHERE indicator_id = ${indicatorId} AND division_code = ANY(${fresh.map((one) => one.division)}::text[]) FOR UPDATE`)
  const known = new Map(rows.map((row) => [row.division_code, row]))
  const changed: IndicatorValue[] = []
  for (const value of fresh) {
    const old = known.get(value.division)
    const time = Date.parse(value.time)
    const isChanged = !old || old.value !== value.value || old.status !== value.status
    const isKept = !old || old.value !== value.value || time - old.kept_time.getTime() >= keepMs
    const isStale = !old || old.rows !== value.rows || time - old.time.getTime() >= refreshMs
    if (isChanged) changed.push(value)
    if (isKept) insertHistory(tx, indicatorId, value)
    if (isChanged || isKept || isStale) {
      upsertCurrent(tx, indicatorId, value, isKept ? new Date(time) : old.kept_time)
    }
  }
  return changed
}

function upsertCurrent(tx: Transaction, id: string, value: IndicatorValue, kept: Date): void {
  tx.add('indicators.current_value', { id, ...value, kept }, (rows) =>
    tx.query(sql`INSERT INTO indicators.current_value (indicator_id, division_code, time, value, rows, status, note, kept_time,
      data_time, last_value)
    SELECT id, division, time, value, rows, status, note, kept, "dataTime", value
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v(id text, division text, time timestamptz, value float8,
      rows int, status text, note text, kept timestamptz, "dataTime" timestamptz)
    ON CONFLICT (indicator_id, division_code) DO UPDATE SET time = excluded.time, value = excluded.value,
      rows = excluded.rows, status = excluded.status, note = excluded.note, kept_time = excluded.kept_time,
      data_time = coalesce(excluded.data_time, indicators.current_value.data_time),
      last_value = coalesce(excluded.value, indicators.current_value.last_value)`),
  )
}

function insertHistory(tx: Transaction, id: string, { division, time, value }: IndicatorValue): void {
  tx.add('indicators.value_history', { id, division, time, value }, (rows) =>
    tx.query(sql`INSERT INTO indicators.value_history (indicator_id, division_code, time, value)
      SELECT id, division, time, value FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS v(id text, division text, time timestamptz, value float8) ON CONFLICT DO NOTHING`),
  )
}

/** A figure as it stood in the past. */
export interface PastValue {
  readonly division: string
  readonly time: Date
  readonly value: number
}

/** Adds lines of the past to the history of a figure; what is known stays. */
export async function importHistory(db: Queryable, id: string, values: readonly PastValue[]): Promise<void> {
  await db.query(sql`INSERT INTO indicators.value_history (indicator_id, division_code, time, value)
    SELECT ${id}, division, time, value FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      AS v(division text, time timestamptz, value float8) ON CONFLICT DO NOTHING`)
}

/** History of a figure, oldest first; more lines than `points` are thinned to the last of each stretch of time. */
export async function readHistory(
  db: Queryable,
  query: { id: string; division: string; from: string; to: string; points: number },
): Promise<Array<{ time: string; value: number | null }>> {
  const lines = sql`FROM indicators.value_history WHERE indicator_id = ${query.id} AND division_code = ${query.division}
    AND time >= ${query.from} AND time < ${query.to}`
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${lines}`)
  const span = (Date.parse(query.to) - Date.parse(query.from)) / 1000
  const step = (count?.n ?? 0) > query.points ? Math.max(1, span / query.points) : 0.001
  const rows = await db.query<{ time: Date; value: number | null }>(sql`
    SELECT DISTINCT ON (stretch) time, value FROM (
      SELECT date_bin(make_interval(secs => ${step}), time, timestamptz '2000-01-01 00:00+08') AS stretch, time, value
      ${lines}) h
    ORDER BY stretch, time DESC`)
  return rows.map((row) => ({ time: row.time.toISOString(), value: row.value }))
}

/** The value a figure had at an instant: the last line of history before it, at most some days older. */
export async function valuesAt(
  db: Queryable,
  id: string,
  divisions: readonly string[],
  at: Date,
  days = 2,
): Promise<Map<string, number | null>> {
  const rows = await db.query<{ code: string; value: number | null }>(sql`
    SELECT DISTINCT ON (division_code) division_code AS code, value FROM indicators.value_history
    WHERE indicator_id = ${id} AND division_code = ANY(${divisions as string[]}::text[])
      AND time <= ${at} AND time > ${new Date(at.getTime() - days * 86_400_000)}
    ORDER BY division_code, time DESC`)
  return new Map(rows.map((row) => [row.code, row.value]))
}

/** The last value of each equal step of time, oldest first; steps without a line are left out. */
export async function readSteps(
  db: Queryable,
  query: { id: string; division: string; from: Date; to: Date; stepSeconds: number },
): Promise<Array<{ time: Date; open: number; high: number; low: number; close: number }>> {
  return db.query(sql`SELECT date_bin(make_interval(secs => ${query.stepSeconds}), time, timestamptz '2000-01-01 00:00+08') AS time,
      (array_agg(value ORDER BY time))[1] AS open, max(value) AS high, min(value) AS low,
      (array_agg(value ORDER BY time DESC))[1] AS close
    FROM indicators.value_history WHERE indicator_id = ${query.id} AND division_code = ${query.division}
      AND time >= ${query.from} AND time < ${query.to} AND value IS NOT NULL
    GROUP BY 1 ORDER BY 1`)
}

export async function forgetHistory(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`DELETE FROM indicators.value_history WHERE time < ${before}`)
}
