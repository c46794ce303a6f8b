import type { CityEvent } from '@civitas/contract'
import { type CommandParts, metresBetween } from '../parts.ts'
import { buildRoadGraph, type RoadGraph, travelSeconds } from './road-graph.ts'

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

/** Minutes by road from places to a place. */
export interface Travel {
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
  let kept: { key: string; graph: RoadGraph } | undefined

  async function graphNow(): Promise<RoadGraph> {
    const { count, changedTime } = await entities.readShapesVersion([roadType])
    const key = `${count}/${changedTime?.getTime() ?? 0}`
    if (kept?.key === key) return kept.graph
    const roads = await entities.readShapes([roadType], territory.bounds() ?? [0, 0, 0, 0])
    const graph = buildRoadGraph(
      roads.map(({ geometry, attributes }) => ({ geometry, speedKmH: speedOf(attributes) * pace })),
    )
    kept = { key, graph }
    return graph
  }

  return {
    to: async (place) => {
      const [graph, closures] = await Promise.all([graphNow(), listClosures()])
      const closed = closures.flatMap((one) => (one.type === closing && one.position ? [one.position] : []))
      const isOpen = (node: number) =>
        closed.every((at) => metresBetween(at, graph.nodes[node] as readonly number[]) > closedM)
      const seconds = travelSeconds(graph, place, closed.length > 0 ? isOpen : undefined)
      return (from) => {
        const found = seconds(from)
        return found === null ? null : Math.round(found / 6) / 10
      }
    },
  }
}

function speedOf(attributes: Record<string, unknown>): number {
  const limit = Number(attributes.speed_limit_km_h)
  return limit > 0 ? limit : (usualSpeed[String(attributes.class)] ?? 30)
}
