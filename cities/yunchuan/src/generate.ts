import type { Position } from 'geojson'
import { assignUses } from './block-uses.ts'
import { buildBuildings } from './buildings.ts'
import type { City, Division } from './city.ts'
import { CITY_CODE, CITY_NAME, polygonsOf } from './divisions.ts'
import { DEFAULT_SEED } from './elevation.ts'
import { openFacilityDesk, placeFacilities, placePumps } from './facilities.ts'
import { indexGrids } from './find-grid.ts'
import type { Ground } from './ground.ts'
import { layGround } from './ground.ts'
import { listHolidays } from './holidays.ts'
import { surveyLowPoints } from './low-points.ts'
import { placeMoving } from './moving.ts'
import type { Obstacles } from './obstacles.ts'
import { createObstacles } from './obstacles.ts'
import { buildInstitutions } from './organisations.ts'
import { buildPlaces } from './places.ts'
import { buildRailways } from './railways.ts'
import type { RoadNetwork } from './roads.ts'
import { buildRoads } from './roads.ts'
import { planRoutes } from './routes.ts'
import { ROAD_SHAPES } from './streets.ts'
import { buildVillages, digPonds } from './villages.ts'
import { buildWaters } from './waters.ts'

export interface GenerateOptions {
  /** Same seed, same city, byte for byte. */
  seed?: number
}

function bboxOf(city: Division): City['bbox'] {
  const all = polygonsOf(city.geometry).flatMap((rings) => rings[0]!)
  const xs = all.map((position) => position[0]!)
  const ys = all.map((position) => position[1]!)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** What country houses and ponds must keep off: roads, and the viaducts above. */
function markObstacles(ground: Ground, network: RoadNetwork): Obstacles {
  const overlays = [
    ...ground.motorways.map((motorway) => ({ line: motorway.points, clearance: 42 })),
    { line: ground.fastRail.points, clearance: 26 },
    ...ground.curves.map((curve) => ({
      line: [ground.warp.toPlane(...curve.from), ...curve.through, ground.warp.toPlane(...curve.to)],
      clearance: 38,
    })),
    ...network.graph.map(({ vertices, kind }) => ({
      line: vertices.map((vertex) => ground.mesh.points[vertex]!),
      clearance: ROAD_SHAPES[kind.roadClass].widthM / 2 + 1,
    })),
  ]
  const obstacles = createObstacles(overlays)
  for (const { vertices, kind } of network.graph) {
    const isCountry =
      kind.roadClass === 'county-road' || kind.key.startsWith('village') || kind.key.startsWith('market')
    if (isCountry)
      obstacles.markLine(
        vertices.map((vertex) => ground.mesh.points[vertex]!),
        9,
      )
  }
  return obstacles
}

/** Generates the sample city 云川市: about 1.2 million people who do not exist. Takes a few seconds. */
export function generateYunchuan(options: GenerateOptions = {}): City {
  const seed = options.seed ?? DEFAULT_SEED
  const ground = layGround(seed)
  const network = buildRoads(ground)
  const uses = assignUses(ground)
  const obstacles = markObstacles(ground, network)
  const houses = buildVillages(ground, network, obstacles)
  const buildings = buildBuildings(ground, network, uses, houses, obstacles)
  const waters = buildWaters(ground, digPonds(ground, obstacles))
  const institutions = buildInstitutions(ground.divisions)
  const desk = openFacilityDesk(ground, institutions)
  const survey = surveyLowPoints(ground, network)
  const lowPoints = survey.describe(placePumps(ground, survey.points, desk))
  placeFacilities(ground, network, lowPoints, desk)
  const { divisions } = ground.divisions
  const findGrid = indexGrids(divisions.filter((division) => division.level === 5))
  const gridOf = (position: Position) => findGrid(position)?.code ?? CITY_CODE
  const routes = planRoutes(seed, network, waters, gridOf)
  return {
    seed,
    name: CITY_NAME,
    code: CITY_CODE,
    bbox: bboxOf(divisions[0]!),
    divisions,
    waters,
    roads: network.roads,
    roadNodes: network.nodes,
    roadEdges: network.edges,
    railways: buildRailways(ground),
    buildings,
    places: buildPlaces(ground, uses),
    lowPoints,
    facilities: desk.facilities,
    organisations: institutions.organisations,
    duties: institutions.duties,
    posts: institutions.posts,
    routes,
    ...placeMoving(routes, gridOf),
    calendarHolidays: listHolidays(),
  }
}
