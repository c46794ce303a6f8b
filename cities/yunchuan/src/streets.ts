import type { RoadClass } from './city.ts'

/** A straight stretch of road on the sheet: along a column (`u`) or a row (`v`). */
export interface Street {
  axis: 'u' | 'v'
  at: number
  from: number
  to: number
  roadClass: RoadClass
  /** Stretches with one key become one road with one name. */
  key: string
  structure?: 'bridge' | 'underpass'
}

/** Width of the carriageway in metres and number of lanes, by class (after GB/T 51328 ranges). */
export const ROAD_SHAPES: Record<
  RoadClass,
  { lanes: number; widthM: number; label: string; kmPerHour: number }
> = {
  motorway: { lanes: 6, widthM: 33, label: '高速公路', kmPerHour: 120 },
  expressway: { lanes: 8, widthM: 42, label: '快速路', kmPerHour: 80 },
  arterial: { lanes: 6, widthM: 36, label: '主干路', kmPerHour: 60 },
  secondary: { lanes: 4, widthM: 24, label: '次干路', kmPerHour: 50 },
  local: { lanes: 2, widthM: 11, label: '支路', kmPerHour: 30 },
  'county-road': { lanes: 2, widthM: 12, label: '公路', kmPerHour: 60 },
}

/** Which streets run along which line of the sheet; answers what class a block's side is. */
export interface StreetIndex {
  /** The widest street along a line between two places, or none. */
  find(axis: 'u' | 'v', at: number, from: number, to: number): Street | undefined
}

export function indexStreets(streets: Street[]): StreetIndex {
  const byLine = new Map<string, Street[]>()
  for (const street of streets) {
    const key = `${street.axis}${street.at}`
    const line = byLine.get(key)
    if (line) line.push(street)
    else byLine.set(key, [street])
  }
  const width = (street: Street) => ROAD_SHAPES[street.roadClass].widthM
  return {
    find(axis, at, from, to) {
      let found: Street | undefined
      for (const street of byLine.get(`${axis}${at}`) ?? []) {
        if (street.from >= to || street.to <= from) continue
        if (!found || width(street) > width(found)) found = street
      }
      return found
    },
  }
}
