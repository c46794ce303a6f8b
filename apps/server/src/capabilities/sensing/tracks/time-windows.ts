import type { TimeWindow } from '@civitas/contract'

const beijingMs = 8 * 3_600_000
const dayMs = 86_400_000
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Whether an instant lies in one of the windows (Asia/Shanghai); a window that ends before it begins runs over midnight. */
export function isWithinWindows(timeMs: number, windows: readonly TimeWindow[]): boolean {
  return windows.some((window) => isWithin(timeMs, window))
}

function isWithin(timeMs: number, { weekdays, from, to }: TimeWindow): boolean {
  const local = timeMs + beijingMs
  const minute = (((local % dayMs) + dayMs) % dayMs) / 60_000
  // 1970-01-01 was a Thursday; Monday is 1.
  const weekday = ((Math.floor(local / dayMs) + 3) % 7) + 1
  const isOn = (day: number) => !weekdays || weekdays.includes(day)
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  if (begin <= end) return isOn(weekday) && minute >= begin && minute < end
  const yesterday = weekday === 1 ? 7 : weekday - 1
  return (isOn(weekday) && minute >= begin) || (isOn(yesterday) && minute < end)
}
