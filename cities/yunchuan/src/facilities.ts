import type { Attributes, Facility, LowPoint, RoadEdge } from './city.ts'
import type { FacilityKind } from './facility-kinds.ts'
import { KINDS } from './facility-kinds.ts'
import type { Ground } from './ground.ts'
import type { PumpSite } from './low-points.ts'
import type { Institutions } from './organisations.ts'
import type { Point } from './plane.ts'
import { beside, distance, placeAlong, toPoint, toPosition } from './plane.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { RoadNetwork } from './roads.ts'
import { placeSensingStations } from './sensing-stations.ts'

/** Number of facilities in the whole city; street lamps make up the remainder. */
const FACILITY_COUNT = 20_000

/** Adds one facility; a place outside the city is refused (false). */
type AddFacility = (kind: FacilityKind, name: string, point: Point, attributes: Attributes) => boolean

export interface FacilityDesk {
  facilities: Facility[]
  add: AddFacility
}

/** A desk that numbers, dates and places facilities. */
export function openFacilityDesk(ground: Ground, institutions: Institutions): FacilityDesk {
  const random = createRandom(ground.seed, 'facilities')
  const facilities: Facility[] = []
  const counts = new Map<string, number>()
  const ownerOf = (kind: FacilityKind) =>
    'utility' in kind.owner
      ? institutions.utilities[kind.owner.utility]
      : institutions.codeOf(kind.owner.bureau)
  const add: AddFacility = (kind, name, point, attributes) => {
    const position = toPosition(point)
    const grid = ground.findGrid(position)
    if (!grid) return false
    const prefix = grid.code.slice(0, 6) + kind.classCode
    const number = (counts.get(prefix) ?? 0) + 1
    counts.set(prefix, number)
    const day = 1 + random.int(28)
    const month = 1 + random.int(12)
    const pad = (value: number) => String(value).padStart(2, '0')
    facilities.push({
      reference: prefix + String(number).padStart(6, '0'),
      type: kind.type,
      name,
      divisionCode: grid.code,
      gridCode: grid.code,
      geometry: { type: 'Point', coordinates: position },
      ownerCode: ownerOf(kind),
      installDate: `${2008 + random.int(17)}-${pad(month)}-${pad(day)}`,
      attributes,
    })
    return true
  }
  return { facilities, add }
}

type Weigh = (edge: RoadEdge) => number

/** Spreads `count` places evenly over the weighted length of the edges. */
function spreadAlong(
  edges: RoadEdge[],
  weigh: Weigh,
  count: number,
  visit: (edge: RoadEdge, metres: number, index: number) => void,
): void {
  const weights = edges.map((edge) => edge.length_m * weigh(edge))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const step = total / count
  let walked = 0
  let index = 0
  edges.forEach((edge, i) => {
    while (index < count && (index + 0.5) * step <= walked + weights[i]!) {
      visit(edge, (((index + 0.5) * step - walked) / weights[i]!) * edge.length_m, index)
      index++
    }
    walked += weights[i]!
  })
}

interface Series {
  count: number
  weigh: Weigh
  /** Metres from the middle of the road, positive to the left. */
  side(edge: RoadEdge, random: Random): number
  kind(random: Random): FacilityKind
  attributes(random: Random): Attributes
}

const byClass =
  (weights: Partial<Record<RoadEdge['roadClass'], number>>): Weigh =>
  (edge) =>
    edge.structure ? 0 : (weights[edge.roadClass] ?? 0)

const verge = (edge: RoadEdge, random: Random) => (random.chance(0.5) ? 1 : -1) * (edge.width_m / 2 + 1.6)
const MANHOLES = [
  KINDS.stormManhole,
  KINDS.sewageManhole,
  KINDS.waterManhole,
  KINDS.telecomManhole,
  KINDS.powerManhole,
]

const LAMPS: Series = {
  count: 0,
  weigh: byClass({ arterial: 4, expressway: 3, secondary: 2.2, local: 0.3 }),
  side: verge,
  kind: () => KINDS.lamp,
  attributes: (random) => ({
    power_w: random.pick([90, 120, 150, 200]),
    lampType: random.pick(['LED', 'LED', '高压钠灯']),
    poleHeight_m: random.pick([8, 10, 12]),
  }),
}

const SERIES: Series[] = [
  {
    count: 8600,
    weigh: byClass({ arterial: 2, secondary: 1.6, local: 1, 'county-road': 0.05 }),
    side: (edge, random) => random.range(-0.38, 0.38) * edge.width_m,
    kind: (random) => random.pick(MANHOLES),
    attributes: (random) => ({
      diameter_mm: random.pick([600, 700, 800]),
      material: random.pick(['球墨铸铁', '复合材料', '钢纤维混凝土']),
    }),
  },
  {
    count: 1900,
    weigh: byClass({ arterial: 1.4, secondary: 1.2, local: 0.8 }),
    side: verge,
    kind: () => KINDS.hydrant,
    attributes: (random) => ({
      pressure_mpa: Math.round(random.range(0.18, 0.42) * 100) / 100,
      outlet: 'DN100',
    }),
  },
  {
    count: 1200,
    weigh: byClass({ arterial: 1.5, secondary: 1.4, local: 0.5 }),
    side: verge,
    kind: () => KINDS.camera,
    attributes: (random) => ({
      cameraType: random.pick(['球机', '枪机', '全景']),
      resolution: random.pick(['1080P', '4K']),
    }),
  },
  {
    count: 560,
    weigh: byClass({ arterial: 2, secondary: 1.4, 'county-road': 0.16 }),
    side: verge,
    kind: () => KINDS.busStop,
    attributes: (random) => ({ lines: 1 + random.int(7), shelter: random.chance(0.7) }),
  },
]

function placeSeries(series: Series, network: RoadNetwork, desk: FacilityDesk, random: Random): void {
  const numbers = new Map<string, number>()
  const nameOf = new Map(network.roads.map((road) => [road.reference, road.name]))
  spreadAlong(network.edges, series.weigh, series.count, (edge, metres) => {
    const place = placeAlong(edge.coordinates.map(toPoint), metres)
    const kind = series.kind(random)
    const road = nameOf.get(edge.roadReference)!
    const number = (numbers.get(road + kind.label) ?? 0) + 1
    numbers.set(road + kind.label, number)
    const side = series.side(edge, random)
    const name = `${road}${kind.label}${String(number).padStart(3, '0')}`
    const attributes = { ...series.attributes(random), road_name: road }
    if (!desk.add(kind, name, beside(place, side), attributes)) desk.add(kind, name, place.point, attributes)
  })
}

/** Signals stand where main roads cross; each such crossing is watched by a camera. */
function placeAtCrossings(network: RoadNetwork, desk: FacilityDesk): void {
  const atNode: RoadEdge[][] = network.nodes.map(() => [])
  for (const edge of network.edges) {
    atNode[edge.from]!.push(edge)
    atNode[edge.to]!.push(edge)
  }
  const nameOf = new Map(network.roads.map((road) => [road.reference, road.name]))
  atNode.forEach((edges, node) => {
    const main = edges.filter((edge) => ['arterial', 'secondary'].includes(edge.roadClass))
    const roads = [...new Set(main.map((edge) => nameOf.get(edge.roadReference)!))]
    if (main.length < 3 || roads.length < 2) return
    const crossing = `${roads[0]}与${roads[1]}路口`
    const point = toPoint(network.nodes[node]!.position)
    desk.add(KINDS.signal, `${crossing}信号灯`, [point[0] + 9, point[1] + 9], {
      phases: main.length > 3 ? 4 : 3,
      networked: true,
    })
    desk.add(KINDS.camera, `${crossing}卡口`, [point[0] - 11, point[1] + 10], {
      cameraType: '卡口',
      resolution: '4K',
    })
  })
}

/** Barriers, screens and drains at the places where water gathers, with the gauge that watches them. */
function equipLowPoints(lowPoints: LowPoint[], network: RoadNetwork, desk: FacilityDesk): void {
  for (const low of lowPoints) {
    const at = { lowPoint: low.reference, road_name: low.roadName, point_kind: low.pointKind }
    const point = toPoint(low.geometry.coordinates)
    const line = network.edges[low.edgeId]!.coordinates.map(toPoint)
    const onLine = placeAlong(line, 0).along
    const shift = (along: number, side: number): Point =>
      beside({ point: [point[0] + onLine[0] * along, point[1] + onLine[1] * along], along: onLine }, side)
    const [floor, depth] = [low.lowPointElevation, low.attributes.depthBelowGround_m ?? 0]
    desk.add(KINDS.gauge, `${low.name}水位计`, shift(0, 3), {
      ...at,
      place_name: low.name,
      zeroElevation_m: floor,
      depthBelowGround_m: depth,
      range_m: 3,
      catchmentHa: low.catchmentHa,
      drainageMmPerHour: low.drainageMmPerHour,
      pumpStation: low.pumpStationReference,
    })
    for (const [i, along] of [-24, -8, 8, 24].entries()) {
      desk.add(KINDS.drainInlet, `${low.name}雨水箅子${i + 1}`, shift(along, 5), { ...at, size: '750×450' })
    }
    if (low.pointKind !== 'underpass') continue
    for (const [label, along] of [
      ['南口', -62],
      ['北口', 62],
    ] as const) {
      desk.add(KINDS.barrier, `${low.name}${label}拦车杆`, shift(along, 7), { ...at, remote: true })
      desk.add(KINDS.screen, `${low.name}${label}诱导屏`, shift(along * 1.5, 11), {
        ...at,
        size_px: '192×96',
      })
    }
  }
}

/** Pump stations: one near each cluster of low points, the rest by the river. References are known before facilities. */
export function placePumps(ground: Ground, lowPoints: Point[], desk: FacilityDesk): PumpSite[] {
  const random = createRandom(ground.seed, 'pumps')
  const sites: PumpSite[] = []
  for (const point of lowPoints) {
    if (sites.length === 20) break
    if (sites.some((site) => distance(site.point, point) < 1100)) continue
    const place: Point = [point[0] + random.range(40, 90), point[1] + random.range(-70, 70)]
    const number = desk.facilities.length
    const community = ground.divisions.communities.find((one) =>
      ground.gridCodeAt(toPosition(place)).startsWith(one.code),
    )!
    const pumps = 2 + random.int(4)
    const capacity = Math.round(pumps * random.range(0.6, 1.6) * 10) / 10
    const name = `${community.name.replace(/社区$|村$/, '')}泵站`
    if (!desk.add(KINDS.pumpStation, name, place, { capacity_m3_per_s: capacity, pumps })) continue
    sites.push({ reference: desk.facilities[number]!.reference, point: place })
  }
  return sites
}

/** All facilities of the city, exactly `FACILITY_COUNT`. */
export function placeFacilities(
  ground: Ground,
  network: RoadNetwork,
  lowPoints: LowPoint[],
  desk: FacilityDesk,
): void {
  const random = createRandom(ground.seed, 'series')
  equipLowPoints(lowPoints, network, desk)
  placeSensingStations(ground, desk)
  placeAtCrossings(network, desk)
  for (const series of SERIES) placeSeries(series, network, desk, random)
  const count = FACILITY_COUNT - desk.facilities.length
  placeSeries({ ...LAMPS, count }, network, desk, random)
}
