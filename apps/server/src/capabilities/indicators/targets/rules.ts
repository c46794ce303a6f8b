import type { TrackedTarget } from '@civitas/contract'

type Light = TrackedTarget['light']

/** Value minus target; null while either is missing. */
export function gapOf(value: number | null, target: number | null): number | null {
  return value === null || target === null ? null : Math.round((value - target) * 1e6) / 1e6
}

function isReached(value: number, target: number, direction: string): boolean {
  return direction === 'down' || direction === 'rank' ? value <= target : value >= target
}

/** Where a line through two points stands at a later instant; null without two points apart in time. */
export function forecastTo(
  points: ReadonlyArray<{ timeMs: number; value: number }>,
  atMs: number,
): number | null {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.timeMs - first.timeMs < 86_400_000) return null
  const perMs = (last.value - first.value) / (last.timeMs - first.timeMs)
  return last.value + perMs * (atMs - last.timeMs)
}

/** Green when reached, yellow when the forecast reaches it or a tenth is missing at most, red otherwise; none without a value. */
export function lightOf(
  value: number | null,
  target: number | null,
  forecast: number | null,
  direction: string,
): Light {
  if (value === null || target === null) return 'none'
  if (isReached(value, target, direction)) return 'green'
  if (forecast !== null && isReached(forecast, target, direction)) return 'yellow'
  return Math.abs(value - target) <= Math.abs(target) * 0.1 ? 'yellow' : 'red'
}

/** When a line through two points meets the target; null when it moves away from it or stands still. */
export function reachTimeOf(
  points: ReadonlyArray<{ timeMs: number; value: number }>,
  target: number | null,
): number | null {
  const [first, last] = [points[0], points.at(-1)]
  if (target === null || !first || !last || last.timeMs - first.timeMs < 86_400_000) return null
  const perMs = (last.value - first.value) / (last.timeMs - first.timeMs)
  const ahead = (target - last.value) / perMs
  return Number.isFinite(ahead) && ahead >= 0 ? last.timeMs + ahead : null
}

/** The latest instant that can be told. */
const farthest = 8.64e15

/** Whether the target can still be met by its end, as the trend of the last year goes. */
export function reachOf(
  known: { value: number | null; target: number | null; direction: string; hasTrend: boolean },
  reachMs: number | null,
  endMs: number,
): { reach: TrackedTarget['reach']; reachTime: string | null } {
  const { value, target, direction, hasTrend } = known
  if (value === null || target === null) return { reach: 'unknown', reachTime: null }
  if (isReached(value, target, direction)) return { reach: 'reached', reachTime: null }
  if (!hasTrend) return { reach: 'unknown', reachTime: null }
  if (reachMs === null || reachMs > farthest) return { reach: 'never', reachTime: null }
  return { reach: reachMs <= endMs ? 'in-time' : 'late', reachTime: new Date(reachMs).toISOString() }
}
