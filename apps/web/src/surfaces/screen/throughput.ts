import type { Case } from '@civitas/sdk'

/** How cases went in a time window. */
export interface Throughput {
  opened: [number, number][]
  closed: [number, number][]
  openedCount: number
  closedCount: number
  openCount: number
  overdueCount: number
  /** Share of closed cases that were in time, 0–100; null when none was closed. */
  inTimePercent: number | null
  medianMinutes: number | null
}

/** Counts cases opened and closed in each of `buckets` equal parts of a window (ISO 8601). */
export function countThroughput(cases: Case[], from: string, to: string, buckets = 24): Throughput {
  const start = Date.parse(from)
  const width = (Date.parse(to) - start) / buckets
  const opened = new Array<number>(buckets).fill(0)
  const closed = new Array<number>(buckets).fill(0)
  const add = (counts: number[], time: string | null) => {
    if (!time) return false
    const index = Math.floor((Date.parse(time) - start) / width)
    if (index < 0 || index >= buckets) return false
    counts[index] = (counts[index] ?? 0) + 1
    return true
  }
  const done = cases.filter((each) => add(closed, each.closedTime))
  const openedCount = cases.filter((each) => add(opened, each.openedTime)).length
  const judged = done.filter((each) => each.inTime !== null)
  const running = cases.filter((each) => each.state === 'open' || each.state === 'checking')
  const points = (counts: number[]) =>
    counts.map((count, index): [number, number] => [start + (index + 0.5) * width, count])
  return {
    opened: points(opened),
    closed: points(closed),
    openedCount,
    closedCount: done.length,
    openCount: running.length,
    overdueCount: running.filter((each) => each.lamp === 'red').length,
    inTimePercent:
      judged.length === 0 ? null : (100 * judged.filter((each) => each.inTime).length) / judged.length,
    medianMinutes: median(done.flatMap((each) => (each.handleMinutes === null ? [] : [each.handleMinutes]))),
  }
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return null
  return sorted.length % 2
    ? (sorted[Math.floor(middle)] ?? null)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
