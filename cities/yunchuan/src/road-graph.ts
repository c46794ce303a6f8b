import type { Mesh } from './mesh.ts'
import type { Overlay } from './motorways.ts'
import type { Point } from './plane.ts'
import { distance } from './plane.ts'
import type { CornerCurve } from './ring-road.ts'
import type { Street } from './streets.ts'
import type { Warp } from './warp.ts'
import type { WaterPlan } from './water-plan.ts'
import { isInLake } from './water-plan.ts'

/** What a stretch of road inherits from its street. */
type RoadKind = Pick<Street, 'roadClass' | 'key' | 'structure'>

/** A straight piece of road between two vertices of the mesh. */
interface Piece {
  a: number
  b: number
  kind: RoadKind
}

/** A road edge in mesh vertices, first and last being junctions. */
export interface GraphEdge {
  vertices: number[]
  kind: RoadKind
}

interface Inputs {
  mesh: Mesh
  warp: Warp
  water: WaterPlan
  streets: Street[]
  curves: CornerCurve[]
  motorways: Overlay[]
}

function collectPieces({ mesh, warp, water, streets, curves }: Inputs): Piece[] {
  const pieces: Piece[] = []
  for (const street of streets) {
    const kind = { roadClass: street.roadClass, key: street.key, structure: street.structure }
    const vertices = mesh.verticesAlong(street.axis, street.at, street.from, street.to)
    for (let i = 1; i < vertices.length; i++) {
      const [a, b] = [vertices[i - 1]!, vertices[i]!]
      const [u, v] = middleOnSheet(street, i, vertices.length)
      if (!isInLake(water, u, v, 25)) pieces.push({ a, b, kind })
    }
  }
  for (const curve of curves) {
    const ends = [curve.from, curve.to].map(
      ([u, v]) => mesh.verticesAlong('u', u, v, v)[0] ?? mesh.addPoint(warp.toPlane(u, v)),
    )
    const chain = [ends[0]!, ...curve.through.map(mesh.addPoint), ends[1]!]
    for (let i = 1; i < chain.length; i++) {
      pieces.push({ a: chain[i - 1]!, b: chain[i]!, kind: { roadClass: 'expressway', key: 'ring' } })
    }
  }
  return pieces
}

/** About where the i-th piece of a street lies; lakes are wide, so an even spread of its vertices is near enough. */
function middleOnSheet(street: Street, i: number, count: number): [number, number] {
  const along = street.from + ((street.to - street.from) * (i - 0.5)) / (count - 1)
  return street.axis === 'u' ? [street.at, along] : [along, street.at]
}

/** Where two straight pieces cross, as a share of the first; undefined when they do not. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | undefined {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]]
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]]
  const cross = rx * sy - ry * sx
  if (cross === 0) return undefined
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
  const w = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
  return t > 0 && t < 1 && w > 0 && w < 1 ? t : undefined
}

const INTERCHANGE_GAP_M = 4200

/** Lays motorways over the streets; every few kilometres a crossing with a main road becomes an interchange. */
function addMotorways(pieces: Piece[], mesh: Mesh, motorways: Overlay[]): void {
  const crossable = pieces.flatMap((piece, i) => (isCrossable(piece) ? [i] : []))
  const findMet = (from: Point, to: Point) => crossable.find((i) => isMet(pieces[i]!, from, to, mesh)) ?? -1
  motorways.forEach((motorway, index) => {
    const kind: RoadKind = { roadClass: 'motorway', key: `M${index}` }
    let before = mesh.addPoint(motorway.points[0]!)
    let sinceLast = INTERCHANGE_GAP_M
    for (let i = 1; i < motorway.points.length; i++) {
      const from = motorway.points[i - 1]!
      const to = motorway.points[i]!
      sinceLast += distance(from, to)
      const met = sinceLast < INTERCHANGE_GAP_M ? -1 : findMet(from, to)
      if (met >= 0) {
        const { a, b, kind: other } = pieces[met]!
        const share = crossing(from, to, mesh.points[a]!, mesh.points[b]!)!
        const node = mesh.addPoint([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
        pieces[met] = { a, b: node, kind: other }
        pieces.push({ a: node, b, kind: other }, { a: before, b: node, kind })
        before = node
        sinceLast = 0
      }
      const next = mesh.addPoint(to)
      pieces.push({ a: before, b: next, kind })
      before = next
    }
  })
}

function isCrossable({ kind: { roadClass, structure } }: Piece): boolean {
  return !structure && (roadClass === 'county-road' || roadClass === 'arterial')
}

function isMet(piece: Piece, from: Point, to: Point, mesh: Mesh): boolean {
  const a = mesh.points[piece.a]!
  if (Math.abs(a[0] - from[0]) + Math.abs(a[1] - from[1]) > 2500) return false
  return crossing(from, to, a, mesh.points[piece.b]!) !== undefined
}

/** Pieces that hang together with the greatest part of the network. */
function keepMainNetwork(pieces: Piece[]): Piece[] {
  const parent = new Map<number, number>()
  const find = (vertex: number): number => {
    let root = vertex
    while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root)!
    let at = vertex
    while (at !== root) {
      const next = parent.get(at)!
      parent.set(at, root)
      at = next
    }
    return root
  }
  for (const { a, b } of pieces) {
    if (!parent.has(a)) parent.set(a, a)
    if (!parent.has(b)) parent.set(b, b)
    parent.set(find(a), find(b))
  }
  const sizes = new Map<number, number>()
  for (const { a } of pieces) sizes.set(find(a), (sizes.get(find(a)) ?? 0) + 1)
  let main = -1
  for (const [root, size] of sizes) if (main < 0 || size > sizes.get(main)!) main = root
  return pieces.filter(({ a }) => find(a) === main)
}

/** The road network as edges between junctions, all connected. */
export function buildRoadGraph(inputs: Inputs): GraphEdge[] {
  const all = collectPieces(inputs)
  addMotorways(all, inputs.mesh, inputs.motorways)
  const pieces = keepMainNetwork(all)
  const at = new Map<number, number[]>()
  pieces.forEach(({ a, b }, i) => {
    for (const end of [a, b]) {
      const list = at.get(end)
      if (list) list.push(i)
      else at.set(end, [i])
    }
  })
  const isSame = (one: RoadKind, other: RoadKind) =>
    one.key === other.key && one.roadClass === other.roadClass && one.structure === other.structure
  const isJunction = (vertex: number) => {
    const list = at.get(vertex)!
    return list.length !== 2 || !isSame(pieces[list[0]!]!.kind, pieces[list[1]!]!.kind)
  }
  const done = new Uint8Array(pieces.length)
  const edges: GraphEdge[] = []
  const walk = (start: number, first: number) => {
    const vertices = [start]
    let vertex = start
    let piece = first
    for (;;) {
      done[piece] = 1
      const { a, b } = pieces[piece]!
      vertex = a === vertex ? b : a
      vertices.push(vertex)
      if (isJunction(vertex)) break
      const onward = at.get(vertex)!.find((candidate) => !done[candidate])
      if (onward === undefined) break
      piece = onward
    }
    edges.push({ vertices, kind: pieces[first]!.kind })
  }
  for (const [vertex, list] of at) {
    if (isJunction(vertex)) for (const piece of list) if (!done[piece]) walk(vertex, piece)
  }
  pieces.forEach((piece, i) => {
    if (!done[i]) walk(piece.a, i)
  })
  return edges
}
