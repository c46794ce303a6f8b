import type { Position } from 'geojson'
import type { Road, RoadClass, RoadEdge, RoadNode } from './city.ts'
import type { Ground } from './ground.ts'
import { lineLength } from './plane.ts'
import type { GraphEdge } from './road-graph.ts'
import { buildRoadGraph } from './road-graph.ts'
import { createRoadNamer } from './road-names.ts'
import { ROAD_SHAPES } from './streets.ts'

export interface RoadNetwork {
  roads: Road[]
  nodes: RoadNode[]
  edges: RoadEdge[]
  /** Name of the road with a street key. */
  nameOf: Map<string, string>
  /** Mesh vertices of each edge. */
  graph: GraphEdge[]
}

const CLASS_ORDER: RoadClass[] = ['motorway', 'expressway', 'arterial', 'county-road', 'secondary', 'local']

/** Chains the edges of one road into lines as long as they go. */
function chainLines(edges: RoadEdge[]): Position[][] {
  const lines: { first: number; last: number; points: Position[] }[] = []
  for (const edge of edges) {
    const reversed = [...edge.coordinates].reverse()
    const line = lines.find(
      (one) =>
        one.last === edge.from || one.last === edge.to || one.first === edge.from || one.first === edge.to,
    )
    if (!line) lines.push({ first: edge.from, last: edge.to, points: [...edge.coordinates] })
    else if (line.last === edge.from)
      Object.assign(line, { last: edge.to, points: [...line.points, ...edge.coordinates.slice(1)] })
    else if (line.last === edge.to)
      Object.assign(line, { last: edge.from, points: [...line.points, ...reversed.slice(1)] })
    else if (line.first === edge.to)
      Object.assign(line, { first: edge.from, points: [...edge.coordinates, ...line.points.slice(1)] })
    else Object.assign(line, { first: edge.to, points: [...reversed, ...line.points.slice(1)] })
  }
  return lines.map((line) => line.points)
}

function nameStructure(road: string, edge: RoadEdge): string {
  if (edge.structure === 'underpass') return `${road}下穿通道`
  return edge.length_m > 150 ? `${road}大桥` : `${road}桥`
}

function makeRoad(ground: Ground, name: string, edges: RoadEdge[], index: number): Road {
  const roadClass = CLASS_ORDER.find((candidate) => edges.some((edge) => edge.roadClass === candidate))!
  const shape = ROAD_SHAPES[roadClass]
  const reference = `DL990100${String(index + 1).padStart(5, '0')}`
  const lines = chainLines(edges)
  const middle = edges[edges.length >> 1]!.coordinates
  for (const edge of edges) {
    edge.roadReference = reference
    if (edge.structure) edge.structureName = nameStructure(name, edge)
  }
  return {
    reference,
    type: 'city-base.road',
    name,
    divisionCode: ground.gridCodeAt(middle[middle.length >> 1]!),
    roadClass,
    lanes: shape.lanes,
    width_m: shape.widthM,
    length_m: Math.round(edges.reduce((sum, edge) => sum + edge.length_m, 0)),
    geometry:
      lines.length === 1
        ? { type: 'LineString', coordinates: lines[0]! }
        : { type: 'MultiLineString', coordinates: lines },
    edgeIds: edges.map((edge) => edge.id),
    attributes: {
      classLabel: shape.label,
      bridges: edges.filter((edge) => edge.structure === 'bridge').length,
    },
  }
}

/** Builds the road network: nodes, edges and named roads. */
export function buildRoads(ground: Ground): RoadNetwork {
  const { mesh } = ground
  const graph = buildRoadGraph({ ...ground, streets: ground.plan.streets })
  const nodes: RoadNode[] = []
  const nodeAt = new Map<number, number>()
  const nodeOf = (vertex: number) => {
    let node = nodeAt.get(vertex)
    if (node === undefined) {
      node = nodes.push({ id: nodes.length, position: mesh.positions[vertex]! }) - 1
      nodeAt.set(vertex, node)
    }
    return node
  }
  const byKey = new Map<string, RoadEdge[]>()
  const edges = graph.map(({ vertices, kind }, id): RoadEdge => {
    const shape = ROAD_SHAPES[kind.roadClass]
    const edge: RoadEdge = {
      id,
      from: nodeOf(vertices[0]!),
      to: nodeOf(vertices[vertices.length - 1]!),
      roadReference: '',
      roadClass: kind.roadClass,
      lanes: shape.lanes,
      width_m: shape.widthM,
      speed_km_per_h: shape.kmPerHour,
      length_m: Math.round(lineLength(vertices.map((vertex) => mesh.points[vertex]!)) * 10) / 10,
      coordinates: vertices.map((vertex) => mesh.positions[vertex]!),
    }
    if (kind.structure) edge.structure = kind.structure
    const list = byKey.get(kind.key)
    if (list) list.push(edge)
    else byKey.set(kind.key, [edge])
    return edge
  })
  const namer = createRoadNamer(ground)
  const nameOf = new Map<string, string>()
  const roads = [...byKey].map(([key, own], index) => {
    const name = namer(key, own)
    nameOf.set(key, name)
    return makeRoad(ground, name, own, index)
  })
  return { roads, nodes, edges, nameOf, graph }
}
