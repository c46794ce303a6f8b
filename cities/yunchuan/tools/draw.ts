/** Draws the city as an SVG in an HTML page: `tsx tools/draw.ts OUT.html [lon lat widthKm] [--grids]`. */
import { writeFileSync } from 'node:fs'
import type { LineString, MultiLineString, MultiPolygon, Point, Polygon, Position } from 'geojson'
import type { City, Division, RoadClass } from '../src/index.ts'
import { generateYunchuan } from '../src/index.ts'

const WIDTH = 1920
const HEIGHT = 1080

type Project = (position: Position) => [number, number]

const ROADS: Record<RoadClass, { colour: string; wide: number; near: number }> = {
  local: { colour: '#2b3542', wide: 0.35, near: 9 },
  'county-road': { colour: '#4a5766', wide: 0.9, near: 11 },
  secondary: { colour: '#3a4757', wide: 0.7, near: 20 },
  arterial: { colour: '#566779', wide: 1.1, near: 32 },
  expressway: { colour: '#8a7a55', wide: 1.8, near: 38 },
  motorway: { colour: '#9a8450', wide: 1.8, near: 30 },
}

const PLACES: Record<string, string> = {
  'city-base.park': '#17372b',
  'city-base.school': '#2b2f45',
  'city-base.hospital': '#3d2733',
  'city-base.office': '#3b3420',
}

function pathOf(geometry: Polygon | MultiPolygon | LineString | MultiLineString, project: Project): string {
  const close = geometry.type.endsWith('Polygon')
  const lines: Position[][] =
    geometry.type === 'LineString'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : geometry.coordinates
  const parts = lines.map((line) => {
    const points = line.map((position) =>
      project(position)
        .map((value) => value.toFixed(1))
        .join(' '),
    )
    return `M${points.join('L')}${close ? 'Z' : ''}`
  })
  return parts.join('')
}

function shadeOf(height: number): string {
  const share = Math.min(1, Math.sqrt(height / 160))
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share)
  return `rgb(${mix(52, 150)},${mix(62, 190)},${mix(76, 215)})`
}

function labelsOf(divisions: Division[], project: Project, size: number): string[] {
  return divisions.map((division) => {
    const [x, y] = project(division.centroid)
    return `<text x="${x.toFixed(0)}" y="${y.toFixed(0)}" font-size="${size}" text-anchor="middle" fill="#aebccb" opacity=".8">${division.name}</text>`
  })
}

function draw(city: City, centre: Position, widthKm: number, withGrids: boolean): string {
  const scale = WIDTH / widthKm
  const kmPerDegree = 111.195
  const east = kmPerDegree * Math.cos((centre[1]! * Math.PI) / 180)
  const project: Project = (position) => [
    WIDTH / 2 + (position[0]! - centre[0]!) * east * scale,
    HEIGHT / 2 - (position[1]! - centre[1]!) * kmPerDegree * scale,
  ]
  const metre = scale / 1000
  const isSeen = (position: Position) => {
    const [x, y] = project(position)
    return x > -200 && x < WIDTH + 200 && y > -200 && y < HEIGHT + 200
  }
  const out: string[] = []
  const shape = (d: string, style: string) => out.push(`<path d="${d}" ${style}/>`)
  const level = (number: number) => city.divisions.filter((division) => division.level === number)
  shape(pathOf(city.divisions[0]!.geometry, project), 'fill="#11161d"')
  for (const place of city.places) {
    if (place.geometry.type === 'Polygon')
      shape(pathOf(place.geometry, project), `fill="${PLACES[place.type]}"`)
  }
  for (const water of city.waters) shape(pathOf(water.geometry, project), 'fill="#1d4460"')
  for (const roadClass of Object.keys(ROADS) as RoadClass[]) {
    const { colour, wide, near } = ROADS[roadClass]
    const width = Math.max(wide, near * metre)
    const d = city.roadEdges
      .filter((edge) => edge.roadClass === roadClass && edge.coordinates.some(isSeen))
      .map((edge) => pathOf({ type: 'LineString', coordinates: edge.coordinates }, project))
    shape(
      d.join(''),
      `fill="none" stroke="${colour}" stroke-width="${width.toFixed(2)}" stroke-linecap="round"`,
    )
  }
  for (const railway of city.railways) {
    if (railway.geometry.type === 'Point') continue
    shape(
      pathOf(railway.geometry, project),
      'fill="none" stroke="#8d99a8" stroke-width="1.3" stroke-dasharray="7 4"',
    )
  }
  for (const building of city.buildings) {
    if (isSeen(building.geometry.coordinates[0]![0]!)) {
      shape(pathOf(building.geometry, project), `fill="${shadeOf(building.height_m)}"`)
    }
  }
  const borders: [number, string][] = [
    [2, 'stroke="#c8a06a" stroke-width="1.6" opacity=".8"'],
    [3, 'stroke="#7d93a8" stroke-width=".8" opacity=".6"'],
    [4, 'stroke="#5d7388" stroke-width=".6" opacity=".5"'],
    [5, 'stroke="#d66" stroke-width=".7" opacity=".7"'],
  ]
  for (const [number, style] of borders) {
    if ((number >= 4 && !withGrids) || (number === 3 && widthKm < 8 && !withGrids)) continue
    for (const division of level(number)) shape(pathOf(division.geometry, project), `fill="none" ${style}`)
  }
  if (widthKm < 12) {
    const gauges = city.facilities.filter(
      (one) => one.type.startsWith('waterlogging') && isSeen(one.geometry.coordinates),
    )
    for (const gauge of gauges) {
      const [x, y] = project((gauge.geometry as Point).coordinates)
      out.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="#e8923c"/>`)
    }
  }
  if (widthKm > 12) out.push(...labelsOf(level(2), project, 22), ...labelsOf(level(3), project, 11))
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#0a0d12"><svg width="${WIDTH}" height="${HEIGHT}" font-family="Noto Sans CJK SC">${out.join('\n')}</svg>`
}

const [file = 'city.html', longitude, latitude, widthKm] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'))
const city = generateYunchuan()
const [west, south, east, north] = city.bbox
const centre = longitude ? [Number(longitude), Number(latitude)] : [(west + east) / 2, (south + north) / 2]
writeFileSync(file, draw(city, centre, Number(widthKm ?? 96), process.argv.includes('--grids')))
