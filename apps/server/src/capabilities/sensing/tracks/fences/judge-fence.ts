import type { fenceKinds, TimeWindow } from '@civitas/contract'
import { isInArea, metresToLines, type Place } from '../geometry.ts'
import { isWithinWindows } from '../time-windows.ts'

/** What a fence asks of a position. */
export interface FenceRule {
  readonly kind: (typeof fenceKinds)[number]
  readonly geometry: GeoJSON.Geometry
  readonly corridorM: number | null
  readonly toleranceSeconds: number
  readonly speedLimitKmH: number | null
  readonly staySeconds: number | null
  readonly windows: readonly TimeWindow[]
}

/** A good position, drift taken out. */
export interface Fix {
  timeMs: number
  lon: number
  lat: number
  speedKmH: number | null
}

/** A breach from its first position on; `alarmId` once it has lasted long enough, `endMs` once it is over. */
export interface Breach {
  start: { timeMs: number; lon: number; lat: number }
  worst: number
  alarmId: string | null
  endMs: number | null
}

export type FenceAct =
  | { act: 'opened'; breach: Breach; fix: Fix }
  | { act: 'worse'; breach: Breach }
  | { act: 'closed'; breach: Breach; fix: Fix }

/** A breach that comes back within this time is the same one: a truck on the edge of its corridor is one alarm, not ten. */
const rejoinMs = 60_000

/**
 * Judges the next position in order of time. A breach must hold without a break for the tolerance (PLT-018: corridor width
 * and minimum duration); then it is an alarm, from its first position to the first one that is in order again.
 */
export function judgeFence(
  rule: FenceRule,
  held: Breach | null,
  fix: Fix,
  newAlarmId: () => string,
): { breach: Breach | null; acts: FenceAct[] } {
  const measured = measureBreach(rule, held, fix)
  if (measured === null) return endBreach(held, fix)
  const isOver = held !== null && held.endMs !== null
  if (isOver && fix.timeMs - (held.endMs as number) > rejoinMs) return judgeFence(rule, null, fix, newAlarmId)
  const start = held?.start ?? { timeMs: fix.timeMs, lon: fix.lon, lat: fix.lat }
  const breach: Breach = {
    start,
    worst: Math.max(held?.worst ?? 0, measured),
    alarmId: held?.alarmId ?? null,
    endMs: null,
  }
  if (breach.alarmId !== null)
    return { breach, acts: isOver || breach.worst > (held?.worst ?? 0) ? [{ act: 'worse', breach }] : [] }
  if (fix.timeMs - start.timeMs < neededMs(rule)) return { breach, acts: [] }
  const opened = { ...breach, alarmId: newAlarmId() }
  return { breach: opened, acts: [{ act: 'opened', breach: opened, fix }] }
}

function endBreach(held: Breach | null, fix: Fix): { breach: Breach | null; acts: FenceAct[] } {
  if (held === null || held.alarmId === null) return { breach: null, acts: [] }
  if (held.endMs !== null) return { breach: fix.timeMs - held.endMs > rejoinMs ? null : held, acts: [] }
  const breach = { ...held, endMs: fix.timeMs }
  return { breach, acts: [{ act: 'closed', breach, fix }] }
}

function neededMs(rule: FenceRule): number {
  return (rule.kind === 'overstay' ? (rule.staySeconds ?? 0) : rule.toleranceSeconds) * 1000
}

/** How much a position breaks the rule: metres, km/h or seconds by kind; null when it does not. */
function measureBreach(rule: FenceRule, held: Breach | null, fix: Fix): number | null {
  if (rule.windows.length > 0 && !isWithinWindows(fix.timeMs, rule.windows)) return null
  const at: Place = [fix.lon, fix.lat]
  const seconds = held && held.endMs === null ? (fix.timeMs - held.start.timeMs) / 1000 : 0
  switch (rule.kind) {
    case 'enter':
    case 'overstay':
      return isInArea(at, rule.geometry) ? seconds : null
    case 'leave':
      return isInArea(at, rule.geometry) ? null : metresToLines(at, rule.geometry)
    case 'deviate': {
      const metres = metresToLines(at, rule.geometry)
      return metres > (rule.corridorM ?? 0) ? metres : null
    }
    case 'overspeed': {
      const isFast = fix.speedKmH !== null && fix.speedKmH > (rule.speedLimitKmH ?? Number.POSITIVE_INFINITY)
      return isFast && isInArea(at, rule.geometry) ? fix.speedKmH : null
    }
  }
}
