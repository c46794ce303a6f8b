import type { Position } from 'geojson'
import type { Railway } from './city.ts'
import type { Ground } from './ground.ts'
import type { Point } from './plane.ts'
import { distance, toPosition } from './plane.ts'
import { RAILWAY_ROW } from './warp.ts'

const nearestOn = (line: Point[], place: Point) =>
  line.reduce((best, point) => (distance(point, place) < distance(best, place) ? point : best))

/** The old railway along its row of the sheet, the fast railway on viaducts, and their stations. */
export function buildRailways(ground: Ground): Railway[] {
  const { sheet, warp, mesh } = ground
  const spans = sheet.units.filter((unit) => unit.v0 === RAILWAY_ROW || unit.v1 === RAILWAY_ROW)
  const west = Math.min(...spans.map((unit) => unit.u0))
  const east = Math.max(...spans.map((unit) => unit.u1))
  const line = mesh.verticesAlong('v', RAILWAY_ROW, west, east).map((vertex) => mesh.points[vertex]!)
  const make = (
    kind: Railway['kind'],
    index: number,
    name: string,
    geometry: Railway['geometry'],
    at: Position,
    speed: number,
  ): Railway => ({
    reference: `TL990100${String(index).padStart(4, '0')}`,
    type: 'city-base.railway',
    kind,
    name,
    geometry,
    divisionCode: ground.gridCodeAt(at),
    attributes: kind === 'line' ? { designSpeed_km_per_h: speed, tracks: 2 } : { platforms: speed },
  })
  const toLine = (points: Point[]): Railway['geometry'] => ({
    type: 'LineString',
    coordinates: points.map(toPosition),
  })
  const middle = (points: Point[]) => toPosition(points[points.length >> 1]!)
  const station = (index: number, name: string, at: Point, platforms: number) =>
    make('station', index, name, { type: 'Point', coordinates: toPosition(at) }, toPosition(at), platforms)
  const fast = ground.fastRail.points
  return [
    make('line', 1, '云柳铁路', toLine(line), middle(line), 160),
    make('line', 2, ground.fastRail.name, toLine(fast), middle(fast), 350),
    station(11, '云川站', nearestOn(line, warp.toPlane(550, RAILWAY_ROW)), 5),
    station(12, '东屏站', nearestOn(line, warp.toPlane(11000, RAILWAY_ROW)), 3),
    station(13, '柳泉站', nearestOn(line, warp.toPlane(-10000, RAILWAY_ROW)), 2),
    station(14, '云川北站', nearestOn(fast, warp.toPlane(900, 9000)), 8),
  ]
}
