import type { LineString, Position } from 'geojson'
import type { Route, RouteKind, Water } from './city.ts'
import { distance, type Point, toPoint } from './plane.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { RoadNetwork } from './roads.ts'
import { createRouter, type Router, type RouteWay } from './route-paths.ts'

/** How many routes of a kind, how long as the crow flies, how far from the centre, and how they are called. */
interface RoutePlan {
  kind: RouteKind
  count: number
  spanM: readonly [number, number]
  withinM: number
  name: (number: number) => string
  owner: string
}

const plans: readonly RoutePlan[] = [
  {
    ...{ kind: 'bus', count: 8, spanM: [5_000, 9_000], withinM: 8_000 },
    ...{ name: (n: number) => `公交${n}路`, owner: '市公交公司' },
  },
  {
    ...{ kind: 'muck', count: 4, spanM: [7_000, 11_000], withinM: 10_000 },
    ...{ name: (n: number) => `渣土运输${n}号线路`, owner: '市城市管理局' },
  },
  {
    ...{ kind: 'cleaning', count: 6, spanM: [2_000, 3_500], withinM: 6_000 },
    ...{ name: (n: number) => `环卫作业${n}号线路`, owner: '市城市管理局' },
  },
  {
    ...{ kind: 'cruise', count: 10, spanM: [4_000, 8_000], withinM: 9_000 },
    ...{ name: (n: number) => `出租车巡游${n}号线路`, owner: '市交通运输局' },
  },
  {
    ...{ kind: 'patrol', count: 4, spanM: [3_000, 6_000], withinM: 8_000 },
    ...{ name: (n: number) => `机动巡查${n}号线路`, owner: '市城市管理局' },
  },
  {
    ...{ kind: 'beat', count: 10, spanM: [900, 1_600], withinM: 6_000 },
    ...{ name: (n: number) => `步行巡查${n}号线路`, owner: '市城市管理局' },
  },
]

const prefix: Record<RouteKind, string> = {
  bus: 'GJ',
  muck: 'ZT',
  'muck-detour': 'ZR',
  cleaning: 'HW',
  cruise: 'CZ',
  patrol: 'JX',
  beat: 'BX',
  waterway: 'HX',
}

/** Routes of buses, trucks, sweepers, taxis and inspectors on the road network, and of ships on the river. */
export function planRoutes(
  seed: number,
  network: RoadNetwork,
  waters: readonly Water[],
  gridOf: (position: Position) => string,
): Route[] {
  const router = createRouter(network.nodes, network.edges)
  const make = (kind: RouteKind, number: number, name: string, ownerShortName: string, way: RouteWay) =>
    toRoute({ kind, number, name, ownerShortName, way, gridOf })
  const routes: Route[] = []
  for (const plan of plans) {
    const random = createRandom(seed, `routes/${plan.kind}`)
    const nodes = router.nodesAround([0, 0], plan.withinM)
    for (let number = 1; number <= plan.count; number++) {
      const way = pickWay(router, nodes, random, plan.spanM)
      routes.push(make(plan.kind, number, plan.name(number), plan.owner, way))
      if (plan.kind !== 'muck') continue
      const detour = detourOf(router, network, way)
      if (detour) routes.push(make('muck-detour', number, `${plan.name(number)}绕行`, plan.owner, detour))
    }
  }
  return [...routes, ...planWaterways(waters, make)]
}

function pickWay(
  router: Router,
  nodes: readonly number[],
  random: Random,
  [least, most]: readonly [number, number],
): RouteWay {
  for (;;) {
    const [from, to] = [random.pick(nodes), random.pick(nodes)]
    const spanM = distance(router.pointOf(from), router.pointOf(to))
    if (spanM < least || spanM > most) continue
    const way = router.way(from, to)
    if (way) return way
  }
}

/** Another way around the middle third of a route: what a driver takes who does not keep to it. */
function detourOf(router: Router, network: RoadNetwork, way: RouteWay): RouteWay | null {
  const third = Math.floor(way.edgeIds.length / 3)
  const first = network.edges[way.edgeIds[0]!]!
  const second = network.edges[way.edgeIds[1]!]!
  const last = network.edges[way.edgeIds.at(-1)!]!
  const beforeLast = network.edges[way.edgeIds.at(-2)!]!
  const shared = (a: typeof first, b: typeof first) => (a.from === b.from || a.from === b.to ? a.to : a.from)
  return router.way(
    shared(first, second),
    shared(last, beforeLast),
    new Set(way.edgeIds.slice(third, 2 * third)),
  )
}

/** The stretch of a river or canal that ships use: as far as it is straight through the city. */
function planWaterways(
  waters: readonly Water[],
  make: (kind: RouteKind, number: number, name: string, owner: string, way: RouteWay) => Route,
): Route[] {
  const used = waters.filter(({ kind, centreline }) => centreline && (kind === 'river' || kind === 'canal'))
  return used.map((water, i) => {
    const all = (water.centreline as LineString).coordinates
    const coordinates = all.slice(Math.floor(all.length * 0.25), Math.ceil(all.length * 0.75))
    return make('waterway', i + 1, `${water.name}航线`, '市交通运输局', {
      ...{ edgeIds: [], coordinates },
      lengthM: lengthOf(coordinates.map(toPoint)),
    })
  })
}

function lengthOf(points: readonly Point[]): number {
  return points.reduce((sum, point, i) => (i === 0 ? 0 : sum + distance(points[i - 1]!, point)), 0)
}

interface RouteFacts {
  kind: RouteKind
  number: number
  name: string
  ownerShortName: string
  way: RouteWay
  gridOf: (position: Position) => string
}

function toRoute({ kind, number, name, ownerShortName, way, gridOf }: RouteFacts): Route {
  const middle = way.coordinates[way.coordinates.length >> 1]!
  return {
    reference: `${prefix[kind]}990100${String(number).padStart(4, '0')}`,
    type: 'city-base.route',
    name,
    divisionCode: gridOf(middle),
    kind,
    number,
    ownerShortName,
    length_m: Math.round(way.lengthM),
    geometry: { type: 'LineString', coordinates: way.coordinates },
    attributes: {},
  }
}
