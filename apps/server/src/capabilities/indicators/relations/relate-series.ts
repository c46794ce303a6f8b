import type { OperationInput, Relation, relateSeries } from '@civitas/contract'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { ReadParts } from '../read-indicators.ts'
import { readerOf, readSeries } from './read-series.ts'
import { bestOf, chanceBound, concludeRelation, correlateLags, relationMethod } from './rules.ts'

type Asked = OperationInput<typeof relateSeries>['body']

const stepMsOf = { hour: 3_600_000, day: 86_400_000 } as const
const mostSteps = 5_000

interface Point {
  time: string
  cause: number | null
  effect: number | null
}

/** Reads both series in equal steps, moves one against the other and keeps the result with its inputs. */
export async function relate(parts: ReadParts, asked: Asked, principal: Principal): Promise<Relation> {
  const stepMs = stepMsOf[asked.step]
  const [from, to] = [Date.parse(asked.from), Date.parse(asked.to)]
  if (from >= to) throw invalid('/body/to', '应晚于 from')
  if ((to - from) / stepMs > mostSteps) throw invalid('/body/from', `最多 ${mostSteps} 个时间步`)
  const reader = readerOf(principal)
  const window = { from: new Date(from), to: new Date(to), stepMs }
  const cause = await readSeries(parts, asked.cause, '/body/cause', window, reader)
  const effect = await readSeries(parts, asked.effect, '/body/effect', window, reader)
  const points = align(cause.values, effect.values, stepMs)
  const lags = correlateLags(
    points.map((one) => one.cause),
    points.map((one) => one.effect),
    asked.maxLag,
  )
  const best = bestOf(lags)
  const chance = chanceBound(lags)
  const names = { cause: cause.side.title, effect: effect.side.title, step: asked.step }
  const now = parts.kernel.clock.now()
  const relation: Relation = {
    ...{ id: newId(), cause: cause.side, effect: effect.side, step: asked.step, maxLag: asked.maxLag },
    ...{ from: window.from.toISOString(), to: window.to.toISOString(), lags, best, chance },
    ...{ conclusion: concludeRelation(best, chance, names), method: relationMethod },
    ...{ byName: principal.name, computedTime: now.toISOString() },
  }
  const title = `${names.cause} ${names.effect}`
  await parts.kernel.db.query(sql`INSERT INTO indicators.relation_run (id, title, cause_division, effect_division, result, points, computed_time)
    VALUES (${relation.id}, ${title}, ${cause.division}, ${effect.division}, ${JSON.stringify(relation)},
      ${JSON.stringify(points)}, ${now})`)
  return relation
}

/** Both series on one line of instants, a step apart, null where one has none. */
function align(
  cause: ReadonlyMap<number, number>,
  effect: ReadonlyMap<number, number>,
  stepMs: number,
): Point[] {
  const times = [...cause.keys(), ...effect.keys()]
  if (times.length === 0) return []
  const first = times.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY)
  const last = times.reduce((most, one) => Math.max(most, one), 0)
  return Array.from({ length: Math.round((last - first) / stepMs) + 1 }, (_, index) => {
    const at = first + index * stepMs
    return { time: new Date(at).toISOString(), cause: cause.get(at) ?? null, effect: effect.get(at) ?? null }
  })
}

/** Analyses whose two series lie in the caller’s divisions. */
export async function listAll(
  { kernel: { db } }: ReadParts,
  query: { search?: string; limit?: number; offset?: number },
  { scope }: Principal,
) {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`} AND ${visible(scope)}`
  const rows = await db.query<{ result: Omit<Relation, 'lags'> }>(sql`SELECT result - 'lags' AS result
    FROM indicators.relation_run ${where} ORDER BY computed_time DESC, id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.relation_run ${where}`,
  )
  return { items: rows.map((row) => row.result), total: count?.n ?? 0 }
}

export async function getOne({ kernel: { db } }: ReadParts, id: string, { scope }: Principal) {
  const row = await db.first<{ result: Relation; points: Point[] }>(
    sql`SELECT result, points FROM indicators.relation_run WHERE id = ${id} AND ${visible(scope)}`,
  )
  if (!row) throw notFound('相关分析', id)
  return { relation: row.result, points: row.points }
}

/** Both series lie in the caller’s divisions. */
function visible(scope: Scope) {
  return sql`${inScope('cause_division', scope)} AND ${inScope('effect_division', scope)}`
}
