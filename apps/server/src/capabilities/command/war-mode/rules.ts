import type { ModeSettings } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { divisionPrefix } from '../../../kernel/access.ts'
import { isInRings } from '../../../kernel/in-polygon.ts'

/** Settings of an installation nobody has set yet. */
export const peace: ModeSettings = {
  unreadMinutes: 5,
  reportMinutes: 0,
  proposeFrom: 'yellow',
  routeToCommand: false,
  dutyLeader: false,
  tightenPercent: 0,
}

/** Of two settings the stricter of each value. */
export function stricter(a: ModeSettings, b: ModeSettings): ModeSettings {
  return {
    unreadMinutes: Math.min(a.unreadMinutes, b.unreadMinutes),
    reportMinutes: strictReport(a.reportMinutes, b.reportMinutes),
    proposeFrom: rankLevel(a.proposeFrom) <= rankLevel(b.proposeFrom) ? a.proposeFrom : b.proposeFrom,
    routeToCommand: a.routeToCommand || b.routeToCommand,
    dutyLeader: a.dutyLeader || b.dutyLeader,
    tightenPercent: Math.max(a.tightenPercent, b.tightenPercent),
  }
}

/** No reports at all is the least strict. */
function strictReport(a: number, b: number): number {
  if (a === 0 || b === 0) return Math.max(a, b)
  return Math.min(a, b)
}

/** What holds under switches that overlap; none of them: the settings of peace themselves. */
export function effective(base: ModeSettings, active: readonly ModeSettings[]): ModeSettings {
  return active.reduce(stricter, base)
}

export interface Place {
  divisionCode: string | null
  position?: readonly [number, number] | null
}

/** Whether a switch holds at a place: in one of its divisions or within its area. No scope at all is the whole city. */
export function covers(
  one: { divisions: readonly string[]; area: GeoJSON.Geometry | null },
  place: Place,
): boolean {
  if (one.divisions.length === 0 && !one.area) return true
  const code = place.divisionCode
  if (code && one.divisions.some((division) => code.startsWith(divisionPrefix(division)))) return true
  return Boolean(one.area && place.position && isInGeometry(one.area, place.position))
}

export function isInGeometry(geometry: GeoJSON.Geometry, [lon, lat]: readonly [number, number]): boolean {
  if (geometry.type === 'Polygon') return isInRings(geometry.coordinates, lon, lat)
  if (geometry.type === 'MultiPolygon')
    return geometry.coordinates.some((rings) => isInRings(rings, lon, lat))
  return false
}

/** Authorisers a switch needs; they are different people. */
export const authorisersNeeded = 2
