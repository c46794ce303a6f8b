import { setImmediate } from 'node:timers/promises'
import { isInRings } from '../../../kernel/in-polygon.ts'
import { invalid } from '../../../kernel/problem.ts'
import { areaOf, type Projection, projectionOf } from './georeference.ts'
import type { Raster } from './read-geotiff.ts'

export interface ChangeResult {
  changedAreaM2: number
  comparedAreaM2: number
  /** Within the polygon, but outside one of the images or without data. */
  unknownAreaM2: number
  changedPixels: number
  comparedPixels: number
  pixelM2: number
  /** Changed cells, neighbours of a row together; the largest first when there are too many to show. */
  cells: GeoJSON.FeatureCollection<GeoJSON.Polygon, { areaM2: number; difference: number }>
  cellsLeftOut: number
}

export const changeMethod =
  '按较新影像的像元逐个比较：同一地面位置两期各波段差值绝对值的平均 ÷ 量程，超过阈值即为变化；像元面积按 CGCS2000 椭球计算。未做辐射与季节校正，云影、植被物候也会显示为变化。'

const mostCells = 5_000

/** What changed between two images within a polygon: pixel by pixel of the second, at the same places of the first. */
export async function compareImages(
  before: Raster,
  after: Raster,
  { polygon, threshold }: { polygon: GeoJSON.Polygon; threshold: number },
): Promise<ChangeResult> {
  if (before.bands !== after.bands) throw invalid('/body/beforeId', '两期影像的波段数不同，不能比较')
  const [former, newer] = [
    projectionOf(before.epsg, '/body/beforeId'),
    projectionOf(after.epsg, '/body/afterId'),
  ]
  const scale = scaleOf(before, after)
  const result = { changed: 0, compared: 0, unknown: 0, changedPixels: 0, comparedPixels: 0 }
  const runs: Run[] = []
  const window = windowOf(after, newer, polygon)
  for (let row = window.top; row < window.bottom; row++) {
    // A large image takes seconds; whoever waits is served between its rows.
    if (row % 32 === 0) await setImmediate()
    let run: Run | null = null
    for (let column = window.left; column < window.right; column++) {
      const [lon, lat] = at(after, newer, column + 0.5, row + 0.5)
      const place = isInRings(polygon.coordinates, lon, lat) ? former.fromDegrees(lon, lat) : null
      const difference = place ? differenceAt(before, after, { place, column, row, scale }) : undefined
      const isChanged = typeof difference === 'number' && difference > threshold
      if (difference !== undefined) {
        const area = areaOf(ringOf(after, newer, { row, from: column, to: column + 1 }))
        if (difference === null) result.unknown += area
        else {
          result.compared += area
          result.comparedPixels++
        }
        if (isChanged) {
          result.changed += area
          result.changedPixels++
          run ??= { row, from: column, to: column, areaM2: 0, difference: 0 }
          run.to = column + 1
          run.areaM2 += area
          run.difference = Math.max(run.difference, difference)
        }
      }
      if (!isChanged && run) {
        runs.push(run)
        run = null
      }
    }
    if (run) runs.push(run)
  }
  return toResult(result, runs, after, newer)
}

interface Run {
  row: number
  from: number
  to: number
  areaM2: number
  difference: number
}

function toResult(
  sums: { changed: number; compared: number; unknown: number; changedPixels: number; comparedPixels: number },
  runs: Run[],
  after: Raster,
  newer: Projection,
): ChangeResult {
  const shown = runs.sort((a, b) => b.areaM2 - a.areaM2).slice(0, mostCells)
  const round = (value: number) => Math.round(value * 100) / 100
  return {
    ...{ changedAreaM2: round(sums.changed), comparedAreaM2: round(sums.compared) },
    ...{ unknownAreaM2: round(sums.unknown), changedPixels: sums.changedPixels },
    ...{ comparedPixels: sums.comparedPixels, cellsLeftOut: runs.length - shown.length },
    pixelM2: sums.comparedPixels > 0 ? round(sums.compared / sums.comparedPixels) : 0,
    cells: {
      type: 'FeatureCollection',
      features: shown.map((run) => {
        const ring = ringOf(after, newer, run)
        return {
          type: 'Feature',
          geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as [number, number]]] },
          properties: { areaM2: round(run.areaM2), difference: Math.round(run.difference * 1000) / 1000 },
        }
      }),
    },
  }
}

/** Of whole numbers their full scale; of floating ones the range both images have. */
function scaleOf(before: Raster, after: Raster): number {
  if (before.fullScale && after.fullScale) return Math.max(before.fullScale, after.fullScale)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const raster of [before, after])
    for (const band of raster.values)
      for (const value of band)
        if (Number.isFinite(value) && value !== raster.noData) {
          low = Math.min(low, value)
          high = Math.max(high, value)
        }
  return high > low ? high - low : 1
}

/** Mean absolute difference of the bands as a share of the scale; null where one of the two has no data. */
function differenceAt(
  before: Raster,
  after: Raster,
  at: { place: [number, number]; column: number; row: number; scale: number },
): number | null {
  const column = Math.floor((at.place[0] - before.origin[0]) / before.pixel[0])
  const row = Math.floor((before.origin[1] - at.place[1]) / before.pixel[1])
  if (column < 0 || row < 0 || column >= before.width || row >= before.height) return null
  let sum = 0
  for (const [i, band] of after.values.entries()) {
    const now = band[at.row * after.width + at.column] ?? Number.NaN
    const then = before.values[i]?.[row * before.width + column] ?? Number.NaN
    if (!Number.isFinite(now) || !Number.isFinite(then)) return null
    if (now === after.noData || then === before.noData) return null
    sum += Math.abs(now - then)
  }
  return sum / after.bands / at.scale
}

/** Longitude and latitude of a place of the picture, in pixels from its corner. */
function at(
  { origin, pixel }: Raster,
  projection: Projection,
  column: number,
  row: number,
): [number, number] {
  return projection.toDegrees(origin[0] + column * pixel[0], origin[1] - row * pixel[1])
}

function ringOf(
  raster: Raster,
  projection: Projection,
  { row, from, to }: { row: number; from: number; to: number },
): Array<[number, number]> {
  const corner = (column: number, line: number) => at(raster, projection, column, line)
  return [corner(from, row), corner(from, row + 1), corner(to, row + 1), corner(to, row)]
}

/** The columns and rows a polygon can touch. */
function windowOf(raster: Raster, projection: Projection, polygon: GeoJSON.Polygon) {
  const places = (polygon.coordinates[0] ?? []).map(([lon = 0, lat = 0]) => projection.fromDegrees(lon, lat))
  const columns = places.map(([x]) => (x - raster.origin[0]) / raster.pixel[0])
  const rows = places.map(([, y]) => (raster.origin[1] - y) / raster.pixel[1])
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value))
  // One more on each side: a straight side in degrees bends a little in the plane.
  return {
    left: within(Math.floor(Math.min(...columns)) - 1, raster.width),
    right: within(Math.ceil(Math.max(...columns)) + 1, raster.width),
    top: within(Math.floor(Math.min(...rows)) - 1, raster.height),
    bottom: within(Math.ceil(Math.max(...rows)) + 1, raster.height),
  }
}

/** West, south, east, north in degrees. */
export function boxOf(raster: Raster, path: string): [number, number, number, number] {
  const projection = projectionOf(raster.epsg, path)
  const corners = [
    [0, 0],
    [raster.width, 0],
    [0, raster.height],
    [raster.width, raster.height],
  ].map(([column = 0, row = 0]) => at(raster, projection, column, row))
  const lons = corners.map(([lon]) => lon)
  const lats = corners.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
