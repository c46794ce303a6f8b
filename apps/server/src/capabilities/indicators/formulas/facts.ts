import { asList, type CasesFormula, type EventsFormula, type Scalar } from '@civitas/domain-kit'
import { divisionTable, isWithin } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import { type Figure, spanOf } from '../rules.ts'
import type { Figures, PlainRow, Round, RowPage } from './parts.ts'

/** A formula over cases or events as SQL over its table `f`. */
interface FactQuery {
  table: 'case_fact' | 'event_fact'
  kind: 'case' | 'event'
  /** The number a row has, or null to count rows. */
  field: Sql | null
  condition: Sql
  /** The time shown with a row. */
  time: Sql
  unitLabel: string
  none: string
}

type Filter = Scalar | readonly Scalar[]

function isOneOf(column: string, wanted: Filter): Sql {
  const list = (Array.isArray(wanted) ? wanted : [wanted]).map(String)
  return sql`${raw(column)} = ANY(${list}::text[])`
}

function inWindow(column: string, window: string | undefined, now: Date): Sql {
  if (!window) return empty
  const { from, to } = spanOf(window, now)
  return sql`AND ${raw(column)} >= ${from} ${to ? sql`AND ${raw(column)} < ${to}` : empty}`
}

function ofTypes(types: string | readonly string[] | undefined): Sql {
  return types === undefined ? sql`TRUE` : sql`f.type = ANY(${[...asList(types)]}::text[])`
}

function where(
  filters: Record<string, Filter> | undefined,
  toSql: Record<string, (wanted: Filter) => Sql>,
): Sql {
  const lines = Object.entries(filters ?? {}).map(([key, wanted]) => {
    const make = toSql[key]
    if (!make) throw new Error(`a formula cannot filter by “${key}”`)
    return sql`AND ${make(wanted)}`
  })
  return lines.length > 0 ? join(lines, ' ') : empty
}

function caseField(field: CasesFormula['field']): Sql | null {
  switch (field) {
    case undefined:
      return null
    case 'handleMinutes':
      return sql`f.handle_minutes`
    case 'inTime':
      return sql`f.in_time::int::float8`
    case 'returns':
      return sql`f.returns::float8`
    default:
      return sql`(f.task_minutes ->> ${field.split(':')[1]})::float8`
  }
}

export function caseQuery(formula: CasesFormula, now: Date): FactQuery {
  const by = formula.by === 'closedTime' ? 'f.closed_time' : 'f.opened_time'
  const field = formula.aggregate === 'count' ? null : caseField(formula.field)
  const filters = where(formula.where, {
    status: (wanted) => (wanted === 'open' ? sql`f.closed_time IS NULL` : sql`f.closed_time IS NOT NULL`),
    level: (wanted) => isOneOf('f.level', wanted),
    stage: (wanted) => isOneOf('f.stage', wanted),
    inTime: (wanted) => sql`coalesce(f.in_time, false) = ${wanted}`,
    overdue: (wanted) => sql`coalesce(coalesce(f.closed_time, ${now}) > f.due_time, false) = ${wanted}`,
  })
  return {
    table: 'case_fact',
    kind: 'case',
    field,
    condition: sql`${ofTypes(formula.caseType)} ${filters} ${inWindow(by, formula.window, now)}`,
    time: raw(by),
    unitLabel: field && formula.field !== 'inTime' && formula.field !== 'returns' ? '分钟' : '',
    none: '时间窗内无此类案件',
  }
}

export function eventQuery(formula: EventsFormula, now: Date): FactQuery {
  const by = formula.by === 'closedTime' ? 'f.closed_time' : 'f.raised_time'
  const openMinutes = sql`extract(epoch FROM coalesce(f.closed_time, ${now}) - f.raised_time)::float8 / 60`
  const filters = where(formula.where, {
    status: (wanted) => (wanted === 'open' ? sql`f.closed_time IS NULL` : sql`f.closed_time IS NOT NULL`),
    level: (wanted) => isOneOf('f.level', wanted),
    verified: (wanted) => sql`f.verified = ${wanted}`,
  })
  return {
    table: 'event_fact',
    kind: 'event',
    field: formula.aggregate === 'count' ? null : openMinutes,
    // A merged event is counted with the one it was merged into.
    condition: sql`f.state <> 'merged' AND ${ofTypes(formula.eventType)} ${filters} ${inWindow(by, formula.window, now)}`,
    time: raw(by),
    unitLabel: formula.aggregate === 'count' ? '' : '分钟',
    none: '时间窗内无此类事件',
  }
}

const aggregates = {
  count: () => sql`count(f.id)::float8`,
  sum: () => sql`sum(f.number)`,
  avg: () => sql`avg(f.number)`,
  min: () => sql`min(f.number)`,
  max: () => sql`max(f.number)`,
  percentile: (percentile: number) =>
    sql`percentile_cont(${percentile / 100}) WITHIN GROUP (ORDER BY f.number)`,
}

function rowsOf({ table, field, condition, time }: FactQuery): Sql {
  const number = field ?? sql`NULL::float8`
  return sql`SELECT f.id, f.reference, f.title, f.division_code, ${time} AS time, ${number} AS number
    FROM ${raw(`indicators.${table}`)} f WHERE ${condition} ${field ? sql`AND ${field} IS NOT NULL` : empty}`
}

/** One figure for each division, all in one statement. */
export async function factFigures(
  db: Queryable,
  query: FactQuery,
  formula: CasesFormula | EventsFormula,
  round: Round,
): Promise<Figures> {
  const value = aggregates[formula.aggregate](formula.percentile ?? 50)
  const rows = await db.query<{ code: string; value: number | null; rows: number }>(sql`
    SELECT d.code, ${value} AS value, count(f.id)::int AS rows
    FROM ${divisionTable(round.divisions)} LEFT JOIN (${rowsOf(query)}) f ON ${isWithin('f.division_code')} AND f.id IS NOT NULL
    GROUP BY d.code`)
  return new Map(
    rows.map(({ code, ...row }): [string, Figure] => [
      code,
      { ...row, note: row.value === null ? query.none : null },
    ]),
  )
}

/** The cases or events a figure was computed from, newest first. */
export async function factRows(
  db: Queryable,
  query: FactQuery,
  division: string,
  page: RowPage,
): Promise<PlainRow[]> {
  const rows = await db.query<{
    id: string
    reference: string
    title: string
    time: Date | null
    number: number | null
  }>(sql`
    SELECT f.id, f.reference, f.title, f.time, f.number FROM (${rowsOf(query)}) f, ${divisionTable([division])}
    WHERE ${isWithin('f.division_code')} ORDER BY f.time DESC, f.id DESC LIMIT ${page.limit} OFFSET ${page.offset}`)
  return rows.map((row) => ({
    kind: query.kind,
    id: row.id,
    title: `${row.reference} ${row.title}`,
    value: row.number,
    unitLabel: query.unitLabel,
    time: row.time?.toISOString() ?? null,
  }))
}
