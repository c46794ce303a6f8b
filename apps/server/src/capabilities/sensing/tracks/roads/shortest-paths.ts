import type { Place } from '../geometry.ts'
import type { OnRoad, RoadEdge, RoadGraph } from './road-graph.ts'

/** How dear a stretch of an edge is: metres, or seconds. */
export type Cost = (edge: RoadEdge, metres: number) => number
export const byMetres: Cost = (_edge, metres) => metres
export const bySeconds: Cost = (edge, metres) => metres / edge.speedMs

/** Cheapest ways from one place on a road to all junctions within a limit (Dijkstra 1959). */
export interface Paths {
  /** Cost to another place on a road; infinite beyond the limit. */
  costTo(target: OnRoad): number
  /** The way there, and the roads it goes over; null beyond the limit. */
  wayTo(target: OnRoad): Way | null
}

export interface Way {
  line: Place[]
  metres: number
  stretches: Array<{ edge: RoadEdge; metres: number }>
}

interface Reached {
  cost: number
  by: RoadEdge | null
}

export function findPaths(graph: RoadGraph, from: OnRoad, cost: Cost, limit: number): Paths {
  const reached = new Map<number, Reached>()
  const heap = createHeap()
  const reach = (node: number, value: number, by: RoadEdge | null) => {
    if (value > limit || value >= (reached.get(node)?.cost ?? Number.POSITIVE_INFINITY)) return
    reached.set(node, { cost: value, by })
    heap.push(value, node)
  }
  reach(from.edge.from, cost(from.edge, from.at), null)
  reach(from.edge.to, cost(from.edge, from.edge.metres - from.at), null)
  for (let next = heap.pop(); next; next = heap.pop()) {
    const [value, node] = next
    if (value > (reached.get(node)?.cost ?? 0)) continue
    for (const edge of graph.edgesAt(node))
      reach(edge.from === node ? edge.to : edge.from, value + cost(edge, edge.metres), edge)
  }
  const entries = (target: OnRoad) => [
    { node: target.edge.from, rest: target.at },
    { node: target.edge.to, rest: target.edge.metres - target.at },
  ]
  const best = (target: OnRoad) => {
    const ways = entries(target).map(({ node, rest }) => ({
      node,
      value: (reached.get(node)?.cost ?? Number.POSITIVE_INFINITY) + cost(target.edge, rest),
    }))
    const same =
      target.edge === from.edge ? cost(from.edge, Math.abs(target.at - from.at)) : Number.POSITIVE_INFINITY
    const by =
      (ways[0] as { value: number }).value <= (ways[1] as { value: number }).value ? ways[0] : ways[1]
    return by && by.value < same ? by : { node: -1, value: same }
  }
  return {
    costTo: (target) => best(target).value,
    wayTo: (target) => {
      const { node, value } = best(target)
      if (!Number.isFinite(value)) return null
      return node < 0
        ? joinStretches([cutEdge(from.edge, from.at, target.at)])
        : traceBack(reached, from, target, node)
    },
  }
}

function traceBack(reached: ReadonlyMap<number, Reached>, from: OnRoad, target: OnRoad, last: number): Way {
  const stretches: Stretch[] = [
    cutEdge(target.edge, last === target.edge.from ? 0 : target.edge.metres, target.at),
  ]
  let node = last
  for (let by = reached.get(node)?.by; by; by = reached.get(node)?.by) {
    const backwards = by.from === node
    stretches.unshift(backwards ? cutEdge(by, by.metres, 0) : cutEdge(by, 0, by.metres))
    node = backwards ? by.to : by.from
  }
  stretches.unshift(cutEdge(from.edge, from.at, node === from.edge.from ? 0 : from.edge.metres))
  return joinStretches(stretches)
}

interface Stretch {
  edge: RoadEdge
  metres: number
  line: Place[]
}

/** The part of an edge from one place along it to another, in that direction. */
function cutEdge(edge: RoadEdge, from: number, to: number): Stretch {
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  const inner = edge.line.filter(
    (_, i) => (edge.along[i] as number) > low && (edge.along[i] as number) < high,
  )
  const line = [placeAt(edge, low), ...inner, placeAt(edge, high)]
  return { edge, metres: high - low, line: from <= to ? line : line.reverse() }
}

function placeAt(edge: RoadEdge, metres: number): Place {
  const next = edge.along.findIndex((one) => one >= metres)
  if (next <= 0) return (next === 0 ? edge.line[0] : edge.line.at(-1)) as Place
  const [start, end] = [edge.along[next - 1] as number, edge.along[next] as number]
  const part = end === start ? 0 : (metres - start) / (end - start)
  const [[lonA, latA], [lonB, latB]] = [edge.line[next - 1] as Place, edge.line[next] as Place]
  return [lonA + part * (lonB - lonA), latA + part * (latB - latA)]
}

function joinStretches(stretches: readonly Stretch[]): Way {
  const line: Place[] = []
  for (const stretch of stretches)
    for (const place of stretch.line) if (!isSame(line.at(-1), place)) line.push(place)
  return { line, metres: stretches.reduce((sum, one) => sum + one.metres, 0), stretches: [...stretches] }
}

function isSame(a: Place | undefined, b: Place): boolean {
  return a !== undefined && Math.abs(a[0] - b[0]) < 1e-9 && Math.abs(a[1] - b[1]) < 1e-9
}

/** A binary heap of nodes by cost. */
function createHeap() {
  const items: Array<[cost: number, node: number]> = []
  const costAt = (i: number) => items[i]?.[0] ?? Number.POSITIVE_INFINITY
  const swap = (a: number, b: number) => {
    const held = items[a] as [number, number]
    items[a] = items[b] as [number, number]
    items[b] = held
  }
  return {
    push: (cost: number, node: number) => {
      items.push([cost, node])
      for (let i = items.length - 1; i > 0 && costAt((i - 1) >> 1) > costAt(i); i = (i - 1) >> 1)
        swap(i, (i - 1) >> 1)
    },
    pop: (): [number, number] | undefined => {
      const top = items[0]
      const last = items.pop()
      if (items.length === 0 || !last) return top
      items[0] = last
      for (let i = 0; ; ) {
        const child = costAt(2 * i + 1) <= costAt(2 * i + 2) ? 2 * i + 1 : 2 * i + 2
        if (costAt(child) >= costAt(i)) return top
        swap(i, child)
        i = child
      }
    },
  }
}
