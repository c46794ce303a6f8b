/** A point in the middle of a geometry’s box. */
export function centreOf(geometry: GeoJSON.Geometry | null): [number, number] | null {
  if (!geometry || geometry.type === 'GeometryCollection') return null
  const points = (geometry.coordinates as unknown[]).flat(3) as number[]
  let [west, south, east, north] = [180, 90, -180, -90]
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [lon = 0, lat = 0] = [points[i], points[i + 1]]
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return points.length < 2 ? null : [(west + east) / 2, (south + north) / 2]
}
