import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { CellPlan } from './cell-plan.ts'
import type { Division, DivisionType } from './city.ts'
import type { CommunityPlan, GridShapes } from './communities.ts'
import { planCommunities } from './communities.ts'
import type { Mesh } from './mesh.ts'
import { chineseNumber, createPlaceNames, createVillageNames } from './names.ts'
import type { Border } from './outline.ts'
import { joinBorders, sidesOfBorder, toGeometry } from './outline.ts'
import { ringAreaKm2 } from './plane.ts'
import { sharePopulation } from './population.ts'
import { createRandom } from './random.ts'
import type { RegionPlan } from './regions.ts'
import { DISTRICTS } from './regions.ts'

export const CITY_NAME = '云川市'
export const CITY_CODE = '990100'

export interface DivisionPlan {
  /** City, districts, towns, communities, grids: parents before children. */
  divisions: Division[]
  /** Division of each district, town, community and grid of the layout, by its index there. */
  districts: Division[]
  towns: Division[]
  communities: Division[]
  grids: Division[]
  communityPlans: CommunityPlan[]
}

/** Polygon or MultiPolygon → its list of polygons. */
export function polygonsOf(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

/** Area of a polygon with holes, in km². */
function geometryAreaKm2(geometry: Polygon | MultiPolygon): number {
  return polygonsOf(geometry).reduce(
    (sum, rings) => sum + rings.reduce((ringSum, ring) => ringSum + ringAreaKm2(ring), 0),
    0,
  )
}

function centroidOf(geometry: Polygon | MultiPolygon): Position {
  let x = 0
  let y = 0
  let area = 0
  const base = polygonsOf(geometry)[0]![0]![0]!
  for (const rings of polygonsOf(geometry)) {
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = [ring[i - 1]![0]! - base[0]!, ring[i - 1]![1]! - base[1]!]
        const [bx, by] = [ring[i]![0]! - base[0]!, ring[i]![1]! - base[1]!]
        const cross = ax * by - bx * ay
        x += (ax + bx) * cross
        y += (ay + by) * cross
        area += cross
      }
    }
  }
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return [round(base[0]! + x / (3 * area)), round(base[1]! + y / (3 * area))]
}

interface Naming {
  code: string
  name: string
  type: DivisionType
  parent: Division | undefined
}

const LEVEL: Record<DivisionType, Division['level']> = {
  city: 1,
  district: 2,
  county: 2,
  street: 3,
  town: 3,
  community: 4,
  village: 4,
  grid: 5,
}

function makeDivision(naming: Naming, border: Border, mesh: Mesh, population: number): Division {
  const geometry = toGeometry(border, mesh)
  const { code, name, type, parent } = naming
  return {
    code,
    name,
    fullName: `${parent?.fullName ?? ''}${name}`,
    level: LEVEL[type],
    type,
    parentCode: parent?.code ?? null,
    geometry,
    centroid: centroidOf(geometry),
    area_km2: geometryAreaKm2(geometry),
    population,
  }
}

const joinAll = (borders: Border[]) =>
  joinBorders(
    (function* () {
      for (const border of borders) yield* sidesOfBorder(border)
    })(),
  )

const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
const pad = (value: number) => String(value).padStart(3, '0')

/** Numbers the members of each parent: streets and urban communities from 1, towns from 101, villages from 201. */
function createCounter(base: number): (parent: string) => string {
  const counts = new Map<string, number>()
  return (parent) => {
    const next = (counts.get(parent) ?? base) + 1
    counts.set(parent, next)
    return pad(next)
  }
}

/** Gives every level its polygon, code, name and population. */
export function buildDivisions(
  plan: CellPlan,
  regions: RegionPlan,
  shapes: GridShapes,
  mesh: Mesh,
  seed: number,
): DivisionPlan {
  const random = createRandom(seed, 'divisions')
  const communityPlans = planCommunities(plan, regions, shapes)
  const gridAreas = shapes.borders.map((border) => geometryAreaKm2(toGeometry(border, mesh)))
  const people = sharePopulation(plan, gridAreas, random)
  const communityBorders = communityPlans.map((community) =>
    joinAll(community.grids.map((grid) => shapes.borders[grid]!)),
  )
  const townMembers = regions.towns.map((_, town) =>
    communityPlans.flatMap((c, i) => (c.town === town ? [i] : [])),
  )
  const townBorders = townMembers.map((members) => joinAll(members.map((i) => communityBorders[i]!)))
  const communityPeople = communityPlans.map((community) =>
    sumOf(community.grids.map((grid) => people[grid]!)),
  )
  const townPeople = townMembers.map((members) => sumOf(members.map((i) => communityPeople[i]!)))
  const townsIn = DISTRICTS.map((_, district) =>
    regions.towns.flatMap((town, i) => (town.district === district ? [i] : [])),
  )
  const districtBorders = townsIn.map((towns) => joinAll(towns.map((town) => townBorders[town]!)))

  const cityNaming: Naming = { code: CITY_CODE, name: CITY_NAME, type: 'city', parent: undefined }
  const city = makeDivision(cityNaming, joinAll(districtBorders), mesh, sumOf(people))
  const districts = DISTRICTS.map((district, i) =>
    makeDivision(
      { code: district.code, name: district.name, type: district.kind, parent: city },
      districtBorders[i]!,
      mesh,
      sumOf(townsIn[i]!.map((town) => townPeople[town]!)),
    ),
  )
  const placeName = createPlaceNames(random, ['云城', '临江', '东屏', '柳泉', '望湖', '云川'])
  const villageName = createVillageNames(random)
  const streetNumber = createCounter(0)
  const townNumber = createCounter(100)
  const towns = regions.towns.map((town, i) => {
    const parent = districts[town.district]!
    const number = town.urban ? streetNumber(parent.code) : townNumber(parent.code)
    const type = town.urban ? 'street' : 'town'
    const name = `${placeName()}${town.urban ? '街道' : '镇'}`
    return makeDivision(
      { code: parent.code + number, name, type, parent },
      townBorders[i]!,
      mesh,
      townPeople[i]!,
    )
  })
  const urbanNumber = createCounter(0)
  const villageNumber = createCounter(200)
  const communities = communityPlans.map((community, i) => {
    const parent = towns[community.town]!
    const number = community.urban ? urbanNumber(parent.code) : villageNumber(parent.code)
    const name = community.urban ? `${placeName()}社区` : `${villageName()}村`
    const type = community.urban ? 'community' : 'village'
    return makeDivision(
      { code: parent.code + number, name, type, parent },
      communityBorders[i]!,
      mesh,
      communityPeople[i]!,
    )
  })
  const grids: Division[] = []
  communityPlans.forEach((community, i) => {
    community.grids.forEach((grid, order) => {
      const parent = communities[i]!
      const naming: Naming = {
        code: parent.code + pad(order + 1),
        name: `第${chineseNumber(order + 1)}网格`,
        type: 'grid',
        parent,
      }
      grids[grid] = makeDivision(naming, shapes.borders[grid]!, mesh, people[grid]!)
    })
  })
  const inOrder = communityPlans.flatMap((community) => community.grids.map((grid) => grids[grid]!))
  return {
    divisions: [city, ...districts, ...towns, ...communities, ...inOrder],
    districts,
    towns,
    communities,
    grids,
    communityPlans,
  }
}
