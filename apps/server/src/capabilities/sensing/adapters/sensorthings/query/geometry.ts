import { wrong } from './values.ts'

/** A geometry of jsts. */
export interface Shape {
  getDimension(): number
  getLength(): number
  isEmpty(): boolean
  getEnvelopeInternal(): { getMinX(): number; getMaxX(): number; getMinY(): number; getMaxY(): number }
}

/** The intersection matrix of two geometries (DE-9IM). */
export interface Matrix {
  isDisjoint(): boolean
  isIntersects(): boolean
  isWithin(): boolean
  isContains(): boolean
  isEquals(a: number, b: number): boolean
  isTouches(a: number, b: number): boolean
  isOverlaps(a: number, b: number): boolean
  isCrosses(a: number, b: number): boolean
  matches(pattern: string): boolean
}

export interface Geometry {
  read(wkt: string): Shape
  readJson(geometry: unknown): Shape | null
  relate(a: Shape, b: Shape): Matrix
  distance(a: Shape, b: Shape): number
}

let loaded: Promise<Geometry> | undefined

/** The exact geometry, loaded when the first request needs it. */
export function loadGeometry(): Promise<Geometry> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Geometry> {
  const [{ default: WKTReader }, { default: GeoJSONReader }, { default: RelateOp }, { default: DistanceOp }] =
    await Promise.all([
      import('jsts/org/locationtech/jts/io/WKTReader.js'),
      import('jsts/org/locationtech/jts/io/GeoJSONReader.js'),
      import('jsts/org/locationtech/jts/operation/relate/RelateOp.js'),
      import('jsts/org/locationtech/jts/operation/distance/DistanceOp.js'),
    ])
  const wkt = new WKTReader()
  const json = new GeoJSONReader()
  return {
    read: (text) => {
      try {
        const shape = wkt.read(text.replace(/^\s*SRID\s*=\s*\d+\s*;/i, ''))
        if (shape.isEmpty()) throw new Error('empty')
        return shape
      } catch {
        throw wrong(`不是几何（WKT）：${text.slice(0, 80)}`)
      }
    },
    readJson: (given) => {
      const plain = plainGeometry(given)
      if (!plain) return null
      try {
        const shape = json.read(plain)
        return shape.isEmpty() ? null : shape
      } catch {
        return null
      }
    },
    relate: (a, b) => RelateOp.relate(a, b),
    distance: (a, b) => DistanceOp.distance(a, b),
  }
}

const types = [
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
]

/** The geometry in a Location: a GeoJSON geometry, or a Feature that has one; null for other encodings. */
export function plainGeometry(given: unknown): GeoJSON.Geometry | null {
  const one = given as {
    type?: unknown
    geometry?: unknown
    coordinates?: unknown
    geometries?: unknown
  } | null
  if (typeof one !== 'object' || one === null) return null
  if (one.type === 'Feature') return plainGeometry(one.geometry)
  const whole =
    one.type === 'GeometryCollection' ? Array.isArray(one.geometries) : Array.isArray(one.coordinates)
  return types.includes(String(one.type)) && whole ? (one as GeoJSON.Geometry) : null
}
