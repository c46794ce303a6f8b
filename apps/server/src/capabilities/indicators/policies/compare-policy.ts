import type { comparePolicy, OperationInput, PolicyComparison, PolicyPoint } from '@civitas/contract'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts } from '../read-indicators.ts'
import { readerOf, readSeries } from '../relations/read-series.ts'
import { concludePolicy, effectOf, meansOfSeasons, policyLimits, policyMethod } from './rules.ts'

type Asked = OperationInput<typeof comparePolicy>['body']

const dayMs = 86_400_000
/** Midnight of a day of the city, and the day an instant lies in. */
const midnight = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
const dayOf = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)

/** A series by day of the city, and what it is called. */
async function readDays(
  parts: ReadParts,
  asked: { indicator: string; division: string },
  { from, to }: { from: number; to: number },
  principal: Principal,
) {
  const window = { from: new Date(from), to: new Date(to), stepMs: dayMs / 24 }
  const read = await readSeries(parts, asked, '/body', window, readerOf(principal))
  const sums = new Map<string, { sum: number; n: number }>()
  for (const [ms, value] of read.values) {
    const one = sums.get(dayOf(ms)) ?? { sum: 0, n: 0 }
    sums.set(dayOf(ms), { sum: one.sum + value, n: one.n + 1 })
  }
  return { side: read.side, days: new Map([...sums].map(([day, { sum, n }]) => [day, sum / n])) }
}

/** Reads both series around a day and keeps what changed with what it was computed from. */
export async function compare(
  parts: ReadParts,
  asked: Asked,
  principal: Principal,
): Promise<PolicyComparison> {
  const at = midnight(asked.policyDay)
  const now = parts.kernel.clock.now()
  if (Number.isNaN(at) || at > now.getTime()) throw invalid('/body/policyDay', '政策日期应为今天或以前')
  if (asked.control === asked.division) throw invalid('/body/control', '对照区划应与实施区划不同')
  const span = { from: at - asked.days * dayMs, to: Math.min(now.getTime(), at + asked.days * dayMs) }
  const read = await readBoth(parts, asked, span, principal)
  const found = effectOf(datesOf(read.points, at))
  const seasonal = asked.lastYear ? await changeLastYear(parts, asked, span, principal) : null
  const shift = <T extends number | null>(value: T) =>
    value === null || seasonal === null ? value : Math.round((value - seasonal) * 1000) / 1000
  const effect = {
    ...{ effect: shift(found.effect), low: shift(found.low), high: shift(found.high) },
    isParallel: found.isParallel,
  }
  const nameOf = (code: string) => parts.territory.findDivision(code)?.name ?? code
  const names = { division: nameOf(asked.division), unit: read.unit, hasControl: Boolean(asked.control) }
  const comparison: PolicyComparison = {
    ...{ id: newId(), ...asked, indicatorTitle: read.title, unit: read.unit, divisionName: names.division },
    controlName: asked.control ? nameOf(asked.control) : null,
    ...{ before: meanOf(read.points, (day) => midnight(day) < at) },
    ...{ after: meanOf(read.points, (day) => midnight(day) >= at), ...effect, seasonal },
    ...{ conclusion: concludePolicy(effect, names), method: policyMethod, limits: policyLimits },
    ...{ byName: principal.name, computedTime: now.toISOString() },
  }
  await parts.kernel.db.query(sql`INSERT INTO indicators.policy_run (id, title, division_code, control_code, result, points,
      computed_time) VALUES (${comparison.id}, ${asked.title}, ${asked.division}, ${asked.control ?? null},
      ${JSON.stringify(comparison)}, ${JSON.stringify(read.points)}, ${now})`)
  return comparison
}

async function readBoth(
  parts: ReadParts,
  { indicator, division, control }: Asked,
  span: { from: number; to: number },
  principal: Principal,
) {
  const treated = await readDays(parts, { indicator, division }, span, principal)
  const other = control ? await readDays(parts, { indicator, division: control }, span, principal) : null
  const all = [...new Set([...treated.days.keys(), ...(other?.days.keys() ?? [])])].sort()
  const points: PolicyPoint[] = all.map((day) => ({
    ...{ day, treated: treated.days.get(day) ?? null, control: other?.days.get(day) ?? null },
  }))
  return { points, hasControl: other !== null, title: treated.side.title, unit: treated.side.unit }
}

/** The difference of each day that has both, by days from the policy. */
function datesOf(points: readonly PolicyPoint[], at: number) {
  const hasControl = points.some((one) => one.control !== null)
  return points.flatMap(({ day, treated, control }) => {
    if (treated === null || (hasControl && control === null)) return []
    const ms = midnight(day)
    const weekday = new Date(ms + 8 * 3_600_000).getUTCDay()
    return [{ at: Math.round((ms - at) / dayMs), weekday, value: treated - (control ?? 0) }]
  })
}

async function changeLastYear(
  parts: ReadParts,
  asked: Asked,
  { from, to }: { from: number; to: number },
  principal: Principal,
): Promise<number | null> {
  const year = 364 * dayMs
  const { points } = await readBoth(parts, asked, { from: from - year, to: to - year }, principal)
  return effectOf(datesOf(points, midnight(asked.policyDay) - year)).effect
}

function meanOf(points: readonly PolicyPoint[], within: (day: string) => boolean) {
  const inside = points.filter((one) => within(one.day))
  const of = (side: 'treated' | 'control') => {
    const values = inside.flatMap((one) => one[side] ?? [])
    if (values.length === 0) return null
    return Math.round((values.reduce((sum, one) => sum + one, 0) / values.length) * 1000) / 1000
  }
  return {
    treated: of('treated'),
    control: of('control'),
    days: inside.filter((one) => one.treated !== null).length,
  }
}

function visible(scope: Scope) {
  return sql`${inScope('division_code', scope)} AND (control_code IS NULL OR ${inScope('control_code', scope)})`
}

export async function listAll(
  { kernel: { db } }: ReadParts,
  query: { search?: string; limit?: number; offset?: number },
  { scope }: Principal,
) {
  const where = sql`WHERE ${visible(scope)} ${query.search ? sql`AND title ILIKE ${`%${query.search}%`}` : empty}`
  const rows = await db.query<{
    result: PolicyComparison
  }>(sql`SELECT result FROM indicators.policy_run ${where}
    ORDER BY computed_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.policy_run ${where}`,
  )
  return { items: rows.map((row) => row.result), total: count?.n ?? 0 }
}

export async function getOne({ kernel: { db } }: ReadParts, id: string, { scope }: Principal) {
  const row = await db.first<{ result: PolicyComparison; points: PolicyPoint[] }>(
    sql`SELECT result, points FROM indicators.policy_run WHERE id = ${id} AND ${visible(scope)}`,
  )
  if (!row) throw notFound('政策对比', id)
  return { comparison: row.result, points: row.points }
}

const seasonMethod =
  '按日平均后求各季平均，春 3–5 月、夏 6–8 月、秋 9–11 月、冬 12–2 月；95 % 区间按一阶自相关折算天数；不足 7 天不给区间'
const historyDays = 400

/** Means of the seasons an indicator has history of. */
export async function seasons(
  parts: ReadParts,
  indicator: string,
  asked: string | undefined,
  principal: Principal,
) {
  const now = parts.kernel.clock.now().getTime()
  const division = chooseDivision(parts, asked, principal.scope)
  const span = { from: now - historyDays * dayMs, to: now }
  const { side, days } = await readDays(parts, { indicator, division }, span, principal)
  const dated = [...days].sort().map(([day, value]) => ({
    ...{ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), value },
  }))
  return { title: side.title, unit: side.unit, seasons: meansOfSeasons(dated), method: seasonMethod }
}
