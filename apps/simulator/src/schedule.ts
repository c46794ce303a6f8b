import { type Device, isHourly } from './device.ts'

const hourMs = 3_600_000
/** Nothing reports more often, however fast the city’s time runs. */
const shortestMs = 1_000

/** Real milliseconds between two readings when the city’s time runs `speed` times as fast. */
export function intervalOf(periodMs: number, speed: number): number {
  return Math.max(shortestMs, periodMs / speed)
}

/** When each datastream reports first: spread over `withinMs`, so that not all devices speak at once. */
export function startSchedule(device: Device, nowMs: number, withinMs: number): void {
  const start = nowMs + device.random() * withinMs
  for (const stream of device.streams) {
    const upToDate = isHourly(device.type) && stream.lastMs >= lastWholeHour(nowMs)
    stream.dueMs = upToDate ? afterNextHour(nowMs) : start
  }
}

/** Beginning of the last hour that is over. */
function lastWholeHour(nowMs: number): number {
  return Math.floor(nowMs / hourMs) * hourMs - hourMs
}

/** A mean is known a little after its hour. */
function afterNextHour(nowMs: number): number {
  return lastWholeHour(nowMs) + 2 * hourMs + 20_000
}

/** Moves a datastream that has just reported on to its next time; the period of a real device wavers a little. */
export function scheduleNext(
  device: Device,
  dueMs: number,
  periodMs: number,
  speed: number,
  nowMs: number,
): number {
  if (isHourly(device.type)) return afterNextHour(nowMs)
  const interval = intervalOf(periodMs, speed)
  const next = dueMs + interval * (speed > 1 ? 1 : 0.97 + 0.06 * device.random())
  return next > nowMs ? next : nowMs + interval
}

/** Time a reading carries: the present, or the beginning of the last whole hour for a mean of it. */
export function stampOf(device: Device, nowMs: number): number {
  return isHourly(device.type) ? lastWholeHour(nowMs) : nowMs
}
