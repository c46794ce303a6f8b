import proj4 from 'proj4'
import { invalid } from '../../../kernel/problem.ts'

/** Between a reference system and longitude and latitude. */
export interface Projection {
  toDegrees(x: number, y: number): [lon: number, lat: number]
  fromDegrees(lon: number, lat: number): [x: number, y: number]
}

const degrees = new Set([4326, 4490])

/** WGS 84 and CGCS2000 in degrees, Web Mercator, UTM, and the three-degree Gauss–Krüger zones of CGCS2000. */
export function projectionOf(epsg: number, path: string): Projection {
  if (degrees.has(epsg)) return { toDegrees: (x, y) => [x, y], fromDegrees: (lon, lat) => [lon, lat] }
  const definition = definitionOf(epsg)
  if (!definition) throw invalid(path, `不支持坐标系 EPSG:${epsg}，请转换为 EPSG:4490`, 'not-supported')
  const found = proj4(definition)
  return {
    toDegrees: (x, y) => found.inverse([x, y]) as [number, number],
    fromDegrees: (lon, lat) => found.forward([lon, lat]) as [number, number],
  }
}

function definitionOf(epsg: number): string | null {
  if (epsg === 3857) return 'EPSG:3857'
  const zone = epsg % 100
  if (epsg > 32_600 && epsg <= 32_660) return `+proj=utm +zone=${zone} +datum=WGS84 +units=m`
  if (epsg > 32_700 && epsg <= 32_760) return `+proj=utm +zone=${zone} +south +datum=WGS84 +units=m`
  const gauss = (meridian: number, falseEasting: number) =>
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m`
  // With the number of the zone before the easting, and without it.
  if (epsg >= 4513 && epsg <= 4533) return gauss((epsg - 4488) * 3, (epsg - 4488) * 1_000_000 + 500_000)
  return epsg >= 4534 && epsg <= 4554 ? gauss((epsg - 4509) * 3, 500_000) : null
}

const equator = 6_378_137
const flattening = 1 / 298.257_222_101
const excess = flattening * (2 - flattening)

/** Metres of a degree of longitude and of latitude on the ellipsoid of CGCS2000. */
export function metresPerDegree(lat: number): [lon: number, lat: number] {
  const phi = (lat * Math.PI) / 180
  const w = Math.sqrt(1 - excess * Math.sin(phi) ** 2)
  const parallel = (equator / w) * Math.cos(phi)
  const meridian = (equator * (1 - excess)) / w ** 3
  return [(parallel * Math.PI) / 180, (meridian * Math.PI) / 180]
}

/** Square metres of a small ring of longitude and latitude. */
export function areaOf(ring: ReadonlyArray<readonly [number, number]>): number {
  const middle = ring.reduce((sum, [, lat]) => sum + lat, 0) / Math.max(1, ring.length)
  const [perLon, perLat] = metresPerDegree(middle)
  const [lon0 = 0, lat0 = 0] = ring[0] ?? []
  let twice = 0
  for (const [i, [lon, lat]] of ring.entries()) {
    const [nextLon = 0, nextLat = 0] = ring[(i + 1) % ring.length] ?? []
    twice += (lon - lon0) * (nextLat - lat0) - (nextLon - lon0) * (lat - lat0)
  }
  return (Math.abs(twice) / 2) * perLon * perLat
}
