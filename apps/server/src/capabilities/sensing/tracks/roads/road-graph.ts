import type { ShapeRow } from '../../../entities/index.ts'
import { footOn, linesOf, metresBetween, type Place } from '../geometry.ts'

/** A stretch of road between two junctions; it may be driven both ways. */
export interface RoadEdge {
  readonly id: number
  readonly roadId: string
  readonly name: string
  readonly from: number
  readonly to: number
  readonly line: readonly Place[]
  /** Metres from the beginning to each point of the line. */
  readonly along: readonly number[]
  readonly metres: number
  readonly speedMs: number
}

/** A place brought onto a road. */
export interface OnRoad {
  readonly edge: RoadEdge
  /** Metres from the beginning of the edge. */
  readonly at: number
  /** Metres between the place and the road. */
  readonly off: number
  readonly place: Place
}

export interface RoadGraph {
  readonly edges: readonly RoadEdge[]
  /** Edges at a junction. */
  edgesAt(node: number): readonly RoadEdge[]
  /** The nearest place of each edge within so many metres, nearest first. */
  near(place: Place, withinM: number, most: number): OnRoad[]
}

/** Usual speed by class where the register gives no limit, km/h (CJJ 37-2012, table 3.2.1, middle values). */
const usualKmH: Readonly<Record<string, number>> = {
  motorway: 100,
  expressway: 80,
  arterial: 50,
  secondary: 40,
  local: 30,
  'county-road': 50,
}
const otherKmH = 30
/** Side of a cell of the index, degrees. */
const cellDeg = 0.004

/** Builds a graph from roads that meet where they share a point. */
export function buildRoadGraph(roads: readonly ShapeRow[]): RoadGraph {
  const uses = countUses(roads)
  const nodes = new Map<string, number>()
  const edges: RoadEdge[] = []
  const atNode: RoadEdge[][] = []
  const nodeOf = (place: Place) => {
    const key = keyOf(place)
    const known = nodes.get(key)
    if (known !== undefined) return known
    const node = atNode.push([]) - 1
    nodes.set(key, node)
    return node
  }
  const addEdge = (road: ShapeRow, line: Place[]) => {
    const along = [0]
    for (let i = 1; i < line.length; i++)
      along.push((along[i - 1] as number) + metresBetween(line[i - 1] as Place, line[i] as Place))
    const [from, to] = [nodeOf(line[0] as Place), nodeOf(line.at(-1) as Place)]
    const metres = along.at(-1) as number
    const edge = {
      id: edges.length,
      roadId: road.id,
      name: road.name,
      from,
      to,
      line,
      along,
      metres,
      speedMs: speedOf(road),
    }
    edges.push(edge)
    atNode[from]?.push(edge)
    if (to !== from) atNode[to]?.push(edge)
  }
  for (const road of roads)
    for (const line of linesOf(road.geometry))
      for (const part of splitAtJunctions(line, uses)) addEdge(road, part)
  const cells = indexEdges(edges)
  return {
    edges,
    edgesAt: (node) => atNode[node] ?? [],
    near: (place, withinM, most) => findNear(cells, place, withinM, most),
  }
}

function speedOf({ attributes }: ShapeRow): number {
  const limit = Number(attributes.speed_limit_km_h)
  const kmH = limit > 0 ? limit : (usualKmH[String(attributes.class)] ?? otherKmH)
  return kmH / 3.6
}

/** Seven decimals of a degree are a centimetre. */
function keyOf([lon, lat]: Place): string {
  return `${lon.toFixed(7)},${lat.toFixed(7)}`
}

function countUses(roads: readonly ShapeRow[]): Map<string, number> {
  const uses = new Map<string, number>()
  for (const road of roads)
    for (const line of linesOf(road.geometry))
      for (const place of line) uses.set(keyOf(place), (uses.get(keyOf(place)) ?? 0) + 1)
  return uses
}

function splitAtJunctions(line: readonly Place[], uses: ReadonlyMap<string, number>): Place[][] {
  const parts: Place[][] = []
  let part: Place[] = []
  line.forEach((place, i) => {
    part.push(place)
    const isJunction = i > 0 && i < line.length - 1 && (uses.get(keyOf(place)) ?? 0) > 1
    if (!isJunction) return
    parts.push(part)
    part = [place]
  })
  return [...parts, part].filter((one) => one.length > 1)
}

type Cells = Map<string, Array<{ edge: RoadEdge; segment: number }>>

function indexEdges(edges: readonly RoadEdge[]): Cells {
  const cells: Cells = new Map()
  for (const edge of edges) {
    for (let segment = 1; segment < edge.line.length; segment++) {
      const [[lonA, latA], [lonB, latB]] = [edge.line[segment - 1] as Place, edge.line[segment] as Place]
      eachCell(
        Math.min(lonA, lonB),
        Math.min(latA, latB),
        Math.max(lonA, lonB),
        Math.max(latA, latB),
        (key) => {
          const cell = cells.get(key)
          if (cell) cell.push({ edge, segment })
          else cells.set(key, [{ edge, segment }])
        },
      )
    }
  }
  return cells
}

function eachCell(
  west: number,
  south: number,
  east: number,
  north: number,
  take: (key: string) => void,
): void {
  for (let x = Math.floor(west / cellDeg); x <= Math.floor(east / cellDeg); x++)
    for (let y = Math.floor(south / cellDeg); y <= Math.floor(north / cellDeg); y++) take(`${x},${y}`)
}

function findNear(cells: Cells, place: Place, withinM: number, most: number): OnRoad[] {
  const dLat = withinM / 111_000
  const dLon = dLat / Math.max(0.1, Math.cos((place[1] * Math.PI) / 180))
  const best = new Map<number, OnRoad>()
  eachCell(place[0] - dLon, place[1] - dLat, place[0] + dLon, place[1] + dLat, (key) => {
    for (const { edge, segment } of cells.get(key) ?? []) {
      const [from, to] = [edge.line[segment - 1] as Place, edge.line[segment] as Place]
      const { metres, along } = footOn(place, from, to)
      if (metres > withinM || metres >= (best.get(edge.id)?.off ?? Number.POSITIVE_INFINITY)) continue
      const [start, end] = [edge.along[segment - 1] as number, edge.along[segment] as number]
      const foot: Place = [from[0] + along * (to[0] - from[0]), from[1] + along * (to[1] - from[1])]
      best.set(edge.id, { edge, at: start + along * (end - start), off: metres, place: foot })
    }
  })
  return [...best.values()].sort((a, b) => a.off - b.off).slice(0, most)
}
