import { metresBetween, type Place } from '../geometry.ts'
import type { OnRoad, RoadEdge, RoadGraph } from './road-graph.ts'
import { byMetres, findPaths, type Way } from './shortest-paths.ts'

/**
 * A hidden Markov model of a track on roads, after P. Newson, J. Krumm: Hidden Markov Map Matching Through Noise and
 * Sparseness, ACM SIGSPATIAL GIS 2009.
 */
export const matching = {
  /** Standard deviation of a position (section 4.1), metres. */
  sigmaM: 4.07,
  /** Scale of the difference between way and beeline (section 4.2), metres, for intervals up to half a minute. */
  betaM: 5,
  /** Roads farther from a position are not looked at, metres. */
  reachM: 80,
  /** Roads looked at for each position. */
  candidates: 6,
  /** A way is given up when it is so much longer than the beeline, metres. */
  detourM: 1_000,
}

export interface MatchedTrack {
  lines: Place[][]
  metres: number
  /** Metres on each road, in the order they were first driven; a few metres into a side street are noise. */
  roads: Array<{ edge: RoadEdge; metres: number }>
  unmatched: number
}

interface Step {
  candidate: OnRoad
  /** Logarithm of the probability of the best way that ends here. */
  score: number
  before: Step | null
  way: Way | null
}

/** Finds the roads a track most probably took; it is cut where no road fits. */
export function matchTrack(graph: RoadGraph, places: readonly Place[]): MatchedTrack {
  const thinned = thin(places)
  const lines: Place[][] = []
  const roads = new Map<string, { edge: RoadEdge; metres: number }>()
  let [metres, unmatched] = [0, 0]
  let steps: Step[] = []
  let last: Place | null = null
  const finish = () => {
    const way = bestWay(steps)
    if (way.line.length > 1) lines.push(way.line)
    for (const { edge, metres: part } of way.stretches) {
      metres += part
      const road = roads.get(edge.roadId) ?? { edge, metres: 0 }
      road.metres += part
      roads.set(edge.roadId, road)
    }
    steps = []
  }
  for (const place of thinned) {
    const candidates = graph.near(place, matching.reachM, matching.candidates)
    if (candidates.length === 0) {
      unmatched += 1
      continue
    }
    const next = last && steps.length > 0 ? advance(graph, steps, candidates, metresBetween(last, place)) : []
    if (next.length === 0) finish()
    steps = next.length > 0 ? next : candidates.map(begin)
    last = place
  }
  finish()
  return {
    lines,
    metres,
    unmatched,
    roads: [...roads.values()].filter((one) => one.metres > 2 * matching.sigmaM),
  }
}

/** Positions nearer than two standard deviations to the one before say nothing of the way (section 4.1). */
function thin(places: readonly Place[]): Place[] {
  const kept: Place[] = []
  for (const place of places) {
    const before = kept.at(-1)
    if (!before || metresBetween(before, place) >= 2 * matching.sigmaM) kept.push(place)
  }
  return kept
}

function emission({ off }: OnRoad): number {
  return -0.5 * (off / matching.sigmaM) ** 2
}

function begin(candidate: OnRoad): Step {
  return { candidate, score: emission(candidate), before: null, way: null }
}

/** The best step before each candidate; candidates nothing leads to are left out. */
function advance(
  graph: RoadGraph,
  steps: readonly Step[],
  candidates: readonly OnRoad[],
  beeline: number,
): Step[] {
  const paths = steps.map((step) => findPaths(graph, step.candidate, byMetres, beeline + matching.detourM))
  return candidates.flatMap((candidate): Step[] => {
    let [best, score] = [-1, Number.NEGATIVE_INFINITY]
    steps.forEach((step, i) => {
      const driven = paths[i]?.costTo(candidate) ?? Number.POSITIVE_INFINITY
      const total = step.score - Math.abs(driven - beeline) / matching.betaM
      if (total > score) [best, score] = [i, total]
    })
    const before = steps[best]
    const way = paths[best]?.wayTo(candidate) ?? null
    return before && way ? [{ candidate, score: score + emission(candidate), before, way }] : []
  })
}

function bestWay(steps: readonly Step[]): {
  line: Place[]
  stretches: Array<{ edge: RoadEdge; metres: number }>
} {
  let step: Step | null = steps.reduce<Step | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  const ways: Way[] = []
  for (; step; step = step.before) if (step.way) ways.unshift(step.way)
  return {
    line: ways.flatMap((way, i) => (i === 0 ? way.line : way.line.slice(1))),
    stretches: ways.flatMap((way) => way.stretches),
  }
}
