import { metresBetween } from '../parts.ts'

/** A road as the graph reads it: its line and how fast one drives on it. */
export interface RoadLine {
  geometry: GeoJSON.Geometry
  speedKmH: number
}

/** Roads as nodes and arcs with seconds. */
export interface RoadGraph {
  readonly nodes: ReadonlyArray<readonly [number, number]>
  /** Of each node: neighbour, seconds, neighbour, seconds … */
  readonly arcs: readonly number[][]
  /** Index of nodes by cell of about 500 m. */
  readonly cells: ReadonlyMap<string, readonly number[]>
}

/** Degrees by which ends of roads are taken to meet: about two metres. */
const grain = 50_000
const cellSize = 0.005

function cellOf(lon: number, lat: number): string {
  return `${Math.floor(lon / cellSize)},${Math.floor(lat / cellSize)}`
}

function linesOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  return geometry.type === 'MultiLineString' ? geometry.coordinates : []
}

/** Builds the graph: corners of lines that coincide are one node, each piece of road goes both ways. */
export function buildRoadGraph(roads: readonly RoadLine[]): RoadGraph {
  const byPlace = new Map<string, number>()
  const nodes: [number, number][] = []
  const arcs: number[][] = []
  const nodeAt = ([lon = 0, lat = 0]: GeoJSON.Position): number => {
    const key = `${Math.round(lon * grain)},${Math.round(lat * grain)}`
    const known = byPlace.get(key)
    if (known !== undefined) return known
    byPlace.set(key, nodes.length)
    nodes.push([lon, lat])
    arcs.push([])
    return nodes.length - 1
  }
  for (const { geometry, speedKmH } of roads)
    for (const line of linesOf(geometry))
      for (let i = 1; i < line.length; i++) {
        const from = nodeAt(line[i - 1] as GeoJSON.Position)
        const to = nodeAt(line[i] as GeoJSON.Position)
        if (from === to) continue
        const seconds = metresBetween(nodes[from] as number[], nodes[to] as number[]) / (speedKmH / 3.6)
        arcs[from]?.push(to, seconds)
        arcs[to]?.push(from, seconds)
      }
  return { nodes, arcs, cells: indexCells(nodes) }
}

function indexCells(nodes: readonly (readonly [number, number])[]): Map<string, number[]> {
  const cells = new Map<string, number[]>()
  nodes.forEach(([lon, lat], index) => {
    const key = cellOf(lon, lat)
    const list = cells.get(key)
    if (list) list.push(index)
    else cells.set(key, [index])
  })
  return cells
}

/** The nearest node within about 2.5 km that `isOpen`, with the metres to it. */
export function nearestNode(
  graph: RoadGraph,
  [lon, lat]: readonly [number, number],
  isOpen: (node: number) => boolean = () => true,
): { node: number; metres: number } | undefined {
  const x = Math.floor(lon / cellSize)
  const y = Math.floor(lat / cellSize)
  let best: { node: number; metres: number } | undefined
  for (let ring = 0; ring <= 5 && !(best && ring > 1); ring++)
    for (let dx = -ring; dx <= ring; dx++)
      for (let dy = -ring; dy <= ring; dy++) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) !== ring) continue
        for (const node of graph.cells.get(`${x + dx},${y + dy}`) ?? []) {
          const metres = metresBetween([lon, lat], graph.nodes[node] as readonly number[])
          if ((!best || metres < best.metres) && isOpen(node)) best = { node, metres }
        }
      }
  return best
}

/** Walking pace to the first road and from the last, m/s. */
const offRoad = 15 / 3.6

/**
 * Seconds from every node to a place (Dijkstra 1959, binary heap), over nodes that `isOpen`. Roads go both ways, so one
 * search from the place answers for all that come to it.
 */
export function travelSeconds(
  graph: RoadGraph,
  place: readonly [number, number],
  isOpen: (node: number) => boolean = () => true,
): (from: readonly [number, number]) => number | null {
  return nearestSeconds(graph, [place], { isOpen })
}

/** Seconds from anywhere to the nearest of some places: one search that begins at all of them. */
export function nearestSeconds(
  graph: RoadGraph,
  places: ReadonlyArray<readonly [number, number]>,
  {
    isOpen = () => true,
    offRoadMs = offRoad,
  }: { isOpen?: (node: number) => boolean; offRoadMs?: number } = {},
): (from: readonly [number, number]) => number | null {
  const seconds = new Float64Array(graph.nodes.length).fill(Number.POSITIVE_INFINITY)
  const heap: [number, number][] = []
  for (const place of places) {
    const start = nearestNode(graph, place, isOpen)
    const at = start ? start.metres / offRoadMs : 0
    if (!start || at >= (seconds[start.node] as number)) continue
    seconds[start.node] = at
    push(heap, [at, start.node])
  }
  if (heap.length === 0) return () => null
  for (let top = pop(heap); top; top = pop(heap)) {
    const [at, node] = top
    if (at > (seconds[node] as number)) continue
    const arcs = graph.arcs[node] as number[]
    for (let i = 0; i < arcs.length; i += 2) {
      const to = arcs[i] as number
      const next = at + (arcs[i + 1] as number)
      if (next >= (seconds[to] as number) || !isOpen(to)) continue
      seconds[to] = next
      push(heap, [next, to])
    }
  }
  return (from) => {
    const near = nearestNode(graph, from, (node) => Number.isFinite(seconds[node] as number))
    return near ? (seconds[near.node] as number) + near.metres / offRoadMs : null
  }
}

function push(heap: [number, number][], entry: [number, number]): void {
  let i = heap.push(entry) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if ((heap[parent] as [number, number])[0] <= entry[0]) break
    heap[i] = heap[parent] as [number, number]
    i = parent
  }
  heap[i] = entry
}

function pop(heap: [number, number][]): [number, number] | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!top || !last || heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (
      child + 1 < heap.length &&
      (heap[child + 1] as [number, number])[0] < (heap[child] as [number, number])[0]
    )
      child++
    if ((heap[child] as [number, number])[0] >= last[0]) break
    heap[i] = heap[child] as [number, number]
    i = child
  }
  heap[i] = last
  return top
}
