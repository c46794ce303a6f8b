import type { LowPoint, RoadEdge } from './city.ts'
import { elevationAt } from './elevation.ts'
import type { Ground } from './ground.ts'
import type { Point } from './plane.ts'
import { distance, lineLength, placeAlong, toPoint, toPosition } from './plane.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { RoadNetwork } from './roads.ts'

const LOW_ROAD_COUNT = 32
const LOW_ROAD_GAP_M = 750

/** A pump station before it becomes a facility. */
export interface PumpSite {
  reference: string
  point: Point
}

interface Draft {
  edge: RoadEdge
  point: Point
  pointKind: LowPoint['pointKind']
}

const pointsOf = (edge: RoadEdge): Point[] => edge.coordinates.map(toPoint)

function findUnderpasses(network: RoadNetwork): Draft[] {
  return network.edges
    .filter((edge) => edge.structure === 'underpass')
    .map((edge) => {
      const line = pointsOf(edge)
      return { edge, point: placeAlong(line, lineLength(line) / 2).point, pointKind: 'underpass' as const }
    })
}

/** Places on city streets that lie lower than the ground about them, the deepest first, well apart. */
function findLowRoads(ground: Ground, network: RoadNetwork, underpasses: Draft[]): Draft[] {
  const height = (point: Point) => {
    const [longitude, latitude] = toPosition(point)
    return elevationAt(longitude!, latitude!, ground.seed)
  }
  const candidates = network.edges
    .filter(
      (edge) => !edge.structure && ['arterial', 'secondary'].includes(edge.roadClass) && edge.length_m > 60,
    )
    .filter((edge) => edge.id % 2 === 0)
    .map((edge) => {
      const line = pointsOf(edge)
      const point = placeAlong(line, edge.length_m / 2).point
      const around = [0, 1, 2, 3, 4, 5].map((i): Point => {
        const angle = (i / 6) * 2 * Math.PI
        return [point[0] + 420 * Math.cos(angle), point[1] + 420 * Math.sin(angle)]
      })
      const mean = around.reduce((sum, place) => sum + height(place), 0) / around.length
      return { edge, point, pointKind: 'low-road' as const, dip: height(point) - mean }
    })
    .sort((a, b) => a.dip - b.dip || a.edge.id - b.edge.id)
  const chosen: Draft[] = []
  for (const candidate of candidates) {
    if (chosen.length === LOW_ROAD_COUNT) break
    const isApart = [...chosen, ...underpasses].every(
      (other) => distance(other.point, candidate.point) > LOW_ROAD_GAP_M,
    )
    if (isApart) chosen.push({ edge: candidate.edge, point: candidate.point, pointKind: 'low-road' })
  }
  return chosen
}

function describe(
  ground: Ground,
  network: RoadNetwork,
  draft: Draft,
  index: number,
  pumps: PumpSite[],
  random: Random,
): LowPoint {
  const road = network.roads.find((one) => one.reference === draft.edge.roadReference)!
  const [longitude, latitude] = toPosition(draft.point) as [number, number]
  const isUnderpass = draft.pointKind === 'underpass'
  const isRing = draft.edge.roadClass === 'expressway'
  const side = isRing ? (draft.point[0] < 0 ? '西段' : '东段') : ''
  const surface = elevationAt(longitude, latitude, ground.seed)
  const depth = isUnderpass ? random.range(4.2, 5.6) : random.range(0.4, 0.9)
  const gridCode = ground.gridCodeAt([longitude, latitude])
  const community = ground.divisions.communities.find((one) => gridCode.startsWith(one.code))!
  const pump = pumps.reduce((best, one) =>
    distance(one.point, draft.point) < distance(best.point, draft.point) ? one : best,
  )
  const round = (value: number, digits: number) => Number(value.toFixed(digits))
  const lowPoint: LowPoint = {
    reference: `${isUnderpass ? 'XC' : 'DW'}990100${String(index + 1).padStart(4, '0')}`,
    type: isUnderpass ? 'city-base.underpass' : 'city-base.low-road',
    name: isUnderpass
      ? `${road.name}${side}下穿通道`
      : `${road.name}${community.name.replace(/社区$|村$/, '')}段`,
    pointKind: draft.pointKind,
    divisionCode: gridCode,
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    roadReference: road.reference,
    roadName: road.name,
    edgeId: draft.edge.id,
    catchmentHa: round(isUnderpass ? random.range(1.2, 4.5) : random.range(3, 14), 1),
    drainageMmPerHour: Math.round(isUnderpass ? random.range(30, 50) : random.range(20, 36)),
    lowPointElevation: round(surface - depth, 2),
    pumpStationReference: pump.reference,
    attributes: { point_kind: draft.pointKind, road_name: road.name, depthBelowGround_m: round(depth, 2) },
  }
  if (isUnderpass) Object.assign(lowPoint.attributes, { clearance_m: 4.5, beneath: '云柳铁路' })
  return lowPoint
}

/** Where water will gather: finds the places first (pump stations are sited by them), then describes them. */
export function surveyLowPoints(ground: Ground, network: RoadNetwork) {
  const underpasses = findUnderpasses(network)
  const drafts = [...underpasses, ...findLowRoads(ground, network, underpasses)]
  return {
    points: drafts.map((draft) => draft.point),
    describe(pumps: PumpSite[]): LowPoint[] {
      const random = createRandom(ground.seed, 'low-points')
      return drafts.map((draft, index) => describe(ground, network, draft, index, pumps, random))
    },
  }
}
