/** A point that stands for a geometry (mean of the outer ring or of the line) and the box around it, degrees. */
export interface Extent {
  lon: number
  lat: number
  box: [west: number, south: number, east: number, north: number]
}

type Position = readonly number[]

function positionsOf(geometry: GeoJSON.Geometry): Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
    case 'GeometryCollection':
      return geometry.geometries.flatMap(positionsOf)
  }
}

/** Middle and box of a geometry, or null for one without positions. */
export function extentOf(geometry: GeoJSON.Geometry): Extent | null {
  const positions = positionsOf(geometry)
  if (positions.length === 0) return null
  let [west, south, east, north] = [180, 90, -180, -90]
  let [sumLon, sumLat] = [0, 0]
  for (const [lon = 0, lat = 0] of positions) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
    sumLon += lon
    sumLat += lat
  }
  return { lon: sumLon / positions.length, lat: sumLat / positions.length, box: [west, south, east, north] }
}

const kinds: Record<string, string[]> = {
  Point: ['Point'],
  LineString: ['LineString', 'MultiLineString'],
  Polygon: ['Polygon', 'MultiPolygon'],
  none: [],
}

/** What is wrong with a geometry for a type that wants `wanted`, or null. */
export function geometryFault(geometry: unknown, wanted: string): string | null {
  const given = geometry as GeoJSON.Geometry
  if (!kinds[wanted]?.includes(given.type))
    return wanted === 'none' ? '此类实体没有位置' : `几何类型应为 ${wanted}`
  const positions = positionsOf(given)
  if (!Array.isArray(positions) || positions.length === 0) return '缺少坐标'
  const wrong = positions.find(
    (p) =>
      !Array.isArray(p) ||
      p.length < 2 ||
      !p.every(Number.isFinite) ||
      Math.abs(Number(p[0])) > 180 ||
      Math.abs(Number(p[1])) > 90,
  )
  return wrong ? `坐标不正确：${JSON.stringify(wrong)}（应为 [经度, 纬度]）` : null
}

/** Fields that differ between two versions, before and after. */
export function difference(before: Record<string, unknown>, after: Record<string, unknown>) {
  const changed = Object.keys({ ...before, ...after }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(changed.map((key) => [key, from[key] ?? null]))
  return { before: pick(before), after: pick(after) }
}
