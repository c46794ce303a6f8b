import { invalid } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import type { WarningRow } from './store.ts'

/** Streets a drawn area touches, by its box. */
export function touched(territory: EventsParts['territory'], geometry: GeoJSON.Geometry): string[] {
  const points = JSON.stringify('coordinates' in geometry ? geometry.coordinates : []).match(/-?\d+(\.\d+)?/g)
  const numbers = (points ?? []).map(Number)
  const lons = numbers.filter((_, i) => i % 2 === 0)
  const lats = numbers.filter((_, i) => i % 2 === 1)
  if (lons.length === 0) throw invalid('/body/geometry', '应为多边形')
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const
  return territory
    .listBoundaries(box as never, 3)
    .filter((one) => one.level === 3)
    .map((one) => one.code)
}

/**
 * A warning with its area as a shape. One that was not drawn has the borders of its divisions; they have many points and are
 * kept with it from the moment it is issued.
 */
export function withBorders(territory: EventsParts['territory'], row: WarningRow): WarningRow {
  return row.geometry || row.imported ? row : { ...row, geometry: shapeOf(territory, row.division_codes) }
}

/** The boundaries of divisions as one area. */
function shapeOf(territory: EventsParts['territory'], codes: readonly string[]): GeoJSON.MultiPolygon {
  const coordinates = codes.flatMap((code) => {
    const geometry = territory.findDivision(code)?.geometry
    if (geometry?.type === 'Polygon') return [geometry.coordinates]
    return geometry?.type === 'MultiPolygon' ? geometry.coordinates : []
  })
  return { type: 'MultiPolygon', coordinates }
}
