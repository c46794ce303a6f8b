import type { RedundantDevice } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import { readMeanScores } from './care-store.ts'
import { type HealthParts, impactOf } from './compute-quality.ts'
import { findRedundant, gridOf, type PlacedDevice, type Redundancy } from './density.ts'

interface Query {
  model: string
  metres?: number
  division?: string
  search?: string
  limit?: number
  offset?: number
}

interface Placed extends PlacedDevice {
  reference: string
  divisionCode: string | null
}

interface Grid {
  code: string
  name: string
  position: [number, number]
}

/** So many are compared while a person waits. */
const mostDevices = 50_000

/** Devices of a model that are too dense for their value, the least valuable first, with where they would be of use. */
export async function adviseDensity(
  parts: HealthParts & { territory: Territory },
  query: Query,
  { scope }: Principal,
) {
  const { models, index, territory, kernel } = parts
  if (!models.findThingType(query.model)) throw notFound('设备模型', query.model)
  const metres = query.metres ?? 200
  const within = query.division ? { divisions: [query.division], everything: false } : null
  const seen = index.thingsOf(query.model).filter((one) => isInScope(one.divisionCode, scope))
  const devices = seen
    .filter((one) => !within || isInScope(one.divisionCode, within))
    .flatMap((one) => toPlaced(one) ?? [])
  if (devices.length > mostDevices)
    throw invalid('/query/division', `这一型号有 ${devices.length} 台设备，请先选定一个区划`)
  const crowded = crowdOf(devices, metres)
  const today = kernel.clock.now().toISOString().slice(0, 10)
  const scores = await readMeanScores(
    kernel.db,
    crowded.map((one) => one.id),
    today,
  )
  const redundant = findRedundant(crowded, metres, scores)
  const takeNearest = openGrids(freeGrids(territory, devices, metres))
  const words = query.search?.trim()
  const advised = redundant
    .map((one) => toAdvice(one, metres, scores, takeNearest(one.device.position)))
    .filter((one) => !words || one.thingName.includes(words) || one.reference.includes(words))
  const offset = query.offset ?? 0
  const move = advised.filter((one) => one.advice === 'move').length
  return {
    items: advised.slice(offset, offset + (query.limit ?? 50)),
    total: advised.length,
    ...{ things: devices.length, move, remove: advised.length - move },
    perSquareKilometre: densityOf(territory, devices),
  }
}

function toPlaced(thing: ThingMeta): Placed | null {
  if (!thing.position) return null
  const { id, name, reference, divisionCode, position } = thing
  return { id, name, reference, divisionCode, position, impact: impactOf(thing) }
}

/** Devices with at least one other of the model near: the only ones whose value must be known. */
function crowdOf(devices: readonly Placed[], metres: number): Placed[] {
  const grid = gridOf(devices, metres)
  return devices.filter((one) => grid.near(one.position).length > 1)
}

/** Grids of the districts the devices stand in that have none of them near. */
function freeGrids(territory: Territory, devices: readonly Placed[], metres: number): Grid[] {
  const box = territory.bounds()
  if (!box || devices.length === 0) return []
  const districts = new Set(devices.map((one) => one.divisionCode?.slice(0, 6)))
  const grid = gridOf(devices, metres)
  return territory
    .listBoundaries(box, 5)
    .filter((one) => one.code.length === 15 && districts.has(one.code.slice(0, 6)))
    .map((one) => ({ code: one.code, name: one.name, position: one.centre as [number, number] }))
    .filter((one) => grid.near(one.position).length === 0)
}

/** A device is not carried across the city: so far may the place be it is moved to. */
const farthestMove = 3_000

/** Hands out grids without a device, the nearest first, each once. */
function openGrids(free: readonly Grid[]): (place: readonly [number, number]) => Grid | null {
  const grid = gridOf(free, farthestMove)
  const taken = new Set<string>()
  return (place) => {
    const near = grid.near(place).filter(({ point }) => !taken.has(point.code))
    const best = near.sort((a, b) => a.metres - b.metres)[0]?.point ?? null
    if (best) taken.add(best.code)
    return best
  }
}

function toAdvice(
  { device, neighbours, nearest, nearestMetres, value, bestValue }: Redundancy<Placed>,
  metres: number,
  scores: ReadonlyMap<string, number>,
  target: Grid | null,
): RedundantDevice {
  const score = scores.get(device.id)
  const quality = score === undefined ? '近 30 天没有质量评分' : `近 30 天质量 ${score.toFixed(1)} 分`
  const rounded = Math.round(nearestMetres)
  return {
    ...{ thingId: device.id, thingName: device.name, reference: device.reference },
    ...{ divisionCode: device.divisionCode, position: [...device.position] as [number, number] },
    ...{ neighbours, nearestId: nearest.id, nearestName: nearest.name, nearestMetres: rounded },
    ...{ value, bestValue, advice: target ? 'move' : 'remove' },
    ...{
      targetCode: target?.code ?? null,
      targetName: target?.name ?? null,
      target: target?.position ?? null,
    },
    evidence: `${metres} 米内有 ${neighbours} 台同型设备，最近的“${nearest.name}”相距 ${rounded} 米；${quality}，价值 ${value.toFixed(2)}，周边最高 ${bestValue.toFixed(2)}`,
  }
}

/** Devices to the square kilometre of the grids that hold any; null outside every grid. */
function densityOf(territory: Territory, devices: readonly Placed[]): number | null {
  const box = territory.bounds()
  if (!box) return null
  const held = new Set(devices.map((one) => one.divisionCode))
  const grids = territory.listBoundaries(box, 5).filter((one) => held.has(one.code))
  const codes = new Set(grids.map((one) => one.code))
  const area = grids.reduce((sum, one) => sum + (one.areaKm2 ?? 0), 0)
  const inside = devices.filter((one) => one.divisionCode && codes.has(one.divisionCode)).length
  return area > 0 ? inside / area : null
}
