import GeoJSONReader from 'jsts/org/locationtech/jts/io/GeoJSONReader.js'
import GeoJSONWriter from 'jsts/org/locationtech/jts/io/GeoJSONWriter.js'
import SnapIfNeededOverlayOp from 'jsts/org/locationtech/jts/operation/overlay/snap/SnapIfNeededOverlayOp.js'
import IsValidOp from 'jsts/org/locationtech/jts/operation/valid/IsValidOp.js'

/** A geometry of jsts, in metres east and north of an origin. */
export interface Shape {
  getArea(): number
  getDimension(): number
  getNumGeometries(): number
  getGeometryN(n: number): Shape
  isEmpty(): boolean
}

const reader = new GeoJSONReader() as unknown as { read(geometry: unknown): Shape }
const writer = new GeoJSONWriter()
const overlay = { intersection: 1, union: 2, difference: 3 } as const

/** Plane coordinates around an origin; over a district their error stays below 0.1 ‰ of a length. */
export interface Plane {
  toShape(geometry: GeoJSON.Geometry): Shape
  toGeometry(shape: Shape): GeoJSON.Geometry
}

/** Lengths of a degree on the CGCS2000 ellipsoid at a latitude (series to the third term), metres. */
export function metresPerDegree(lat: number): { east: number; north: number } {
  const phi = (lat * Math.PI) / 180
  return {
    east: 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
    north: 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
  }
}

export function planeAround([lon0, lat0]: readonly [number, number]): Plane {
  const { east, north } = metresPerDegree(lat0)
  const into = ([lon = 0, lat = 0]: number[]) => [(lon - lon0) * east, (lat - lat0) * north]
  const back = ([x = 0, y = 0]: number[]) => [round(x / east + lon0), round(y / north + lat0)]
  return {
    toShape: (geometry) => reader.read(mapPoints(geometry, into)),
    toGeometry: (shape) => mapPoints(writer.write(shape), back),
  }
}

/** Nine places of a degree: a tenth of a millimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9
}

function mapPoints(geometry: GeoJSON.Geometry, map: (point: number[]) => number[]): GeoJSON.Geometry {
  const walk = (value: unknown): unknown =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? map(value as number[])
      : (value as unknown[]).map(walk)
  if (geometry.type === 'GeometryCollection')
    return { ...geometry, geometries: geometry.geometries.map((one) => mapPoints(one, map)) }
  return { ...geometry, coordinates: walk(geometry.coordinates) } as GeoJSON.Geometry
}

export function isValidShape(shape: Shape): boolean {
  return shape.getDimension() === 2 && IsValidOp.isValid(shape)
}

export function intersect(a: Shape, b: Shape): Shape {
  return SnapIfNeededOverlayOp.overlayOp(a, b, overlay.intersection)
}

export function subtract(a: Shape, b: Shape): Shape {
  return SnapIfNeededOverlayOp.overlayOp(a, b, overlay.difference)
}

export function unite(shapes: readonly Shape[]): Shape {
  const [first, ...rest] = shapes
  if (!first) throw new Error('nothing to unite')
  return rest.reduce((all, one) => SnapIfNeededOverlayOp.overlayOp(all, one, overlay.union), first)
}
