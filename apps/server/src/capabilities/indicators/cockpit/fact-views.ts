import type { ComponentBinding } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { inDivision } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import { spanOf } from '../rules.ts'

/** What a chart draws: a name, a value, and whatever its kind needs beside them. */
export type Item = Record<string, unknown>

interface Facts {
  table: 'event_fact' | 'case_fact'
  /** The time a row began. */
  time: string
  state: string
  path: string
}

const events: Facts = { table: 'event_fact', time: 'raised_time', state: 'state', path: '/console/events' }
const cases: Facts = { table: 'case_fact', time: 'opened_time', state: 'stage', path: '/console/cases' }

export interface FactAsk {
  db: Queryable
  domains: DomainRegistry
  binding: ComponentBinding
  division: string
  now: Date
}

/** Views of events and cases a component may show. */
export const factViews = [
  ...(['count', 'list', 'by-type', 'by-level', 'by-state', 'by-hour', 'calendar'] as const),
  ...(['by-weekday-hour', 'by-division', 'flow', 'tree', 'funnel', 'durations'] as const),
] as const

function filter(facts: Facts, { binding, division, now }: FactAsk): Sql {
  const { where = {}, ids, window } = binding
  const status = where.status === 'open' || where.status === 'closed' ? where.status : undefined
  const span = window ? spanOf(window, now) : undefined
  const time = raw(`f.${facts.time}`)
  return sql`TRUE ${facts.table === 'event_fact' ? sql`AND f.state <> 'merged'` : empty}
    ${inDivision('f.division_code', division)}
    ${ids?.length ? sql`AND f.type = ANY(${ids}::text[])` : empty}
    ${where.level ? sql`AND f.level = ANY(${[where.level].flat().map(String)}::text[])` : empty}
    ${status === 'open' ? sql`AND f.closed_time IS NULL` : status === 'closed' ? sql`AND f.closed_time IS NOT NULL` : empty}
    ${span ? sql`AND ${time} >= ${span.from}` : empty} ${span?.to ? sql`AND ${time} < ${span.to}` : empty}`
}

/** The items of a view over events or cases. */
export async function readFactView(kind: 'events' | 'cases', ask: FactAsk): Promise<Item[]> {
  const facts = kind === 'events' ? events : cases
  const where = filter(facts, ask)
  const limit = ask.binding.limit ?? 50
  const from = sql`FROM ${raw(`indicators.${facts.table}`)} f WHERE ${where}`
  const grouped = (key: Sql, order = sql`value DESC`) =>
    ask.db.query<{ name: string; value: number }>(
      sql`SELECT ${key} AS name, count(*)::int AS value ${from} GROUP BY 1 ORDER BY ${order} LIMIT ${limit}`,
    )
  const local = sql`(${raw(`f.${facts.time}`)} AT TIME ZONE 'Asia/Shanghai')`
  switch (ask.binding.view) {
    case 'list':
      return listFacts(facts, ask, from, limit)
    case 'by-type':
      return titled(ask.domains, await grouped(sql`f.type`))
    case 'by-level':
      return (await grouped(sql`coalesce(f.level, 'none')`)).map((one) => ({
        ...one,
        name: levelName(one.name),
        code: one.name,
      }))
    case 'by-state':
      return (await grouped(raw(`f.${facts.state}`))).map((one) => ({
        ...one,
        name: stateName(one.name),
        code: one.name,
      }))
    case 'by-hour': {
      const hours = await grouped(sql`to_char(date_trunc('hour', ${local}), 'YYYY-MM-DD HH24')`, sql`name`)
      return hours.map((one) => ({ ...one, name: `${one.name.slice(8, 10)}日${one.name.slice(11)}时` }))
    }
    case 'calendar':
      return grouped(sql`to_char(${local}, 'YYYY-MM-DD')`, sql`name`)
    case 'by-division':
      return grouped(sql`left(f.division_code, ${childLength(ask.division)})`)
    default:
      return readShape(facts, ask, from, local)
  }
}

/** Views of two dimensions or more. */
async function readShape(facts: Facts, ask: FactAsk, from: Sql, local: Sql): Promise<Item[]> {
  const { db, domains, binding } = ask
  switch (binding.view) {
    case 'by-weekday-hour':
      return db.query(sql`SELECT extract(isodow FROM ${local})::int AS y, extract(hour FROM ${local})::int AS x,
        count(*)::int AS value ${from} GROUP BY 1, 2 ORDER BY 1, 2`)
    case 'flow': {
      const rows = await db.query<{ type: string; state: string; value: number }>(
        sql`SELECT f.type, ${raw(`f.${facts.state}`)} AS state, count(*)::int AS value ${from} GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 30`,
      )
      return rows.map((one) => ({
        from: titleOf(domains, one.type),
        to: stateName(one.state),
        value: one.value,
      }))
    }
    case 'tree': {
      const rows = await db.query<{ type: string; level: string | null; value: number }>(
        sql`SELECT f.type, f.level, count(*)::int AS value ${from} GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 60`,
      )
      return rows.map((one) => ({
        group: titleOf(domains, one.type),
        name: levelName(one.level ?? 'none'),
        value: one.value,
      }))
    }
    case 'funnel':
      return readFunnel(facts, db, from)
    case 'durations':
      return readDurations(facts, ask, from)
    default: {
      const row = await db.first<{ value: number }>(sql`SELECT count(*)::int AS value ${from}`)
      return [{ name: '合计', value: row?.value ?? 0 }]
    }
  }
}

async function listFacts(facts: Facts, { db, domains }: FactAsk, from: Sql, limit: number): Promise<Item[]> {
  const rows = await db.query<Record<string, unknown> & { id: string; type: string; time: Date }>(sql`
    SELECT f.id, f.type, f.reference, f.title, f.level, ${raw(`f.${facts.state}`)} AS state, f.division_code AS division,
      ${raw(`f.${facts.time}`)} AS time, f.closed_time IS NOT NULL AS closed ${from}
    ORDER BY ${raw(`f.${facts.time}`)} DESC LIMIT ${limit}`)
  return rows.map((one) => ({
    ...one,
    name: one.title,
    group: titleOf(domains, one.type),
    state: stateName(String(one.state)),
    time: one.time.toISOString(),
    link: `${facts.path}/${one.id}`,
  }))
}

async function readFunnel(facts: Facts, db: Queryable, from: Sql): Promise<Item[]> {
  if (facts.table === 'event_fact') {
    const row = await db.first<Record<string, number>>(sql`SELECT count(*)::int AS raised,
      count(*) FILTER (WHERE f.verified)::int AS verified, count(*) FILTER (WHERE f.closed_time IS NOT NULL)::int AS closed ${from}`)
    return named([
      ['上报', row?.raised],
      ['核实', row?.verified],
      ['办结', row?.closed],
    ])
  }
  const row = await db.first<Record<string, number>>(sql`SELECT count(*)::int AS opened,
    count(*) FILTER (WHERE f.task_minutes <> '{}' OR f.closed_time IS NOT NULL)::int AS worked,
    count(*) FILTER (WHERE f.closed_time IS NOT NULL)::int AS closed,
    count(*) FILTER (WHERE f.in_time)::int AS in_time ${from}`)
  return named([
    ['立案', row?.opened],
    ['处置', row?.worked],
    ['结案', row?.closed],
    ['按时结案', row?.in_time],
  ])
}

function named(pairs: ReadonlyArray<readonly [string, number | undefined]>): Item[] {
  return pairs.map(([name, value]) => ({ name, value: value ?? 0 }))
}

/** Five numbers of the handling time of each type, in minutes. */
async function readDurations(facts: Facts, { db, domains }: FactAsk, from: Sql): Promise<Item[]> {
  const minutes =
    facts.table === 'case_fact'
      ? sql`f.handle_minutes`
      : sql`extract(epoch FROM f.closed_time - f.raised_time) / 60`
  const rows = await db.query<{ type: string; five: number[] }>(sql`
    SELECT type, percentile_cont(ARRAY[0, 0.25, 0.5, 0.75, 1]) WITHIN GROUP (ORDER BY m) AS five
    FROM (SELECT f.type, (${minutes})::float8 AS m ${from}) d WHERE m IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 12`)
  return rows.map(({ type, five }) => ({ name: titleOf(domains, type), five }))
}

/** Digits of the codes right below a division. */
export function childLength(division: string): number {
  return division.length === 6 && division.endsWith('00') ? 6 : division.length + 3
}

function titled(domains: DomainRegistry, rows: ReadonlyArray<{ name: string; value: number }>): Item[] {
  return rows.map((one) => ({ name: titleOf(domains, one.name), code: one.name, value: one.value }))
}

function titleOf(domains: DomainRegistry, type: string): string {
  return (domains.findEventType(type) ?? domains.findCaseType(type))?.title.zh ?? type
}

const levelNames: Record<string, string> = {
  red: '红色',
  orange: '橙色',
  yellow: '黄色',
  blue: '蓝色',
  none: '未分级',
}
const stateNames: Record<string, string> = {
  ...{ raised: '待核实', verified: '已核实', dismissed: '已排除', closed: '已办结', handling: '处置中' },
  ...{ assigned: '已派遣', check: '核查', merged: '已合并', expired: '已过期', assess: '研判', act: '处置' },
}

function levelName(level: string): string {
  return levelNames[level] ?? level
}

function stateName(state: string): string {
  return stateNames[state] ?? state
}
