import { invalid } from '../../../kernel/problem.ts'
import type { Place } from './geometry.ts'
import type { RoadGraph } from './roads/road-graph.ts'
import { bySeconds, findPaths, type Way } from './roads/shortest-paths.ts'
import type { LatestRow } from './track-store.ts'

export const nearestLimits = {
  /** The way between a place and the nearest road. */
  accessM: 500,
  accessMs: 10 / 3.6,
  /** Nobody drives faster through the city: how far away a unit can be at all. */
  topMs: 120 / 3.6,
  /** Units a way is computed for. */
  units: 1_000,
}

export interface Reachable {
  row: LatestRow
  seconds: number
  way: Way
}

/** Units by the time they need to a place: one search from the place, for every road may be driven both ways. */
export function rankByTravelTime(
  graph: RoadGraph,
  place: Place,
  units: readonly LatestRow[],
  withinSeconds: number,
): Reachable[] {
  const [target] = graph.near(place, nearestLimits.accessM, 1)
  if (!target) throw invalid('/query/lon', `此处 ${nearestLimits.accessM} 米内没有道路`)
  const paths = findPaths(graph, target, bySeconds, withinSeconds)
  const found = units.flatMap((row): Reachable[] => {
    const [start] = graph.near([row.lon, row.lat], nearestLimits.accessM, 1)
    if (!start) return []
    const seconds = paths.costTo(start) + (target.off + start.off) / nearestLimits.accessMs
    const way = seconds <= withinSeconds ? paths.wayTo(start) : null
    return way ? [{ row, seconds, way }] : []
  })
  return found.sort((a, b) => a.seconds - b.seconds)
}
