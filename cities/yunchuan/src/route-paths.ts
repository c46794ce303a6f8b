import type { Position } from 'geojson'
import type { RoadEdge, RoadNode } from './city.ts'
import { distance, type Point, toPoint } from './plane.ts'

/** Quickest ways through the road network, for the routes of what moves. */
export interface Router {
  /** Nodes of ordinary roads within so many metres of a place of the plane. */
  nodesAround(centre: Point, withinM: number): number[]
  pointOf(node: number): Point
  /** The way between two nodes; `dear` makes edges cost many times as much. Null where there is none. */
  way(from: number, to: number, dear?: ReadonlySet<number>): RouteWay | null
}

export interface RouteWay {
  edgeIds: number[]
  coordinates: Position[]
  lengthM: number
}

/** An edge to keep off costs as much as one so many times as long. */
const dearness = 12

export function createRouter(nodes: readonly RoadNode[], edges: readonly RoadEdge[]): Router {
  const points = nodes.map((node) => toPoint(node.position))
  const at: RoadEdge[][] = nodes.map(() => [])
  for (const edge of edges) {
    if (edge.roadClass === 'motorway') continue
    at[edge.from]!.push(edge)
    at[edge.to]!.push(edge)
  }
  return {
    nodesAround: (centre, withinM) =>
      nodes.flatMap(({ id }) => (at[id]!.length > 1 && distance(points[id]!, centre) <= withinM ? [id] : [])),
    pointOf: (node) => points[node]!,
    way: (from, to, dear) => findWay(at, points, from, to, dear),
  }
}

/** A* with the speed of the fastest road as bound (Hart, Nilsson and Raphael 1968). */
function findWay(
  at: readonly RoadEdge[][],
  points: readonly Point[],
  from: number,
  to: number,
  dear?: ReadonlySet<number>,
): RouteWay | null {
  const best = new Map<number, { cost: number; by: RoadEdge | null }>([[from, { cost: 0, by: null }]])
  const bound = (node: number) => distance(points[node]!, points[to]!) / 80
  const open: Array<[rank: number, node: number, cost: number]> = [[bound(from), from, 0]]
  while (open.length > 0) {
    const [, node, cost] = popLeast(open)
    if (node === to) return trace(best, to)
    if (cost > best.get(node)!.cost) continue
    for (const edge of at[node]!) {
      const next = edge.from === node ? edge.to : edge.from
      const value = cost + (edge.length_m / edge.speed_km_per_h) * (dear?.has(edge.id) ? dearness : 1)
      if (value >= (best.get(next)?.cost ?? Number.POSITIVE_INFINITY)) continue
      best.set(next, { cost: value, by: edge })
      push(open, [value + bound(next), next, value])
    }
  }
  return null
}

function trace(best: ReadonlyMap<number, { by: RoadEdge | null }>, to: number): RouteWay {
  const edgeIds: number[] = []
  const lines: Position[][] = []
  let lengthM = 0
  let node = to
  for (let by = best.get(node)!.by; by; by = best.get(node)!.by) {
    const isForward = by.to === node
    edgeIds.unshift(by.id)
    lines.unshift(isForward ? by.coordinates : [...by.coordinates].reverse())
    lengthM += by.length_m
    node = isForward ? by.from : by.to
  }
  const coordinates = lines.flatMap((line, i) => (i === 0 ? line : line.slice(1)))
  return { edgeIds, coordinates, lengthM }
}

type Heap = Array<[rank: number, node: number, cost: number]>

function push(heap: Heap, item: Heap[number]): void {
  let i = heap.push(item) - 1
  while (i > 0 && heap[(i - 1) >> 1]![0] > item[0]) {
    heap[i] = heap[(i - 1) >> 1]!
    i = (i - 1) >> 1
  }
  heap[i] = item
}

function popLeast(heap: Heap): Heap[number] {
  const top = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child++
    if (heap[child]![0] >= last[0]) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return top
}
