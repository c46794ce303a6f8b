import { wholeScope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { type CommandParts, metresBetween } from '../parts.ts'
import { toUnits, unitTypes } from '../resources/allocate.ts'
import type { Travel } from '../resources/travel.ts'
import { assignShelters, chance, clearedArea, depthCm, floodedCm } from './models.ts'
import { boxOf, peopleWithin } from './population.ts'

/** What a run gives: figures to compare, and what a page shows. */
export interface Outcome {
  measures: Record<string, number>
  result: Record<string, unknown>
}

/** A run tells how far it has come and learns there whether it was cancelled. */
export interface RunContext {
  parts: CommandParts
  travel: Travel
  parameters: Record<string, unknown>
  seed: number
  progress(share: number): Promise<void>
}

export type RunModel = (context: RunContext) => Promise<Outcome>

export const runners: Readonly<Record<string, RunModel>> = {
  waterlogging: runWaterlogging,
  evacuation: runEvacuation,
  coverage: runCoverage,
}

/** A number of the parameters, or a Problem that names it. */
export function numberOf(
  parameters: Record<string, unknown>,
  key: string,
  [least, most]: readonly [number, number],
  usual: number,
) {
  const value = parameters[key] ?? usual
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw invalid(`/body/parameters/${key}`, `应为 ${least} 到 ${most} 之间的数`)
  return value
}

/** Refuses parameters a model cannot run with, before anything is queued. */
export function checkParameters(model: string, parameters: Record<string, unknown>): void {
  if (model === 'waterlogging') rainOf(parameters)
  else if (model === 'evacuation') areaOf(parameters)
  else coverageOf(parameters)
}

function rainOf(parameters: Record<string, unknown>) {
  return {
    rainMm: numberOf(parameters, 'rainMm', [0, 1_000], 50),
    hours: numberOf(parameters, 'hours', [0.1, 72], 1),
    curveNumber: numberOf(parameters, 'curveNumber', [40, 98], 92),
  }
}

async function runWaterlogging({ parts, parameters, seed, progress }: RunContext): Promise<Outcome> {
  const { rainMm, hours, curveNumber } = rainOf(parameters)
  const box = parts.territory.bounds() ?? [0, 0, 0, 0]
  const gauges = await parts.entities.readShapes(['waterlogging.gauge'], box)
  const pumps = await parts.entities.readShapes(['city-base.pump-station'], box)
  const served = countServed(gauges, pumps)
  const points: { id: string; name: string; depthCm: number; position: [number, number] }[] = []
  for (const [index, gauge] of gauges.entries()) {
    const near = nearestPump(gauge, pumps)
    const depth = depthCm(
      {
        catchmentM2: Number(gauge.attributes.catchment_m2 ?? 20_000),
        drainMmH: Number(gauge.attributes.drain_mm_h ?? 36),
        pumpM3H: near ? Number(near.attributes.capacity_m3_h ?? 0) / (served.get(near.id) ?? 1) : 0,
        curveNumber: Math.min(99, curveNumber + 4 * chance(seed, gauge.reference) - 2),
      },
      rainMm,
      hours,
    )
    if (depth >= floodedCm)
      points.push({ id: gauge.id, name: gauge.name, depthCm: depth, position: [gauge.lon, gauge.lat] })
    if (index % 50 === 0) await progress(index / gauges.length)
  }
  points.sort((a, b) => b.depthCm - a.depthCm || a.id.localeCompare(b.id))
  const area = points.length > 0 ? points.map((one) => one.position) : []
  const deepest = points[0]?.depthCm ?? 0
  return {
    measures: {
      flooded: points.length,
      deepestCm: deepest,
      closed: points.filter((one) => one.depthCm >= 27).length,
    },
    result: { rainMm, hours, points, positions: area, checked: gauges.length },
  }
}

type Placed = { id: string; lon: number; lat: number; attributes: Record<string, unknown> }
const pumpReachM = 1_000

function nearestPump(place: { lon: number; lat: number }, pumps: readonly Placed[]): Placed | undefined {
  let best: { pump: Placed; metres: number } | undefined
  for (const pump of pumps) {
    const metres = metresBetween([place.lon, place.lat], [pump.lon, pump.lat])
    if (metres <= pumpReachM && (!best || metres < best.metres)) best = { pump, metres }
  }
  return best?.pump
}

function countServed(gauges: readonly Placed[], pumps: readonly Placed[]): Map<string, number> {
  const served = new Map<string, number>()
  for (const gauge of gauges) {
    const pump = nearestPump(gauge, pumps)
    if (pump) served.set(pump.id, (served.get(pump.id) ?? 0) + 1)
  }
  return served
}

function areaOf(parameters: Record<string, unknown>) {
  const centre = parameters.centre as [number, number] | undefined
  if (!Array.isArray(centre) || centre.length !== 2 || centre.some((one) => typeof one !== 'number'))
    throw invalid('/body/parameters/centre', '请给出中心点经纬度')
  const windFrom = parameters.windFrom == null ? null : numberOf(parameters, 'windFrom', [0, 360], 0)
  const radiusM = numberOf(parameters, 'radiusM', [50, 20_000], 1_000)
  return { centre, radiusM, windFrom, halfAngle: numberOf(parameters, 'halfAngle', [5, 90], 30) }
}

async function runEvacuation({ parts, parameters, progress }: RunContext): Promise<Outcome> {
  const input = areaOf(parameters)
  const area = clearedArea(input.centre, input)
  const grids = peopleWithin(parts, area)
  await progress(0.4)
  const page = await parts.entities.list({ type: 'emergency.shelter', limit: 500 }, wholeScope)
  const rows = await parts.entities.findMany(
    parts.kernel.db,
    page.items.map((one) => one.id),
  )
  const shelters = (await toUnits(parts, rows)).flatMap((one) =>
    one.position
      ? [
          {
            id: one.id,
            name: one.name,
            room: (one.capacity ?? 0) - (one.occupied ?? 0),
            position: one.position,
          },
        ]
      : [],
  )
  await progress(0.7)
  const outside = shelters.filter((one) => metresBetween(one.position, input.centre) > input.radiusM)
  const groups = grids.map((grid) => ({ id: grid.code, ...grid }))
  const { moves, left } = assignShelters(groups, outside, metresBetween)
  const people = grids.reduce((sum, grid) => sum + grid.people, 0)
  return {
    measures: { people, grids: grids.length, sheltered: people - left, left },
    result: { area, grids, moves },
  }
}

function coverageOf(parameters: Record<string, unknown>) {
  const type = String(parameters.type ?? 'emergency.team')
  if (!unitTypes.includes(type)) throw invalid('/body/parameters/type', '没有这类应急资源')
  return { type, minutes: numberOf(parameters, 'minutes', [1, 240], 15) }
}

async function runCoverage({ parts, travel, parameters, progress }: RunContext): Promise<Outcome> {
  const { type, minutes } = coverageOf(parameters)
  const page = await parts.entities.list({ type, limit: 500 }, wholeScope)
  const rows = await parts.entities.findMany(
    parts.kernel.db,
    page.items.map((one) => one.id),
  )
  const box = parts.territory.bounds() ?? [0, 0, 0, 0]
  const grids = parts.territory.listBoundaries(box, 5).filter((row) => row.level === 5)
  const best = new Float64Array(grids.length).fill(Number.POSITIVE_INFINITY)
  for (const [index, row] of rows.entries()) {
    if (row.lon === null || row.lat === null) continue
    const from = await travel.to([row.lon, row.lat])
    const ready = Number(row.attributes.travelReadiness ?? 0)
    grids.forEach((grid, at) => {
      const time = from(grid.centre)
      if (time !== null) best[at] = Math.min(best[at] as number, time + ready)
    })
    await progress((index + 1) / rows.length)
  }
  const total = grids.reduce((sum, grid) => sum + (grid.population ?? 0), 0)
  const reached = grids.filter((_, at) => (best[at] as number) <= minutes)
  const covered = reached.reduce((sum, grid) => sum + (grid.population ?? 0), 0)
  const far = grids.flatMap((grid, at) =>
    (best[at] as number) > minutes
      ? [
          {
            code: grid.code,
            name: grid.fullName,
            people: grid.population ?? 0,
            minutes: Number.isFinite(best[at] as number) ? best[at] : null,
            centre: grid.centre,
          },
        ]
      : [],
  )
  far.sort((a, b) => b.people - a.people || a.code.localeCompare(b.code))
  return {
    measures: {
      sharePercent: total > 0 ? Math.round((covered / total) * 1_000) / 10 : 0,
      covered,
      total,
      farGrids: far.length,
    },
    result: {
      type,
      minutes,
      units: rows.length,
      far: far.slice(0, 200),
      box: boxOf({ type: 'MultiPoint', coordinates: far.slice(0, 200).map((one) => [...one.centre]) }),
    },
  }
}
