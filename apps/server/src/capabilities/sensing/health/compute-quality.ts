import type { QualityPolicy } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { DatastreamIndex, ThingMeta } from '../datastreams/datastream-index.ts'
import { aggregatePerDatastream, readRawSeries } from '../datastreams/series.ts'
import type { ThingModels } from '../models/registry.ts'
import { metresBetween } from '../siting/rules.ts'
import { type DayOfStream, defaultPolicy, forecastReaching, scoreDay } from './rules.ts'
import * as store from './store.ts'

export interface HealthParts {
  kernel: Kernel
  index: DatastreamIndex
  models: ThingModels
}

const dayMs = 86_400_000
/** Devices judged together: so many series fit in memory. */
const batchSize = 200
/** Charge at which a battery counts as empty, per cent. */
const emptyBattery = 10

/** The instants a day of Asia/Shanghai begins and ends. */
export function boundsOf(day: string): { from: Date; to: Date } {
  const from = new Date(`${day}T00:00:00+08:00`)
  return { from, to: new Date(from.getTime() + dayMs) }
}

/** Scores every device that has a model over a day, then forecasts from what is known at its end. */
export async function computeQuality(
  parts: HealthParts,
  day: string,
): Promise<{ scored: number; forecasts: number }> {
  const policy = await store.readPolicy(parts.kernel.db)
  let scored = 0
  const forecasts: store.NewForecast[] = []
  for (const type of parts.models.listThingTypes()) {
    const things = parts.index.thingsOf(type.id)
    if (things.length === 0) continue
    const means = await readMeans(parts, things, day)
    for (let i = 0; i < things.length; i += batchSize) {
      const batch = things.slice(i, i + batchSize)
      scored += await scoreBatch(parts, batch, things, means, day, policy ?? defaultPolicy)
      forecasts.push(...(await forecastBatteries(parts, batch, day)))
    }
  }
  forecasts.push(...(await forecastFailures(parts, day)))
  if (forecasts.length > 0) await store.upsertForecasts(parts.kernel.db, day, forecasts)
  await store.judgeForecasts(parts.kernel.db, day)
  return { scored, forecasts: forecasts.length }
}

/** Mean of each series over the day, for the comparison with peers. */
async function readMeans(
  { kernel }: HealthParts,
  things: readonly ThingMeta[],
  day: string,
): Promise<Map<number, number>> {
  const { from, to } = boundsOf(day)
  const datastreamIds = things.flatMap((thing) =>
    thing.datastreams.filter((one) => !one.derived).map((one) => one.id),
  )
  const rows = await aggregatePerDatastream(kernel, { datastreamIds, from, to, aggregate: 'avg' })
  return new Map(rows.map((row) => [row.datastreamId, row.value]))
}

async function scoreBatch(
  { kernel, models }: HealthParts,
  batch: readonly ThingMeta[],
  peers: readonly ThingMeta[],
  means: ReadonlyMap<number, number>,
  day: string,
  policy: QualityPolicy,
): Promise<number> {
  const { from, to } = boundsOf(day)
  const ids = batch.flatMap((thing) => thing.datastreams.filter((one) => !one.derived).map((one) => one.id))
  // Readings at midnight belong to the day they begin, and the series is read open at its beginning.
  const series = await readRawSeries(kernel, ids, from.getTime() - 1, to.getTime() - 1)
  const rows = batch.flatMap((thing) => {
    const definition = models.findDefinition(thing.thingType, thing.modelVersion)
    const near = thing.position ? peersNear(thing, peers, policy.neighbourMetres) : []
    const streams = thing.datastreams.flatMap((one): DayOfStream[] => {
      const property = definition?.properties.find((p) => p.id === one.property)
      if (!property) return []
      const others = near.flatMap((peer) => {
        const id = peer.datastreams.find((d) => d.property === one.property)?.id
        return id === undefined ? [] : (means.get(id) ?? [])
      })
      return [
        {
          ...{ property: one.property, title: property.title.zh, periodSeconds: property.periodSeconds },
          ...{ mandatory: property.mandatory, variable: property.variable },
          ...{ readings: series.get(one.id) ?? [], peers: others },
        },
      ]
    })
    return streams.length === 0 ? [] : [{ thingId: thing.id, ...scoreDay(streams, policy) }]
  })
  if (rows.length > 0) await store.upsertScores(kernel.db, day, rows)
  return rows.length
}

function peersNear(thing: ThingMeta, peers: readonly ThingMeta[], metres: number): ThingMeta[] {
  const here = thing.position as readonly [number, number]
  return peers.filter(
    (one) => one !== thing && one.position !== null && metresBetween(here, one.position) <= metres,
  )
}

async function forecastBatteries(
  { kernel, index }: HealthParts,
  batch: readonly ThingMeta[],
  day: string,
): Promise<store.NewForecast[]> {
  const to = boundsOf(day).to.getTime()
  const ids = batch.flatMap((thing) =>
    thing.datastreams.filter((one) => one.property === 'battery').map((one) => one.id),
  )
  if (ids.length === 0) return []
  const series = await readRawSeries(kernel, ids, to - 30 * dayMs, to)
  return [...series].flatMap(([id, readings]) => {
    const points = readings.flatMap((one) =>
      one.result === null ? [] : { timeMs: one.timeMs, value: one.result },
    )
    const end = forecastReaching(points, emptyBattery)
    const thing = index.find(id)?.thing
    if (!end || !thing || end.timeMs > to + 365 * dayMs) return []
    const daysLeft = Math.max(0, (end.timeMs - to) / dayMs)
    const predictedDate = new Date(end.timeMs + 8 * 3_600_000).toISOString().slice(0, 10)
    const evidence = `电量每天 ${end.perDay.toFixed(2)} %，${points.length} 个读数，拟合优度 ${end.fit.toFixed(2)}`
    const risk = Math.min(1, 30 / (daysLeft + 30)) * end.fit
    return [
      {
        id: newId(),
        thingId: thing.id,
        kind: 'battery' as const,
        predictedDate,
        risk,
        impact: impactOf(thing),
        evidence,
      },
    ]
  })
}

async function forecastFailures({ kernel, index }: HealthParts, day: string): Promise<store.NewForecast[]> {
  const rows = await store.weekCompleteness(kernel.db, day)
  return rows.flatMap(({ thing_id, mean, n }) => {
    const thing = index.findThing(thing_id)
    if (!thing || mean >= 80) return []
    const evidence = `近 ${n} 天平均完整率 ${mean.toFixed(1)} %`
    const risk = 1 - mean / 100
    return [
      {
        id: newId(),
        thingId: thing_id,
        kind: 'failure' as const,
        predictedDate: null,
        risk,
        impact: impactOf(thing),
        evidence,
      },
    ]
  })
}

/** What hangs on a device: one, and one more for each of its series a rule, a derived value or an indicator reads. */
export function impactOf(thing: ThingMeta): number {
  return 1 + thing.datastreams.filter((one) => one.watched).length
}
