import { booleanContains } from '@turf/boolean-contains'
import { booleanEqual } from '@turf/boolean-equal'
import { booleanIntersects } from '@turf/boolean-intersects'
import { booleanOverlap } from '@turf/boolean-overlap'
import { booleanWithin } from '@turf/boolean-within'
import { badData } from '../http/errors.ts'
import { geometryProblem } from '../representation/checks.ts'
import { distanceBetween } from './distance.ts'

const relations = ['near', 'within', 'contains', 'intersects', 'equals', 'disjoint', 'overlaps'] as const
type Relation = (typeof relations)[number]

/** A geoquery (4.10). `key` is the attribute that holds the geometry. */
export interface GeoQuery {
  relation: Relation
  geometry: GeoJSON.Geometry
  /** Metres, for `near`. */
  maxDistance?: number
  minDistance?: number
  key: string
}

/** The members of a geoquery as the client gave them; coordinates as JSON text in an address, as JSON in a body. */
export interface GivenGeo {
  georel?: unknown
  geometry?: unknown
  coordinates?: unknown
}

/** Parses a geoquery; undefined when none was given. */
export function parseGeo(given: GivenGeo, key: string): GeoQuery | undefined {
  const { georel, geometry, coordinates } = given
  if (georel === undefined && geometry === undefined && coordinates === undefined) return undefined
  if (typeof georel !== 'string' || typeof geometry !== 'string' || coordinates === undefined)
    throw badData('georel、geometry、coordinates 须同时给出')
  const reference = { type: geometry, coordinates: parseCoordinates(coordinates) } as GeoJSON.Geometry
  const problem = geometryProblem(reference)
  if (problem) throw badData(`coordinates：${problem}`)
  const [name, ...modifiers] = georel.split(';')
  if (!relations.includes(name as Relation)) throw badData(`georel 不正确：${georel}`)
  if (name !== 'near') {
    if (modifiers.length > 0) throw badData(`georel 不正确：${georel}`)
    return { relation: name as Relation, geometry: reference, key }
  }
  const found = /^(max|min)Distance==(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.exec(modifiers.join(';'))
  const distance = Number(found?.[2])
  if (!found || !Number.isFinite(distance) || distance <= 0) throw badData(`georel 的距离不正确：${georel}`)
  return { relation: 'near', geometry: reference, key, [`${found[1]}Distance`]: distance }
}

function parseCoordinates(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw badData('coordinates 不是 JSON 数组')
  }
}

/** Whether a geometry fulfils a geoquery. */
export function matchesGeo(geometry: GeoJSON.Geometry, query: GeoQuery): boolean {
  const { relation, geometry: reference } = query
  if (relation === 'near') {
    const metres = distanceBetween(geometry, reference)
    return query.maxDistance === undefined ? metres >= (query.minDistance ?? 0) : metres <= query.maxDistance
  }
  if (relation === 'intersects') return intersects(geometry, reference)
  if (relation === 'disjoint') return !intersects(geometry, reference)
  if (relation === 'within') return partsOf(geometry).every((part) => isWithin(part, reference))
  if (relation === 'contains') return partsOf(reference).every((part) => isWithin(part, geometry))
  if (relation === 'equals') return isEqual(geometry, reference)
  return (
    geometry.type === reference.type &&
    !geometry.type.includes('Point') &&
    tolerant(() => booleanOverlap(geometry as GeoJSON.Polygon, reference as GeoJSON.Polygon))
  )
}

function intersects(a: GeoJSON.Geometry, b: GeoJSON.Geometry): boolean {
  return tolerant(() => booleanIntersects(a, b))
}

function isWithin(part: GeoJSON.Geometry, whole: GeoJSON.Geometry): boolean {
  return partsOf(whole).some((one) => {
    if (part.type === 'Point' && one.type === 'Point')
      return part.coordinates.slice(0, 2).join() === one.coordinates.slice(0, 2).join()
    return tolerant(() => booleanWithin(part, one)) || tolerant(() => booleanContains(one, part))
  })
}

function isEqual(a: GeoJSON.Geometry, b: GeoJSON.Geometry): boolean {
  return a.type === b.type && tolerant(() => booleanEqual(a as GeoJSON.Point, b as GeoJSON.Point))
}

/** Shapes the library has no rule for (a polygon within a point) do not match. */
function tolerant(test: () => boolean): boolean {
  try {
    return test()
  } catch {
    return false
  }
}

/** A Multi geometry as its parts. */
export function partsOf(geometry: GeoJSON.Geometry): GeoJSON.Geometry[] {
  switch (geometry.type) {
    case 'MultiPoint':
      return geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates }))
    case 'MultiLineString':
      return geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }))
    case 'MultiPolygon':
      return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
    case 'GeometryCollection':
      return geometry.geometries.flatMap(partsOf)
    default:
      return [geometry]
  }
}
