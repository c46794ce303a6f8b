import type { TrackedTarget } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { notFound, Problem } from '../../../kernel/problem.ts'
import { newestEntries, newestPeriods } from '../entries/store.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { forecastTo, gapOf, lightOf, reachOf, reachTimeOf } from './rules.ts'
import {
  findTarget,
  readTargets,
  readTrends,
  setBinding,
  type TargetQuery,
  type TargetRow,
  upsertTargets,
} from './store.ts'
import { formatTargets, parseTargets } from './tsv.ts'

/** Reads a file of targets; nothing is taken from one with a wrong line. */
export async function importTargets(tx: Transaction, tsv: string, bindings: ReadonlyMap<string, string>) {
  const { lines, rows, faults } = parseTargets(tsv)
  if (faults.length > 0) {
    const errors = faults
      .slice(0, 50)
      .map(({ line, message }) => ({ path: `/body/tsv/${line}`, message: `第 ${line} 行：${message}` }))
    throw new Problem('invalid', 'bad-tsv', errors[0]?.message ?? '文件有误', errors)
  }
  await upsertTargets(tx, lines, bindings)
  const computed = lines.filter((one) => bindings.has(one.code)).length
  return { indicators: rows, targets: lines.length, computed }
}

export async function exportTargets(parts: ReadParts): Promise<string> {
  return formatTargets(await readTargets(parts.kernel.db, {}))
}

/** The code a target that people report on is entered under. */
export function reportCode(code: string): string {
  return `target.${code.toLowerCase()}`
}

interface ListQuery extends TargetQuery {
  light?: TrackedTarget['light']
  limit?: number
  offset?: number
}

/** Targets with what was reached, the gap, the forecast and the light. */
export async function listTargets(parts: ReadParts, query: ListQuery, { scope }: Principal) {
  const { db } = parts.kernel
  const all = await readTargets(db, {})
  const chosen = await readTargets(db, query)
  const tracked = await track(parts, chosen, chooseDivision(parts, undefined, scope))
  const lights = { green: 0, yellow: 0, red: 0, none: 0 }
  for (const one of tracked) lights[one.light] += 1
  const wanted = query.light ? tracked.filter((one) => one.light === query.light) : tracked
  const offset = query.offset ?? 0
  return {
    items: wanted.slice(offset, offset + (query.limit ?? 50)),
    total: wanted.length,
    plans: [...new Set(all.map((one) => one.plan))].sort(),
    areas: [...new Set(all.map((one) => one.area))],
    lights,
  }
}

const yearMs = 365 * 86_400_000

async function track(
  parts: ReadParts,
  rows: readonly TargetRow[],
  division: string,
): Promise<TrackedTarget[]> {
  const { db, clock } = parts.kernel
  const indicators = [...new Set(rows.flatMap((one) => one.indicatorId ?? []))].flatMap(
    (id) => parts.registry.find(id) ?? [],
  )
  const values = await readValues(parts, indicators, [division])
  const from = new Date(clock.now().getTime() - yearMs)
  const trends = await readTrends(
    db,
    indicators.map((one) => one.id),
    division,
    from,
  )
  const reported = await reportedValues(parts, rows, division)
  return rows.map((row) => {
    const known = row.indicatorId ? values.get(`${row.indicatorId}/${division}`) : reported.get(row.code)
    const value = known?.value ?? null
    const end = Date.UTC(row.year || clock.now().getFullYear(), 11, 31, 16)
    const trend = row.indicatorId ? (trends.get(row.indicatorId) ?? []) : []
    const forecast = forecastTo(trend, end)
    const { target, direction } = row
    const { position: _, ...shown } = row
    return {
      ...shown,
      binding: row.indicatorId ? 'computed' : 'manual',
      value,
      valueTime: known?.time ?? null,
      gap: gapOf(value, row.target),
      forecast,
      light: lightOf(value, row.target, forecast, row.direction),
      ...reachOf({ value, target, direction, hasTrend: forecast !== null }, reachTimeOf(trend, target), end),
    }
  })
}

/** Values people reported for targets the platform does not compute. */
async function reportedValues(parts: ReadParts, rows: readonly TargetRow[], division: string) {
  const periods = await newestPeriods(parts.kernel.db)
  const codes = new Set(rows.filter((one) => !one.indicatorId).map((one) => one.code))
  const values = new Map<string, { value: number | null; time: string }>()
  for (const code of codes) {
    if (!periods.has(reportCode(code))) continue
    const own = (await newestEntries(parts.kernel.db, reportCode(code))).find(
      (one) => one.division === division,
    )
    if (own) values.set(code, { value: own.value, time: own.reportedTime })
  }
  return values
}

export async function bindTarget(
  parts: ReadParts,
  id: string,
  indicator: string | null,
  { scope }: Principal,
) {
  if (indicator) requireIndicator(parts, indicator, '/body/indicator')
  await setBinding(parts.kernel.db, id, indicator)
  const row = await findTarget(parts.kernel.db, id)
  if (!row) throw notFound('目标', id)
  const [tracked] = await track(parts, [row], chooseDivision(parts, undefined, scope))
  return tracked as TrackedTarget
}
