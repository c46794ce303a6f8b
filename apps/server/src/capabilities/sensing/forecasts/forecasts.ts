import * as contract from '@civitas/contract'
import { compare, type DomainRegistry } from '@civitas/domain-kit'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { announce } from '../firings/alarms.ts'
import * as store from './forecast-store.ts'
import { backTest, learnCourse, tellAhead } from './learn.ts'

export interface ForecastParts {
  kernel: Kernel
  index: DatastreamIndex
  domains: DomainRegistry
}

const dayMs = 86_400_000
/** Learnt anew so often. */
const everyMs = 3_600_000

/** Predictive models (PLT-016): learnt each hour; a forecast that crosses its limit raises an event. */
export function startForecasts(parts: ForecastParts): { stop(): Promise<void> } {
  bindForecasts(parts)
  const { kernel } = parts
  return startWorkQueue(kernel, 'forecasts', async (tx) => {
    const row = await store.takeForecast(tx, { due: kernel.clock.now() })
    if (row) await runOne(parts, tx, row)
    return row !== undefined
  })
}

function bindForecasts(parts: ForecastParts): void {
  const { kernel, index } = parts
  const { http, db } = kernel
  const describe: store.Describe = (id) => ({
    property: index.find(id)?.property ?? '',
    unit: index.describe(id).unitLabel,
  })
  const find = async (id: string, by: Principal) => {
    const { items } = await store.listForecasts(db, { id }, by.scope, describe)
    if (!items[0]) throw notFound('预测模型', id)
    return items[0]
  }
  http.bind(contract.listSeriesForecasts, ({ query }, { principal }) =>
    store.listForecasts(db, query, principal.scope, describe),
  )
  http.bind(contract.getSeriesForecast, ({ params }, { principal }) => find(params.id, principal))
  http.bind(contract.createSeriesForecast, async ({ body }, { principal }) => {
    const { thing } = requireStream(parts, body, principal)
    const id = newId()
    const row = { id, definition: body, datastream_id: body.datastreamId, thing_id: thing.id }
    await store.insertForecast(db, { ...row, createdBy: principal.name }, kernel.clock.now())
    return find(id, principal)
  })
  http.bind(contract.runSeriesForecast, async ({ params }, { principal }) => {
    await find(params.id, principal)
    await db.transaction(async (tx) => {
      const row = await store.takeForecast(tx, { id: params.id })
      if (row) await runOne(parts, tx, row)
    })
    return find(params.id, principal)
  })
  http.bind(contract.deleteSeriesForecast, async ({ params }, { principal }) => {
    await find(params.id, principal)
    await db.transaction(async (tx) => {
      const row = await store.takeForecast(tx, { id: params.id })
      if (row?.open_firing) await tellLimit(parts, tx, row, 'cleared', null)
      await store.deleteForecast(tx, params.id)
    })
    return { done: true as const }
  })
}

function requireStream(
  { index, domains }: ForecastParts,
  input: contract.SeriesForecastInput,
  by: Principal,
) {
  const stream = index.find(input.datastreamId)
  if (!stream || !isInScope(stream.thing.divisionCode, by.scope))
    throw invalid('/body/datastreamId', '没有这个数据流')
  if (input.limit && !domains.findEventType(input.limit.eventType))
    throw invalid('/body/limit/eventType', '没有这种事件类型')
  return stream
}

/** Learns one model, tells ahead, and raises or clears its event. */
async function runOne(parts: ForecastParts, tx: Transaction, row: store.ForecastRow): Promise<void> {
  const now = parts.kernel.clock.now()
  const { definition } = row
  const result = await learn(tx, row, now)
  const { crossing } = result
  let open = row.open_firing
  if (definition.limit && crossing && !open) open = await tellLimit(parts, tx, row, 'opened', crossing)
  // A model that could learn nothing says nothing: it clears nothing either.
  if (open && !crossing && result.problem === null) {
    await tellLimit(parts, tx, row, 'cleared', null)
    open = null
  }
  await store.saveResult(tx, row.id, result, open, new Date(now.getTime() + everyMs))
}

async function learn(
  tx: Transaction,
  { definition }: store.ForecastRow,
  now: Date,
): Promise<contract.SeriesForecastResult> {
  const { season, trainDays, horizonHours, limit } = definition
  const from = new Date(now.getTime() - trainDays * dayMs)
  const means = await store.readHourMeans(tx, definition.datastreamId, from)
  const course = learnCourse(means, season)
  const points = course ? tellAhead(course, now.getTime(), horizonHours) : []
  return {
    learntTime: now.toISOString(),
    hours: means.length,
    trendPerDay: (course?.slopePerHour ?? 0) * 24,
    season: course && course.season.length > 1 ? course.season : [],
    backTest: course ? backTest(means, season, horizonHours) : null,
    points,
    crossing: (limit && points.find((point) => compare(point.value, limit))) ?? null,
    problem: course ? null : `只有 ${means.length} 个小时均值，不足以学习`,
  }
}

/** Tells the city that a forecast crosses its limit, or no longer does; answers the id of what was told. */
async function tellLimit(
  { kernel, index }: ForecastParts,
  tx: Transaction,
  { id, definition, datastream_id }: store.ForecastRow,
  act: 'opened' | 'cleared',
  point: contract.SeriesForecastPoint | null,
): Promise<string> {
  const { thing } = index.find(datastream_id) ?? {}
  const { limit } = definition
  const firingId = newId()
  if (!thing || !limit) return firingId
  const time = kernel.clock.now().toISOString()
  await announce(kernel, tx, {
    ...{ firingId, ruleId: `forecast/${id}`, ruleVersion: '1', ruleTitle: `预测：${definition.title}`, act },
    ...{ eventType: limit.eventType, level: act === 'opened' ? limit.level : null },
    ...{ thingId: thing.id, thingName: thing.name, divisionCode: thing.divisionCode },
    position: thing.position ? [thing.position[0], thing.position[1]] : null,
    ...{ datastreamId: datastream_id, observationId: `${datastream_id}-${Date.parse(point?.time ?? time)}` },
    value: Math.round((point?.value ?? limit.value) * 100) / 100,
    unit: index.describe(datastream_id).unitLabel,
    ...{ time, values: [] },
  })
  return firingId
}
