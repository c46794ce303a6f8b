import type { CityEvent } from '@civitas/contract'
import { type CommandParts, metresBetween } from '../parts.ts'
import { buildRoadGraph, nearestSeconds, type RoadGraph, travelSeconds } from './road-graph.ts'

/** Kilometres an hour where the register says nothing. */
const usualSpeed: Record<string, number> = {
  motorway: 90,
  expressway: 60,
  arterial: 45,
  secondary: 35,
  local: 25,
  'county-road': 45,
}

/** Share of the limit an emergency drive keeps on average. */
const pace = 0.8
const roadType = 'city-base.road'

/** By an emergency vehicle, or on foot at 4.5 km/h. */
export type Pace = 'drive' | 'walk'

const walkKmH = 4.5

/** Minutes by road from places to a place. */
export interface Travel {
  /** A search that begins at all places: minutes from anywhere to the nearest of them, closed roads not used. */
  toNearest(
    places: ReadonlyArray<readonly [number, number]>,
    pace: Pace,
  ): Promise<(from: readonly [number, number]) => number | null>
  /** When the roads it knows were last changed. */
  dataTime(): Promise<Date | null>
  /** A search towards a place; roads within `closedM` metres of open closures are not used. */
  to(place: readonly [number, number]): Promise<(from: readonly [number, number]) => number | null>
}

/** Event types that close the road they are at, and how far around. */
const closing = 'waterlogging.closure-needed'
const closedM = 60

/** The road graph of the city, built when first asked and anew when roads have changed. */
export function createTravel(
  { entities, territory }: Pick<CommandParts, 'entities' | 'territory'>,
  listClosures: () => Promise<CityEvent[]>,
): Travel {
  const kept = new Map<Pace, { key: string; graph: RoadGraph }>()

  async function graphNow(by: Pace = 'drive'): Promise<RoadGraph> {
    const { count, changedTime } = await entities.readShapesVersion([roadType])
    const key = `${count}/${changedTime?.getTime() ?? 0}`
    const known = kept.get(by)
    if (known?.key === key) return known.graph
    const roads = await entities.readShapes([roadType], territory.bounds() ?? [0, 0, 0, 0])
    const graph = buildRoadGraph(
      roads.flatMap(({ geometry, attributes }) => {
        if (by === 'drive') return [{ geometry, speedKmH: speedOf(attributes) * pace }]
        return isForWalkers(attributes) ? [{ geometry, speedKmH: walkKmH }] : []
      }),
    )
    kept.set(by, { key, graph })
    return graph
  }

  async function openRoads(by: Pace) {
    const [graph, closures] = await Promise.all([graphNow(by), listClosures()])
    const closed = closures.flatMap((one) => (one.type === closing && one.position ? [one.position] : []))
    const isOpen = (node: number) =>
      closed.every((at) => metresBetween(at, graph.nodes[node] as readonly number[]) > closedM)
    return { graph, isOpen: closed.length > 0 ? isOpen : undefined }
  }

  return {
    to: async (place) => {
      const { graph, isOpen } = await openRoads('drive')
      return inMinutes(travelSeconds(graph, place, isOpen))
    },
    toNearest: async (places, by) => {
      const { graph, isOpen } = await openRoads(by)
      const offRoadMs = by === 'walk' ? walkKmH / 3.6 : undefined
      return inMinutes(nearestSeconds(graph, places, { isOpen, offRoadMs }))
    },
    dataTime: async () => (await entities.readShapesVersion([roadType])).changedTime,
  }
}

function inMinutes(seconds: (from: readonly [number, number]) => number | null) {
  return (from: readonly [number, number]) => {
    const found = seconds(from)
    return found === null ? null : Math.round(found / 6) / 10
  }
}

/** Nobody walks on a motorway or an expressway. */
function isForWalkers(attributes: Record<string, unknown>): boolean {
  return attributes.class !== 'motorway' && attributes.class !== 'expressway'
}

function speedOf(attributes: Record<string, unknown>): number {
  const limit = Number(attributes.speed_limit_km_h)
  return limit > 0 ? limit : (usualSpeed[String(attributes.class)] ?? 30)
}
