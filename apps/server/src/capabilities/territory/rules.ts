import type { CalendarDay } from '@civitas/contract'
import { isInRings } from '../../kernel/in-polygon.ts'

/** Working hours of a working day, minutes after midnight (Asia/Shanghai): 09:00–12:00 and 13:30–17:30. */
export const workingHours: ReadonlyArray<readonly [number, number]> = [
  [9 * 60, 12 * 60],
  [13 * 60 + 30, 17 * 60 + 30],
]

const minute = 60_000
const day = 24 * 60 * minute
/** Asia/Shanghai has been UTC+8 without summer time since 1992. */
const offset = 8 * 60 * minute

/** Days that differ from the ordinary week, by date `YYYY-MM-DD`. */
export type SpecialDays = ReadonlyMap<string, CalendarDay['kind']>

function midnightOf(time: number): number {
  return Math.floor((time + offset) / day) * day - offset
}

/** Date of an instant in the city, `YYYY-MM-DD`. */
export function dateOf(time: number): string {
  return new Date(time + offset).toISOString().slice(0, 10)
}

export function isWorkingDay(time: number, special: SpecialDays): boolean {
  const kind = special.get(dateOf(time))
  if (kind) return kind === 'workday'
  const weekday = new Date(time + offset).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The instant when `minutes` of working time have passed since `start` (ms since epoch). */
export function addWorkingMinutes(start: number, minutes: number, special: SpecialDays): number {
  let left = minutes * minute
  for (let midnight = midnightOf(start); ; midnight += day) {
    if (!isWorkingDay(midnight, special)) continue
    for (const [from, to] of workingHours) {
      const begin = Math.max(midnight + from * minute, start)
      const open = midnight + to * minute - begin
      if (open <= 0) continue
      if (left <= open) return begin + left
      left -= open
    }
  }
}

/** Minutes of working time between two instants (ms since epoch). */
export function workingMinutesBetween(start: number, end: number, special: SpecialDays): number {
  let total = 0
  for (let midnight = midnightOf(start); midnight < end; midnight += day) {
    if (!isWorkingDay(midnight, special)) continue
    for (const [from, to] of workingHours) {
      const begin = Math.max(midnight + from * minute, start)
      total += Math.max(0, Math.min(midnight + to * minute, end) - begin)
    }
  }
  return total / minute
}

/** Whether a point lies in a GeoJSON polygon or multipolygon; even–odd rule, a shared edge belongs to one side only. */
export function isInside(geometry: GeoJSON.Geometry, lon: number, lat: number): boolean {
  if (geometry.type === 'Polygon') return isInRings(geometry.coordinates, lon, lat)
  if (geometry.type === 'MultiPolygon')
    return geometry.coordinates.some((rings) => isInRings(rings, lon, lat))
  return false
}
