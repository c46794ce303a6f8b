import type { Entities } from '../../../entities/index.ts'
import { buildRoadGraph, type RoadGraph } from './road-graph.ts'

const types = ['city-base.road']
const everywhere = [-180, -90, 180, 90] as const
/** The register is asked at most so often whether a road has changed. */
const askEveryMs = 60_000

/** The roads of the city as a graph in memory, built when first asked for and again when the register has changed. */
export function createRoadNetwork(entities: Entities, nowMs: () => number): () => Promise<RoadGraph> {
  let held: { graph: Promise<RoadGraph>; version: string; askedMs: number } | null = null
  const build = async () => buildRoadGraph(await entities.readShapes(types, everywhere))
  return async () => {
    if (held && nowMs() - held.askedMs < askEveryMs) return held.graph
    const version = JSON.stringify(await entities.readShapesVersion(types))
    held = { graph: held?.version === version ? held.graph : build(), version, askedMs: nowMs() }
    return held.graph
  }
}
