import type { ScheduledFileInput } from '@civitas/contract'

const beijingMs = 8 * 3_600_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

type Every = ScheduledFileInput['every']

/** The beginning of the hour, day, week (from Monday) or month an instant lies in, Asia/Shanghai. */
export function startOfPeriod(timeMs: number, every: Every): number {
  const local = timeMs + beijingMs
  if (every === 'hour') return Math.floor(local / hourMs) * hourMs - beijingMs
  const day = Math.floor(local / dayMs)
  if (every === 'day') return day * dayMs - beijingMs
  // 1970-01-01 was a Thursday, the fourth day from Monday.
  if (every === 'week') return (day - ((day + 3) % 7)) * dayMs - beijingMs
  const date = new Date(local)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) - beijingMs
}

/** The last whole period before an instant. */
export function lastPeriod(timeMs: number, every: Every): { fromMs: number; toMs: number } {
  const toMs = startOfPeriod(timeMs, every)
  return { fromMs: startOfPeriod(toMs - 1, every), toMs }
}

/** When the next period is over. */
export function nextPeriodEnd(timeMs: number, every: Every): number {
  const longest = { hour: hourMs, day: dayMs, week: 7 * dayMs, month: 31 * dayMs }[every]
  return startOfPeriod(startOfPeriod(timeMs, every) + longest, every)
}
