import type { FenceInput } from '@civitas/sdk'
import { parseCorners } from '../rules/geofence-field.tsx'

/** A fence while it is being written. */
export interface FenceDraft {
  name: string
  kind: FenceInput['kind']
  corners: string
  corridorM: number
  speedLimitKmH: number
  stayMinutes: number
  toleranceSeconds: number
  level: NonNullable<FenceInput['level']>
  entityTypes: string[]
  /** Single objects beside the types. */
  entities: { value: string; label: string }[]
  window: { weekdays: number[]; from: string; to: string } | null
}

export const emptyFence: FenceDraft = {
  ...{ name: '', kind: 'enter', corners: '', level: 'yellow', entityTypes: [], entities: [], window: null },
  ...{ corridorM: 100, speedLimitKmH: 60, stayMinutes: 30, toleranceSeconds: 60 },
}

const clock = /^([01][0-9]|2[0-4]):[0-5][0-9]$/

/** What the platform is asked to keep; null while something is missing or unreadable. */
export function toFenceInput(draft: FenceDraft): FenceInput | null {
  const { kind, window } = draft
  const geometry = toShape(draft.corners, kind === 'deviate')
  const name = draft.name.trim()
  if (!geometry || name === '' || draft.entityTypes.length + draft.entities.length === 0) return null
  if (window && !(clock.test(window.from) && clock.test(window.to))) return null
  return {
    ...{ name, kind, geometry, level: draft.level, entityTypes: draft.entityTypes },
    ...(draft.entities.length > 0 ? { entityIds: draft.entities.map((each) => each.value) } : {}),
    toleranceSeconds: draft.toleranceSeconds,
    ...(kind === 'deviate' ? { corridorM: draft.corridorM } : {}),
    ...(kind === 'overspeed' ? { speedLimitKmH: draft.speedLimitKmH } : {}),
    ...(kind === 'overstay' ? { staySeconds: Math.round(draft.stayMinutes * 60) } : {}),
    ...(window ? { windows: [window] } : {}),
  }
}

/** A route of two points or more, or an area of three corners or more; null when there are fewer or a line is none. */
export function toShape(text: string, isRoute: boolean): GeoJSON.Geometry | null {
  const corners = parseCorners(text)
  const [first] = corners ?? []
  if (!corners || !first || corners.length < (isRoute ? 2 : 3)) return null
  return isRoute
    ? { type: 'LineString', coordinates: corners }
    : { type: 'Polygon', coordinates: [[...corners, first]] }
}
