import type { Position } from 'geojson'
import { oldTownRect } from './arterials.ts'
import type { Water } from './city.ts'
import type { Ground } from './ground.ts'
import type { Point } from './plane.ts'
import { toPosition } from './plane.ts'
import type { Lake, Stream } from './water-plan.ts'
import { isInLake, MOAT_OFFSET, MOAT_WIDTH, riverHalfWidth, shoreAt } from './water-plan.ts'

type Draft = Pick<Water, 'name' | 'kind' | 'attributes'> & { ring: Point[]; line?: Point[] }

/** A band about a middle line: left bank forth, right bank back. */
function widen(line: Point[], halfWidthAt: (index: number) => number): Point[] {
  const side = (index: number, sign: 1 | -1): Point => {
    const before = line[Math.max(0, index - 1)]!
    const after = line[Math.min(line.length - 1, index + 1)]!
    const length = Math.hypot(after[0] - before[0], after[1] - before[1])
    const reach = (sign * halfWidthAt(index)) / length
    return [
      line[index]![0] - (after[1] - before[1]) * reach,
      line[index]![1] + (after[0] - before[0]) * reach,
    ]
  }
  const right = line.map((_, i) => side(i, -1))
  const left = line.map((_, i) => side(i, 1)).reverse()
  return [...right, ...left, right[0]!]
}

function drawRiver(ground: Ground): Draft {
  const { units } = ground.sheet
  const banks = units.filter((unit) => unit.v0 === 0 || unit.v1 === 0)
  const west = Math.min(...banks.map((unit) => unit.u0))
  const east = Math.max(...banks.map((unit) => unit.u1))
  const stops = sequence(west, east, 90)
  const bank = (sign: 1 | -1) => stops.map((u) => ground.warp.toPlane(u, sign * riverHalfWidth(u)))
  const ring = [...bank(-1), ...bank(1).reverse()]
  return {
    name: '云河',
    kind: 'river',
    ring: [...ring, ring[0]!],
    line: stops.map((u) => ground.warp.toPlane(u, 0)),
    attributes: { meanWidth_m: 204, grade: '二级河道' },
  }
}

/** from, from + step … to. */
function sequence(from: number, to: number, step: number): number[] {
  const count = Math.ceil((to - from) / step)
  return Array.from({ length: count + 1 }, (_, i) => Math.min(to, from + i * step))
}

/** A stream follows its sheet line as far as tracts lie on it, from bank to bank of what it joins. */
function drawStream(ground: Ground, stream: Stream): Draft {
  const { units } = ground.sheet
  const spans = units.filter((unit) =>
    stream.axis === 'u'
      ? unit.u0 === stream.at || unit.u1 === stream.at
      : unit.v0 === stream.at || unit.v1 === stream.at,
  )
  const low = Math.max(
    stream.from,
    Math.min(...spans.map((unit) => (stream.axis === 'u' ? unit.v0 : unit.u0))),
  )
  const high = Math.min(
    stream.to,
    Math.max(...spans.map((unit) => (stream.axis === 'u' ? unit.v1 : unit.u1))),
  )
  const vertices = ground.mesh.verticesAlong(stream.axis, stream.at, low, high)
  const line = vertices.map((vertex) => ground.mesh.points[vertex]!)
  return {
    name: stream.name,
    kind: stream.kind,
    ring: widen(line, (i) => (stream.width / 2) * (0.85 + 0.25 * Math.sin(i / 3))),
    line,
    attributes: { meanWidth_m: stream.width },
  }
}

function drawLake(ground: Ground, lake: Lake): Draft {
  const count = lake.reachU > 2000 ? 180 : 90
  const ring = Array.from({ length: count + 1 }, (_, i) => {
    const angle = ((i % count) / count) * 2 * Math.PI
    const shore = shoreAt(lake, angle)
    return ground.warp.toPlane(
      lake.u + lake.reachU * shore * Math.cos(angle),
      lake.v + lake.reachV * shore * Math.sin(angle),
    )
  })
  return { name: lake.name, kind: lake.kind, ring, attributes: {} }
}

/** The moat on three sides of the old town, open to the river at both ends. */
function drawMoat(ground: Ground): Draft {
  const old = oldTownRect(ground.sheet)
  const [west, east, north] = [old.u0 + MOAT_OFFSET, old.u1 - MOAT_OFFSET, old.v1 - MOAT_OFFSET]
  const path = (inset: number): Point[] => [
    ...sequence(60, north - inset, 40).map((v) => ground.warp.toPlane(west + inset, v)),
    ...sequence(west + inset, east - inset, 40)
      .slice(1)
      .map((u) => ground.warp.toPlane(u, north - inset)),
    ...sequence(60, north - inset, 40)
      .reverse()
      .slice(1)
      .map((v) => ground.warp.toPlane(east - inset, v)),
  ]
  const ring = [...path(MOAT_WIDTH / 2), ...path(-MOAT_WIDTH / 2).reverse()]
  return {
    name: '护城河',
    kind: 'moat',
    ring: [...ring, ring[0]!],
    line: path(0),
    attributes: { meanWidth_m: MOAT_WIDTH },
  }
}

/** Counter-clockwise, as GeoJSON asks of outer rings. */
function orient(ring: Point[]): Point[] {
  let twice = 0
  for (let i = 1; i < ring.length; i++) twice += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1]
  return twice > 0 ? ring : [...ring].reverse()
}

/** Named waters as polygons; flowing ones also as middle lines. Ponds are `drawPonds`. */
export function buildWaters(ground: Ground, ponds: Point[][]): Water[] {
  const drafts: Draft[] = [
    drawRiver(ground),
    ...ground.water.streams.map((stream) => drawStream(ground, stream)),
    ...ground.water.lakes.map((lake) => drawLake(ground, lake)),
    drawMoat(ground),
    ...ponds.map((ring, i): Draft => ({ name: `${i + 1}号塘`, kind: 'pond', ring, attributes: {} })),
  ]
  return drafts.map(({ ring, line, ...rest }, index): Water => {
    const coordinates: Position[] = orient(ring).map(toPosition)
    const middle = line ? toPosition(line[line.length >> 1]!) : coordinates[0]!
    const divisionCode = ground.gridCodeAt(middle)
    const water: Water = {
      reference: `SX990100${String(index + 1).padStart(4, '0')}`,
      type: 'city-base.water',
      divisionCode,
      ...rest,
      name: rest.kind === 'pond' ? `${villageOf(ground, divisionCode)}${rest.name}` : rest.name,
      geometry: { type: 'Polygon', coordinates: [coordinates] },
    }
    if (line) water.centreline = { type: 'LineString', coordinates: line.map(toPosition) }
    return water
  })
}

const villageOf = (ground: Ground, gridCode: string) =>
  ground.divisions.communities.find((community) => gridCode.startsWith(community.code))!.name

/** Whether a place on the plane is wet or within `margin` metres of it, by the sheet. */
export function isWet(ground: Ground, point: Point, margin: number): boolean {
  const [u, v] = ground.warp.toSheet(point)
  if (Math.abs(v) < riverHalfWidth(u) * 1.15 + margin) return true
  if (isInLake(ground.water, u, v, margin * 1.5)) return true
  return ground.water.streams.some((stream) => {
    const [along, across] = stream.axis === 'u' ? [v, u] : [u, v]
    return (
      along > stream.from - 80 &&
      along < stream.to + 80 &&
      Math.abs(across - stream.at) < stream.width + margin * 1.6
    )
  })
}
